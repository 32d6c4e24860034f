#include "cmd/labelled.h"

#include "cmd/records.h"

#include <stdio.h>

static enum label label_of(struct str text)
{
    static const struct {
        const char *name;
        enum label label;
    } names[] = {{"positive", LABEL_POSITIVE}, {"pos", LABEL_POSITIVE},
                 {"neutral", LABEL_NEUTRAL},   {"neu", LABEL_NEUTRAL},
                 {"neg", LABEL_NEGATIVE},      {"negative", LABEL_NEGATIVE}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_eq_nocase(text, str_of(names[i].name))) {
            return names[i].label;
        }
    }
    return LABEL_NONE;
}

enum { FIELD_ID, FIELD_TEXT, FIELD_LABEL, FIELD_SPLIT, LABELLED_FIELDS };
static const char *const field_names[LABELLED_FIELDS] = {"id", "text", "label", "split"};

static void take_record(struct labelled_reading *reading, struct records *records,
                        const struct record *record)
{
    const struct str *values = record->values;
    struct str label = str_trim(values[FIELD_LABEL]);
    struct labelled_row row = {
        .id = values[FIELD_ID], .text = values[FIELD_TEXT], .gold = label_of(label)};
    if (reading->split && !str_eq(values[FIELD_SPLIT], str_of(reading->split))) {
        return;
    }
    if (!row.text.p || record->is_number[FIELD_TEXT]) {
        records_bad(records, record, FIELD_TEXT, "no text here");
    } else if (!record->is_said[FIELD_LABEL]) {
        records_bad(records, record, FIELD_LABEL, "neither a label nor null");
    } else if (!label.n) {
        reading->unlabelled++;
    } else if (!row.gold) {
        records_bad(records, record, FIELD_LABEL,
                    "not one of positive, neutral, negative, pos, neu, neg: \"%.*s\"",
                    STR_FMT(str_slice(label, 0, 40)));
    } else {
        reading->rows++;
        reading->visit(reading->user, &row);
    }
}

static bool begin(struct labelled_reading *reading, struct records *records)
{
    struct err err = ERR_NONE;
    bool well = records_begin(records, &err);
    if (well && !(records_has(records, FIELD_TEXT) && records_has(records, FIELD_LABEL))) {
        well =
            err_set(&err, "%s:1:1: the header must have the columns text and label", records->path);
    }
    if (!well && !reading->quiet) {
        fprintf(stderr, "nabz: %s\n", err.text);
    }
    records->bad += !well;
    return well;
}

bool labelled_read_file(struct labelled_reading *reading, const char *path, struct err *err)
{
    CLEANUP(records_close) struct records records = {0};
    struct record record;
    if (!records_open(&records, path, field_names, LABELLED_FIELDS, err)) {
        return false;
    }
    records.quiet = reading->quiet;
    if (begin(reading, &records)) {
        while (records_next(&records, &record)) {
            take_record(reading, &records, &record);
        }
    }
    reading->bad += records.bad;
    return true;
}

/* ---- the database ---- */

bool labelled_read_corrections(struct labelled_reading *reading, struct store *store,
                               struct err *err)
{
    CLEANUP_MENTION_QUERY struct mention_query *query = NULL;
    CLEANUP(arena_clear) struct arena arena = {0};
    CLEANUP(arena_clear) struct arena kept = {0};
    struct str touchpoints[TOUCHPOINTS_MAX];
    const struct mention_row *row;
    if (!mention_touchpoints(store, &kept, touchpoints, err) ||
        !mention_query_open(store, &MENTION_FILTER, &query, err)) {
        return false;
    }
    while (mention_query_next(query, &row, err)) {
        if (!row) {
            return true;
        }
        if (row->corrected || row->said) {
            struct labelled_row one = {str_format(&arena, "%lld", (long long)row->mention.id),
                                       mention_words(&row->mention, &arena),
                                       row->corrected ? row->mention.score.label : LABEL_NONE,
                                       row->said,
                                       &row->mention.labels,
                                       touchpoints};
            reading->rows++;
            reading->visit(reading->user, &one);
            arena_reset(&arena);
        }
    }
    return false;
}
