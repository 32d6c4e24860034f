#include "cmd/import_map.h"

#include "base/nearest.h"

const char *const import_field_names[IMPORT_FIELDS] = {
    [FIELD_ID] = "id",
    [FIELD_URL] = "url",
    [FIELD_TITLE] = "title",
    [FIELD_TEXT] = "text",
    [FIELD_AUTHOR] = "author",
    [FIELD_LANGUAGE] = "language",
    [FIELD_REPLY_TO] = "reply_to",
    [FIELD_REPOST_OF] = "repost_of",
    [FIELD_PUBLISHED] = "published_at",
    [FIELD_UPDATED] = "updated_at",
    [FIELD_RATING] = "rating",
    [FIELD_REACH] = "reach",
    [IMPORT_SOURCE] = "source",
    [IMPORT_KIND] = "kind",
};

void import_map_clear(struct import_map *map)
{
    arena_clear(&map->arena);
}

static struct str full_name(struct str field)
{
    bool published = str_eq(field, STR("time")) || str_eq(field, STR("published"));
    return published                       ? STR("published_at")
           : str_eq(field, STR("updated")) ? STR("updated_at")
                                           : field;
}

static bool add_filters(struct import_map *map, struct str field, struct str chain, struct err *err)
{
    size_t at = 0;
    while (!str_eq(field, str_of(import_field_names[at]))) {
        at++;
    }
    if (at >= FIELDS) {
        return err_set(err, "%.*s: takes no filters", STR_FMT(field));
    }
    return table_filters(&map->form, (enum recipe_field_name)at, chain, &map->arena, err) ||
           err_wrap(err, "%.*s", STR_FMT(field));
}

/* One "FIELD=COLUMN|filter". */
static bool add(struct import_map *map, struct str entry, struct records *records, struct err *err)
{
    struct str field, column;
    if (str_find_byte(entry, '=') == STR_NOT_FOUND) {
        return err_set(err, "'%.*s': wanted FIELD=COLUMN", STR_FMT(str_slice(entry, 0, 60)));
    }
    str_take(&entry, '=', &field);
    str_take(&entry, '|', &column);
    field = full_name(str_trim(field));
    return records_map(records, field, str_trim(column), err) &&
           (!entry.p || add_filters(map, field, entry, err));
}

static bool names_field(struct str piece)
{
    struct str field;
    if (!str_take(&piece, '=', &field) || !piece.p) {
        return false;
    }
    field = full_name(str_trim(field));
    for (size_t i = 0; i < IMPORT_FIELDS; i++) {
        if (str_eq(field, str_of(import_field_names[i]))) {
            return true;
        }
    }
    return false;
}

/* Up to a comma, but for those of an enum: "mood|enum:good=100,bad=0" is one. */
static bool entry_take(struct str *text, struct str *entry)
{
    struct str rest, piece;
    if (!str_take(text, ',', entry)) {
        return false;
    }
    while (str_find(*entry, STR("|enum:")) != STR_NOT_FOUND && text->p) {
        rest = *text;
        str_take(&rest, ',', &piece);
        if (names_field(piece)) {
            break;
        }
        entry->n = (size_t)(piece.p + piece.n - entry->p);
        *text = rest;
    }
    return true;
}

static bool add_all(struct import_map *map, struct str text, struct records *records,
                    struct err *err)
{
    struct str entry;
    while (entry_take(&text, &entry)) {
        if (!add(map, entry, records, err)) {
            return err_wrap(err, "--map");
        }
    }
    return true;
}

static bool add_config(struct import_map *map, const struct config_import *import,
                       struct records *records, struct err *err)
{
    map->source = import->source;
    map->form.zone = import->time_zone;
    for (unsigned i = 0; i < import->column_count; i++) {
        if (!add(map, str_of(import->columns[i]), records, err)) {
            return err_wrap(err, "import %s", import->name);
        }
    }
    return true;
}

static bool unknown_map(const struct config *config, const char *name, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    const char **names = arena_array(&arena, const char *, config->import_count + 1);
    for (unsigned i = 0; i < config->import_count; i++) {
        names[i] = config->imports[i].name;
    }
    const char *near = nearest_name(str_of(name), names, config->import_count);
    return err_set(err,
                   near ? "--map: no map '%s' under imports in %s; did you mean '%s'?"
                        : "--map: no map '%s' under imports in %s, and no FIELD=COLUMN",
                   name, config->path, near);
}

bool import_map_use(struct import_map *map, const struct config *config, const char *text,
                    struct records *records, struct err *err)
{
    map->form.zone = config->time_zone;
    if (!text) {
        return true;
    }
    if (strchr(text, '=')) {
        return add_all(map, str_of(text), records, err);
    }
    for (unsigned i = 0; i < config->import_count; i++) {
        if (strcmp(config->imports[i].name, text) == 0) {
            return add_config(map, &config->imports[i], records, err);
        }
    }
    return unknown_map(config, text, err);
}

bool import_map_check(const struct records *records, struct err *err)
{
    return records_has(records, FIELD_TEXT) || records_has(records, FIELD_TITLE) ||
           records_has(records, FIELD_RATING) ||
           err_set(err,
                   "%s:1:1: no column 'text', 'title' or 'rating'; --map tells how they are "
                   "called here, as in text=Body,author=From",
                   records->path);
}

bool import_maps_check(const struct config *config, struct err *err)
{
    for (unsigned i = 0; i < config->import_count; i++) {
        CLEANUP(import_map_clear) struct import_map map = {0};
        CLEANUP(records_close) struct records records = {0};
        records_name(&records, import_field_names, IMPORT_FIELDS);
        if (!add_config(&map, &config->imports[i], &records, err)) {
            return err_wrap(err, "%s", config->path);
        }
    }
    return true;
}

/* A number in JSON is seconds since 1970, however few. */
static bool epoch_field(const struct record *record, enum recipe_field_name field,
                        struct table_form *form)
{
    return record->is_number[field] && !form->filter_count[field];
}

bool import_map_read(const struct import_map *map, const struct record *record, struct batch *batch,
                     bool *clamped, enum recipe_field_name *field, struct err *err)
{
    static char epoch[] = "date:epoch";
    struct table_form form = map->form;
    for (int i = FIELD_PUBLISHED; i <= FIELD_UPDATED; i++) {
        if (epoch_field(record, (enum recipe_field_name)i, &form)) {
            form.filters[i][0] = epoch;
            form.filter_count[i] = 1;
        }
    }
    return table_read(&form, record->values, batch, clamped, field, err);
}
