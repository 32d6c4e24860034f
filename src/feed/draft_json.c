/* The guess at a JSON document: of all arrays of objects that a path of names leads to, the one
 * whose objects have the most keys that read like a mention's. */
#include "feed/dates.h"
#include "feed/draft.h"
#include "feed/filter.h"
#include "feed/json_path.h"
#include "feed/json_read.h"

#include <ctype.h>

#define LOOK_AT   50  /* objects of an array */
#define PATH_MOST 500 /* bytes: nobody names things so that a path is longer */

/* Keys as sites name them, the likeliest first; compared without case, "_" and "-". */
static const struct guess {
    enum recipe_field_name field;
    const char *keys;
} guesses[] = {
    {FIELD_ID, "id reviewid commentid objectid postid uuid guid key pk"},
    {FIELD_URL, "permalink url link href weburl"},
    {FIELD_TITLE, "title subject headline"},
    {FIELD_TEXT,
     "text body content comment commenttext review reviewtext reviewbody message caption "
     "description"},
    {FIELD_AUTHOR, "author authorname username user reviewer sender name nickname displayname"},
    {FIELD_LANGUAGE, "language lang languagecode locale"},
    {FIELD_PUBLISHED,
     "publishedat createdat datepublished published created createddate publishtime createtime "
     "date timestamp time"},
    {FIELD_UPDATED, "updatedat modifiedat editedat datemodified updated modified updatetime"},
    {FIELD_RATING, "rating rate stars starrating ratingvalue score"},
};

#define GUESSES (sizeof guesses / sizeof *guesses)

/* What stands inside when the value is an object of its own. */
static const char inner_keys[] = "name displayname username handle text rendered value label";

struct found {
    struct str path, value; /* of the first object that has it */
};

struct array {
    struct str path;
    json_t *list;
    struct found fields[GUESSES];
    size_t worth;
};

static bool same_key(const char *key, struct str word)
{
    size_t n = 0;
    for (; *key; key++) {
        if (*key == '_' || *key == '-') {
            continue;
        }
        if (n == word.n || tolower((unsigned char)*key) != word.p[n]) {
            return false;
        }
        n++;
    }
    return n == word.n;
}

static struct str path_add(struct arena *arena, struct str path, const char *key)
{
    struct str name = str_of(key);
    bool plain = name.n > 0;
    if (path.n + name.n > PATH_MOST) {
        return STR_NONE;
    }
    for (size_t i = 0; i < name.n; i++) {
        plain = plain && (isalnum((unsigned char)key[i]) || key[i] == '_');
    }
    if (plain) {
        return str_format(arena, path.n ? "%.*s.%s" : "%.*s%s", STR_FMT(path), key);
    }
    bool quotable = true; /* in JSONPath, and both in YAML */
    for (size_t i = 0; i < name.n; i++) {
        quotable = quotable && (unsigned char)key[i] >= ' ' && !strchr("'\"\\\x7f", key[i]);
    }
    return quotable ? str_format(arena, "%.*s['%s']", STR_FMT(path), key) : STR_NONE;
}

static bool find_key(struct arena *arena, json_t *object, const char *words, bool nested,
                     struct found *found)
{
    struct str rest = str_of(words), word;
    const char *key;
    json_t *value;
    while (str_take(&rest, ' ', &word)) {
        json_object_foreach(object, key, value)
        {
            struct found inner;
            struct str path = same_key(key, word) ? path_add(arena, STR(""), key) : STR_NONE;
            struct str text = json_text(arena, value);
            if (!path.n) {
                continue;
            }
            if (text.n) {
                *found = (struct found){path, text};
                return true;
            }
            if (nested && json_is_object(value) &&
                find_key(arena, value, inner_keys, false, &inner)) {
                bool dotted = inner.path.p[0] != '[';
                found->path = str_format(arena, dotted ? "%.*s.%.*s" : "%.*s%.*s", STR_FMT(path),
                                         STR_FMT(inner.path));
                found->value = inner.value;
                return true;
            }
        }
    }
    return false;
}

static bool fits(struct arena *arena, enum recipe_field_name field, struct str value)
{
    enum time_precision precision;
    double number;
    int64_t at;
    if (field == FIELD_PUBLISHED || field == FIELD_UPDATED) {
        return date_read(value, "auto", "UTC", TIME_NONE, &at, &precision);
    }
    return field != FIELD_RATING || (number_read(arena, value, &number) && number <= 100);
}

static void look_at(struct arena *arena, struct array *array)
{
    size_t i;
    json_t *object;
    json_array_foreach(array->list, i, object)
    {
        for (size_t g = 0; i < LOOK_AT && g < GUESSES; g++) {
            struct found *found = &array->fields[g], here;
            if (!found->path.n && find_key(arena, object, guesses[g].keys, true, &here) &&
                fits(arena, guesses[g].field, here.value)) {
                *found = here;
                array->worth++;
            }
        }
    }
}

static bool has(const struct array *array, enum recipe_field_name field)
{
    for (size_t g = 0; g < GUESSES; g++) {
        if (guesses[g].field == field && array->fields[g].path.n) {
            return true;
        }
    }
    return false;
}

/* Depth is bounded by the reader of the document. */
static void find_arrays(struct arena *arena, json_t *node, struct str path, struct array *best)
{
    const char *key;
    json_t *child;
    if (json_is_array(node) && json_is_object(json_array_get(node, 0))) {
        struct array here = {.path = path, .list = node};
        look_at(arena, &here);
        bool says = has(&here, FIELD_TEXT) || has(&here, FIELD_TITLE) || has(&here, FIELD_RATING);
        if (says && here.worth > best->worth) {
            *best = here;
        }
        return;
    }
    json_object_foreach(node, key, child)
    {
        if (json_is_object(child) || json_is_array(child)) {
            struct str below = path_add(arena, path, key);
            if (below.n) {
                find_arrays(arena, child, below, best);
            }
        }
    }
}

/* The scale is the narrowest usual one that holds all the ratings. */
static const char *rating_filters(struct arena *arena, const struct array *array, struct str path)
{
    struct json_path *compiled;
    struct err unused;
    double most = 0, number;
    size_t i;
    json_t *object;
    if (!json_path_read(arena, path, &compiled, &unused)) {
        return "\"scale:1-5\"";
    }
    json_array_foreach(array->list, i, object)
    {
        struct str text = json_text(arena, json_path_first(compiled, object, object));
        if (number_read(arena, text, &number) && number > most) {
            most = number;
        }
    }
    return most <= 5    ? "zero_is_none, \"scale:1-5\""
           : most <= 10 ? "\"scale:0-10\""
                        : "\"scale:0-100\"";
}

static const char *filters_of(struct arena *arena, const struct array *array,
                              enum recipe_field_name field, const struct found *found)
{
    static const char *const signs[] = {"</", "<br", "<p>", "&#", "&amp;", "&quot;", "&lt;"};
    if (field == FIELD_PUBLISHED || field == FIELD_UPDATED) {
        return "\"date:auto\"";
    }
    if (field == FIELD_RATING) {
        return rating_filters(arena, array, found->path);
    }
    for (size_t i = 0; field != FIELD_URL && i < sizeof signs / sizeof *signs; i++) {
        if (str_find(found->value, str_of(signs[i])) != STR_NOT_FOUND) {
            return "html";
        }
    }
    return NULL;
}

bool draft_of_json(struct str body, struct arena *arena, struct buf *recipe)
{
    struct err unused;
    struct array best = {0};
    json_t *root CLEANUP_JSON = json_read(body, JSON_OF_API, &unused);
    find_arrays(arena, root, STR("$"), &best);
    if (!best.list) {
        return false;
    }
    buf_addf(recipe, "# paging: what leads to the next page?\nitems: [\"%.*s\"]\nfields:\n",
             STR_FMT(best.path));
    for (size_t g = 0; g < GUESSES; g++) {
        const struct found *found = &best.fields[g];
        if (found->path.n) {
            const char *filters = filters_of(arena, &best, guesses[g].field, found);
            buf_addf(recipe, "  - {field: %s, from: [\"%.*s\"]%s%s%s}\n",
                     recipe_field_word(guesses[g].field), STR_FMT(found->path),
                     filters ? ", filters: [" : "", filters ? filters : "", filters ? "]" : "");
        }
    }
    return true;
}
