/* The fields of a recipe whose format finds them by itself: a feed, a page with markup. There
 * `from` names fields of the mention, and the filters are run over what was found. */
#include "feed/reading.h"

static struct str *text_field(struct mention *m, enum recipe_field_name name)
{
    struct str *places[FIELDS] = {
        [FIELD_ID] = &m->native_id, [FIELD_URL] = &m->url,       [FIELD_TITLE] = &m->title,
        [FIELD_TEXT] = &m->text,    [FIELD_AUTHOR] = &m->author, [FIELD_LANGUAGE] = &m->language,
    };
    return places[name];
}

static struct str *named_field(struct mention *m, const char *word)
{
    for (int name = 0; name < FIELDS; name++) {
        if (strcmp(word, recipe_field_word((enum recipe_field_name)name)) == 0) {
            return text_field(m, (enum recipe_field_name)name);
        }
    }
    return NULL;
}

bool refine_check(const struct recipe *recipe, struct err *err)
{
    struct mention unused;
    for (unsigned i = 0; i < recipe->field_count; i++) {
        const struct recipe_field *field = &recipe->fields[i];
        for (unsigned k = 0; k < field->from_count; k++) {
            if (!named_field(&unused, field->from[k])) {
                return err_set(err, "field %s: from names no text of a mention: \"%s\"",
                               recipe_field_word(field->name), field->from[k]);
            }
        }
    }
    return true;
}

/* The first alternative that gives anything, as everywhere; none leaves the field absent. */
static void refine_field(struct reading *r, const struct recipe_field *field, struct mention *m)
{
    struct filter_context context = {&r->batch->arena, r->zone, r->context->now};
    struct err err = ERR_NONE;
    struct value value = {.text = STR_NONE};
    for (unsigned i = 0; i < field->from_count && !value.text.n; i++) {
        value = (struct value){.text = *named_field(m, field->from[i])};
        if (value.text.n &&
            !filters_apply(field->filters, field->filter_count, &context, &value, &err)) {
            reading_problem(r, recipe_field_word(field->name), "%s", err.text);
            return;
        }
    }
    if (value.text.n || value.is_time || value.is_number) {
        reading_set(r, m, field->name, value);
    } else if (text_field(m, field->name)) {
        *text_field(m, field->name) = STR_NONE;
    }
}

void refine_item(struct reading *r, struct mention *m)
{
    for (unsigned i = 0; i < r->recipe->field_count; i++) {
        refine_field(r, &r->recipe->fields[i], m);
    }
}
