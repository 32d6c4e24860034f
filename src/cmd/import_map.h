/* How a file calls the fields of a mention, and how their values are to be read: of --map, or a map
 * of nabz.yaml (config_import). "FIELD=COLUMN" or "FIELD=COLUMN|filter|filter", the filters as in a
 * recipe. Fields that no map names are called as in JSONL. */
#ifndef CMD_IMPORT_MAP_H
#define CMD_IMPORT_MAP_H

#include "cmd/records.h"
#include "config/config.h"
#include "feed/table.h"

enum import_field { IMPORT_SOURCE = FIELDS, IMPORT_KIND, IMPORT_FIELDS };
extern const char *const import_field_names[IMPORT_FIELDS]; /* in the order of the recipe's */

struct import_map {
    struct table_form form;
    const char *source; /* of rows that name none; NULL */
    struct arena arena;
};

void import_map_clear(struct import_map *map);

/* text: of --map, or the name of a map of the configuration; NULL: every column as in JSONL. */
bool import_map_use(struct import_map *map, const struct config *config, const char *text,
                    struct records *records, struct err *err) MUST_CHECK;
/* After records_begin: whether the columns can make a mention. */
bool import_map_check(const struct records *records, struct err *err) MUST_CHECK;
/* All maps of a configuration, for nabz check. */
bool import_maps_check(const struct config *config, struct err *err) MUST_CHECK;

/* As table_read; *field is one of the record's. */
bool import_map_read(const struct import_map *map, const struct record *record, struct batch *batch,
                     bool *clamped, enum recipe_field_name *field, struct err *err) MUST_CHECK;

#endif
