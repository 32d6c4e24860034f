#include "config/recipe.h"

#include "base/file.h"
#include "base/nearest.h"
#include "base/str.h"
#include "config/yaml.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPTIONAL CYAML_FLAG_OPTIONAL
#define COUNT(t) (sizeof(t) / sizeof *(t))

/* The rows of the tables below: key, then member. */
#define TEXT(type, key, flags)                                                                     \
    CYAML_FIELD_STRING_PTR(#key, CYAML_FLAG_POINTER | (flags), struct type, key, 0, CYAML_UNLIMITED)
#define TEXT_AS(type, key, member, flags)                                                          \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | (flags), struct type, member, 0,              \
                           CYAML_UNLIMITED)
#define LIST(type, key, member, count, entry, flags)                                               \
    CYAML_FIELD_SEQUENCE_COUNT(key, CYAML_FLAG_POINTER | (flags), struct type, member, count,      \
                               &(entry), 0, CYAML_UNLIMITED)
#define WORD(type, key, member, words, flags)                                                      \
    CYAML_FIELD_ENUM(key, CYAML_FLAG_STRICT | (flags), struct type, member, words, COUNT(words))
#define PART(type, key, fields) CYAML_FIELD_MAPPING(#key, OPTIONAL, struct type, key, fields)

static const struct cyaml_schema_value text_entry = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, CYAML_UNLIMITED)};

static const struct cyaml_schema_field param_fields[] = {
    TEXT(recipe_param, name, 0),
    TEXT(recipe_param, note, OPTIONAL),
    TEXT_AS(recipe_param, "default", fallback, OPTIONAL),
    CYAML_FIELD_BOOL("required", OPTIONAL, struct recipe_param, required),
    CYAML_FIELD_BOOL("secret", OPTIONAL, struct recipe_param, secret),
    CYAML_FIELD_END,
};
static const struct cyaml_schema_value param_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct recipe_param, param_fields)};

static const struct cyaml_schema_field request_fields[] = {
    TEXT(recipe_request, method, OPTIONAL),
    TEXT(recipe_request, url, 0),
    LIST(recipe_request, "query", query, query_count, text_entry, OPTIONAL),
    LIST(recipe_request, "other_query", other_query, other_query_count, text_entry, OPTIONAL),
    LIST(recipe_request, "headers", headers, header_count, text_entry, OPTIONAL),
    TEXT(recipe_request, body, OPTIONAL),
    LIST(recipe_request, "form", form, form_count, text_entry, OPTIONAL),
    TEXT(recipe_request, basic, OPTIONAL),
    CYAML_FIELD_END,
};

static const struct cyaml_schema_field obtain_fields[] = {
    TEXT(recipe_obtain, name, 0),
    LIST(recipe_obtain, "with", with, with_count, text_entry, OPTIONAL),
    CYAML_FIELD_MAPPING("request", CYAML_FLAG_DEFAULT, struct recipe_obtain, request,
                        request_fields),
    TEXT(recipe_obtain, key_file, OPTIONAL),
    TEXT(recipe_obtain, scope, OPTIONAL),
    TEXT(recipe_obtain, value, 0),
    TEXT(recipe_obtain, lasts, OPTIONAL),
    CYAML_FIELD_BOOL("renews", OPTIONAL, struct recipe_obtain, renews),
    CYAML_FIELD_INT("early_s", OPTIONAL, struct recipe_obtain, early_s),
    CYAML_FIELD_END,
};
static const struct cyaml_schema_value obtain_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct recipe_obtain, obtain_fields)};

static const struct cyaml_schema_field follow_deletes_fields[] = {
    CYAML_FIELD_MAPPING("request", CYAML_FLAG_DEFAULT, struct recipe_follow, request,
                        request_fields),
    LIST(recipe_follow, "left", left, left_count, text_entry, 0),
    LIST(recipe_follow, "gone", gone, gone_count, text_entry, OPTIONAL),
    CYAML_FIELD_INT("most", 0, struct recipe_follow, most),
    CYAML_FIELD_INT("every_s", 0, struct recipe_follow, every_s),
    CYAML_FIELD_INT("days", 0, struct recipe_follow, days),
    CYAML_FIELD_END,
};

static const struct cyaml_schema_field price_fields[] = {
    CYAML_FIELD_FLOAT("item", OPTIONAL, struct recipe_price, item),
    CYAML_FIELD_FLOAT("request", OPTIONAL, struct recipe_price, request),
    TEXT(recipe_price, currency, 0),
    CYAML_FIELD_END,
};
static const struct cyaml_schema_field allotment_fields[] = {
    LIST(recipe_allotment, "of", of, of_count, text_entry, 0),
    TEXT(recipe_allotment, per, 0),
    CYAML_FIELD_INT("most", 0, struct recipe_allotment, most),
    CYAML_FIELD_INT("days", 0, struct recipe_allotment, days),
    CYAML_FIELD_END,
};

static const struct cyaml_strval paging_words[] = {
    {"none", PAGING_NONE}, {"token", PAGING_TOKEN},   {"url", PAGING_URL},
    {"link", PAGING_LINK}, {"number", PAGING_NUMBER}, {"feed", PAGING_FEED},
};
static const struct cyaml_schema_field paging_fields[] = {
    WORD(recipe_paging, "kind", kind, paging_words, 0),
    LIST(recipe_paging, "next", next, next_count, text_entry, OPTIONAL),
    TEXT(recipe_paging, only_if, OPTIONAL),
    TEXT(recipe_paging, parameter, OPTIONAL),
    TEXT(recipe_paging, total, OPTIONAL),
    TEXT(recipe_paging, total_header, OPTIONAL),
    CYAML_FIELD_INT("first", OPTIONAL, struct recipe_paging, first),
    CYAML_FIELD_INT("last", OPTIONAL, struct recipe_paging, last),
    CYAML_FIELD_INT("max_pages", OPTIONAL, struct recipe_paging, max_pages),
    CYAML_FIELD_BOOL("newest_first", OPTIONAL, struct recipe_paging, newest_first),
    CYAML_FIELD_END,
};

static const struct cyaml_strval incremental_words[] = {
    {"none", INCREMENTAL_NONE},
    {"first_page", INCREMENTAL_FIRST_PAGE},
    {"newest", INCREMENTAL_NEWEST},
    {"highest_id", INCREMENTAL_HIGHEST_ID},
};
static const struct cyaml_strval time_words[] = {
    {"rfc3339", TIME_AS_RFC3339},
    {"epoch", TIME_AS_EPOCH},
};
static const struct cyaml_schema_field incremental_fields[] = {
    WORD(recipe_incremental, "kind", kind, incremental_words, 0),
    TEXT(recipe_incremental, path, OPTIONAL),
    WORD(recipe_incremental, "format", format, time_words, OPTIONAL),
    CYAML_FIELD_INT("overlap_s", OPTIONAL, struct recipe_incremental, overlap_s),
    CYAML_FIELD_END,
};

static const struct cyaml_schema_field join_fields[] = {
    TEXT(recipe_join, name, 0),
    TEXT(recipe_join, id, 0),
    TEXT(recipe_join, key, 0),
    LIST(recipe_join, "among", among, among_count, text_entry, 0),
    CYAML_FIELD_END,
};
static const struct cyaml_schema_value join_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct recipe_join, join_fields)};

static const struct cyaml_strval field_words[] = {
    {"id", FIELD_ID},
    {"url", FIELD_URL},
    {"title", FIELD_TITLE},
    {"text", FIELD_TEXT},
    {"author", FIELD_AUTHOR},
    {"language", FIELD_LANGUAGE},
    {"reply_to", FIELD_REPLY_TO},
    {"repost_of", FIELD_REPOST_OF},
    {"published", FIELD_PUBLISHED},
    {"updated", FIELD_UPDATED},
    {"rating", FIELD_RATING},
    {"reach", FIELD_REACH},
};
static const struct cyaml_schema_field field_fields[] = {
    WORD(recipe_field, "field", name, field_words, 0),
    LIST(recipe_field, "from", from, from_count, text_entry, 0),
    LIST(recipe_field, "filters", filters, filter_count, text_entry, OPTIONAL),
    CYAML_FIELD_END,
};
static const struct cyaml_schema_value field_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct recipe_field, field_fields)};

static const struct cyaml_strval class_words[] = {
    {"broken", ANSWER_BROKEN},   {"auth", ANSWER_AUTH},   {"throttled", ANSWER_THROTTLED},
    {"quota", ANSWER_QUOTA},     {"gone", ANSWER_GONE},   {"end", ANSWER_END},
    {"restart", ANSWER_RESTART}, {"other", ANSWER_OTHER},
};
static const struct cyaml_schema_field error_fields[] = {
    CYAML_FIELD_UINT("status", OPTIONAL, struct recipe_error, status),
    TEXT(recipe_error, path, OPTIONAL),
    LIST(recipe_error, "values", values, value_count, text_entry, OPTIONAL),
    TEXT(recipe_error, text, OPTIONAL),
    TEXT(recipe_error, header, OPTIONAL),
    WORD(recipe_error, "class", class, class_words, 0),
    CYAML_FIELD_INT("wait_s", OPTIONAL, struct recipe_error, wait_s),
    CYAML_FIELD_END,
};
static const struct cyaml_schema_value error_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct recipe_error, error_fields)};

static const struct cyaml_strval dialect_words[] = {
    {"none", RATE_NONE}, {"epoch", RATE_EPOCH}, {"seconds", RATE_SECONDS},
    {"iso", RATE_ISO},   {"graph", RATE_GRAPH},
};
static const struct cyaml_schema_field rate_fields[] = {
    WORD(recipe_rate, "dialect", dialect, dialect_words, 0),
    TEXT(recipe_rate, remaining, OPTIONAL),
    TEXT(recipe_rate, reset, OPTIONAL),
    CYAML_FIELD_END,
};

static const struct cyaml_strval format_words[] = {
    {"json", FORMAT_JSON},
    {"syndication", FORMAT_SYNDICATION},
    {"structured", FORMAT_STRUCTURED},
    {"html", FORMAT_HTML},
};
static const struct cyaml_schema_field recipe_fields[] = {
    TEXT(recipe, name, 0),
    TEXT(recipe, summary, 0),
    TEXT(recipe, service, OPTIONAL),
    TEXT(recipe, disabled, OPTIONAL),
    LIST(recipe, "params", params, param_count, param_entry, OPTIONAL),
    CYAML_FIELD_MAPPING("request", CYAML_FLAG_DEFAULT, struct recipe, request, request_fields),
    LIST(recipe, "obtain", obtain, obtain_count, obtain_entry, OPTIONAL),
    PART(recipe, follow_deletes, follow_deletes_fields),
    PART(recipe, price, price_fields),
    PART(recipe, allotment, allotment_fields),
    WORD(recipe, "format", format, format_words, 0),
    CYAML_FIELD_BOOL("robots", OPTIONAL, struct recipe, robots),
    CYAML_FIELD_BOOL("conditional", OPTIONAL, struct recipe, conditional),
    CYAML_FIELD_INT("gap_ms", OPTIONAL, struct recipe, gap_ms),
    CYAML_FIELD_INT("interval_s", OPTIONAL, struct recipe, interval_s),
    CYAML_FIELD_INT("budget_day", OPTIONAL, struct recipe, budget_day),
    TEXT(recipe, zone, OPTIONAL),
    PART(recipe, paging, paging_fields),
    PART(recipe, incremental, incremental_fields),
    LIST(recipe, "items", items, item_count, text_entry, OPTIONAL),
    LIST(recipe, "where", where, where_count, text_entry, OPTIONAL),
    LIST(recipe, "joins", joins, join_count, join_entry, OPTIONAL),
    LIST(recipe, "fields", fields, field_count, field_entry, OPTIONAL),
    LIST(recipe, "errors", errors, error_count, error_entry, OPTIONAL),
    LIST(recipe, "error_message", error_message, error_message_count, text_entry, OPTIONAL),
    PART(recipe, rate, rate_fields),
    CYAML_FIELD_END,
};
static const struct cyaml_schema_value recipe_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct recipe, recipe_fields)};

static const char *recipe_path(struct arena *arena, const char *name)
{
    struct stat about;
    if (!strchr(name, '/')) {
        return file_data_path(arena, str_format(arena, "feeds/%s/recipe.yaml", name).p);
    }
    bool folder = stat(name, &about) == 0 && S_ISDIR(about.st_mode);
    return folder ? str_format(arena, "%s/recipe.yaml", name).p : name;
}

/* Of what is shipped, the one that may be meant. */
static bool no_such_recipe(struct arena *arena, const char *name, struct err *err)
{
    struct dirent **list;
    int count = scandir(file_data_path(arena, "feeds"), &list, NULL, alphasort);
    const char **names = arena_array(arena, const char *, count > 0 ? (size_t)count : 1);
    for (int i = 0; i < count; i++) {
        names[i] = str_z(arena, str_of(list[i]->d_name));
        free(list[i]);
    }
    if (count >= 0) {
        free(list);
    }
    const char *near = count > 0 ? nearest_name(str_of(name), names, (size_t)count) : NULL;
    return near ? err_set(err, "no recipe '%s'; did you mean '%s'?", name, near)
                : err_set(err, "no recipe '%s': nabz feed list tells those there are", name);
}

bool recipe_load(const char *name, struct recipe **recipe, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    void *data = NULL;
    const char *path = recipe_path(&arena, name);
    *recipe = NULL;
    if (!strchr(name, '/') && access(path, F_OK) != 0) {
        return no_such_recipe(&arena, name, err);
    }
    bool loaded = yaml_load(path, &recipe_schema, &data, err);
    *recipe = data;
    return loaded || err_wrap(err, "recipe %s", name);
}

void recipe_free(struct recipe *recipe)
{
    yaml_drop(&recipe_schema, recipe);
}

const char *recipe_field_word(enum recipe_field_name name)
{
    for (size_t i = 0; i < COUNT(field_words); i++) {
        if (field_words[i].val == (int64_t)name) {
            return field_words[i].str;
        }
    }
    return "";
}
