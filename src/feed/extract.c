#include "feed/extract.h"

#include "feed/charset.h"
#include "feed/reading.h"
#include "feed/template.h"

static const struct format {
    bool (*read)(struct reading *reading, struct err *err);
    bool (*check)(const struct recipe *recipe, struct err *err);
} formats[] = {
    [FORMAT_JSON] = {json_items_read, json_items_check},
    [FORMAT_SYNDICATION] = {syndication_read, refine_check},
    [FORMAT_STRUCTURED] = {structured_read, refine_check},
    [FORMAT_HTML] = {html_items_read, html_items_check},
};

bool extract(const struct recipe *recipe, const struct extract_context *context, struct str body,
             struct page *page, struct batch *batch, struct err *err)
{
    size_t before = batch->count;
    *page = (struct page){.info = {.updated_at = TIME_NONE}};
    struct reading reading = {
        .recipe = recipe,
        .context = context,
        .zone = context->zone ? context->zone : recipe->zone,
        .page = page,
        .batch = batch,
        .body = charset_to_utf8(&batch->arena, body, context->content_type),
    };
    if (!formats[recipe->format].read(&reading, err)) {
        batch->count = before;
        return false;
    }
    int64_t *updated_at = &page->info.updated_at; /* held down to now, as those of items are */
    if (context->now != TIME_NONE && *updated_at > context->now + DAY) {
        *updated_at = context->now;
    }
    return true;
}

bool problem_describe(const struct problem *problem, struct err *err)
{
    err_set(err, "%.*s", STR_FMT(problem->text));
    if (problem->field.p) {
        err_wrap(err, "field %.*s", STR_FMT(problem->field));
    }
    if (problem->item) {
        err_wrap(err, "item %zu", problem->item);
    }
    return false;
}

static bool check_filters(const struct recipe *recipe, struct err *err)
{
    for (unsigned i = 0; i < recipe->field_count; i++) {
        const struct recipe_field *field = &recipe->fields[i];
        for (unsigned k = 0; k < field->filter_count; k++) {
            if (!filter_check(str_of(field->filters[k]), err)) {
                return err_wrap(err, "field %s", recipe_field_word(field->name));
            }
        }
    }
    return true;
}

bool recipe_check(const struct recipe *recipe, struct err *err)
{
    return (formats[recipe->format].check(recipe, err) && check_filters(recipe, err) &&
            template_check(recipe, err)) ||
           err_wrap(err, "recipe %s", recipe->name);
}
