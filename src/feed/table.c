#include "feed/table.h"

#include "feed/reading.h"

bool table_filters(struct table_form *form, enum recipe_field_name field, struct str chain,
                   struct arena *arena, struct err *err)
{
    struct str filter;
    while (str_take(&chain, '|', &filter)) {
        filter = str_trim(filter);
        if (!filter_check(filter, err)) {
            return false;
        }
        if (form->filter_count[field] == TABLE_FILTERS) {
            return err_set(err, "more than %d filters", TABLE_FILTERS);
        }
        char *copy = arena_array(arena, char, filter.n + 1);
        memcpy(copy, filter.p, filter.n);
        form->filters[field][form->filter_count[field]++] = copy;
    }
    return true;
}

/* "0001-01-01T00:00:00Z" is how programs write that they know no time: a time all the same. */
static bool is_full_time(struct str text, int64_t *at)
{
    return text.n > sizeof "2026-11-22" - 1 && time_parse(text, at);
}

static bool read_value(struct reading *r, const struct table_form *form,
                       enum recipe_field_name field, struct str text, struct value *value,
                       struct err *err)
{
    struct filter_context context = {&r->batch->arena, form->zone, form->now};
    *value = (struct value){.text = text};
    if (form->filter_count[field]) {
        return filters_apply(form->filters[field], form->filter_count[field], &context, value, err);
    }
    if (field == FIELD_PUBLISHED || field == FIELD_UPDATED) {
        value->is_time = is_full_time(text, &value->at);
    }
    return true;
}

static bool read_field(struct reading *r, const struct table_form *form, struct mention *mention,
                       enum recipe_field_name field, struct str text, struct err *err)
{
    struct value value;
    if (!text.p || (field != FIELD_TEXT && str_trim(text).n == 0)) {
        return true;
    }
    if (!read_value(r, form, field, text, &value, err)) {
        return false;
    }
    if (value.text.p || value.is_time || value.is_number) {
        reading_set(r, mention, field, value);
    }
    return !r->page->problem_count || err_set(err, "%.*s", STR_FMT(r->page->problems[0].text));
}

static bool has_something(const struct mention *mention)
{
    return mention->text.p || mention->title.n || mention->rating != RATING_NONE;
}

bool table_read(const struct table_form *form, const struct str values[FIELDS], struct batch *batch,
                bool *clamped, enum recipe_field_name *field, struct err *err)
{
    static const struct recipe no_recipe = {.format = FORMAT_JSON};
    struct extract_context context = {.now = form->now};
    struct page page = {0};
    struct reading r = {.recipe = &no_recipe,
                        .context = &context,
                        .zone = form->zone,
                        .page = &page,
                        .batch = batch};
    size_t before = batch->count;
    struct mention *mention = batch_add(batch);
    for (int i = 0; i < FIELDS; i++) {
        *field = (enum recipe_field_name)i;
        if (!read_field(&r, form, mention, *field, values[i], err)) {
            batch->count = before;
            return false;
        }
    }
    *field = FIELD_TEXT;
    if (!has_something(mention)) {
        batch->count = before;
        return err_set(err, "missing");
    }
    reading_finish(&r, mention);
    *clamped = page.problem_count > 0;
    return true;
}
