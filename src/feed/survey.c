#include "feed/survey.h"

#include "base/limits.h"
#include "feed/filter.h"
#include "text/utf8.h"

#include <math.h>

enum { SHOWN = 40, TOUCHPOINT_MAX = 64, OLDEST_YEAR = 1990 };

const char *const survey_field_names[SURVEY_FIELDS] = {
    "id", "time", "kind", "score", "nps", "csat", "ces", "touchpoint", "text", "author"};

struct reading {
    const struct survey_form *form;
    const struct str *values;
    struct arena *arena;
    enum survey_field field; /* in hand */
    struct err *err;
};

/* Everything is looked at, so that a row is not half right. */
static bool encoding_check(struct reading *r)
{
    for (int i = 0; i < SURVEY_FIELDS; i++) {
        r->field = (enum survey_field)i;
        if (!utf8_valid(r->values[i])) {
            return err_set(r->err, "not UTF-8");
        }
    }
    return true;
}

static struct str trimmed(const struct reading *r, enum survey_field field)
{
    return str_trim(r->values[field]);
}

static bool score_read(struct reading *r, enum survey_field field, enum survey_kind kind,
                       struct survey_row *row)
{
    struct str text = trimmed(r, field);
    int least = kind == SURVEY_NPS ? 0 : 1, best = r->form->best[kind];
    double number;
    r->field = field;
    if (!text.n) {
        return true;
    }
    if (!number_read(r->arena, text, &number) || number != floor(number)) {
        return err_set(r->err, "not a whole number: \"%.*s\"", STR_FMT(str_slice(text, 0, SHOWN)));
    }
    if (number < least || number > best) {
        return err_set(r->err, "%s is %d to %d, not %.0f", survey_kind_name(kind), least, best,
                       number);
    }
    row->scores[kind] = (int)number;
    return true;
}

static bool kind_read(struct reading *r, enum survey_kind *kind)
{
    struct str text = trimmed(r, SURVEY_KIND);
    r->field = SURVEY_KIND;
    if (!text.n && r->form->has_kind) {
        *kind = r->form->kind;
        return true;
    }
    return survey_kind_from_name(text, kind) ||
           err_set(r->err, text.n ? "not nps, csat or ces: \"%.*s\"" : "missing%.*s",
                   STR_FMT(str_slice(text, 0, SHOWN)));
}

static bool scores_read(struct reading *r, struct survey_row *row)
{
    enum survey_kind kind;
    bool any = false;
    for (int i = 0; i < SURVEY_KINDS; i++) {
        row->scores[i] = SURVEY_SCORE_NONE;
    }
    if (trimmed(r, SURVEY_SCORE).n &&
        (!kind_read(r, &kind) || !score_read(r, SURVEY_SCORE, kind, row))) {
        return false;
    }
    for (int i = 0; i < SURVEY_KINDS; i++) {
        if (!score_read(r, (enum survey_field)(SURVEY_NPS_SCORE + i), (enum survey_kind)i, row)) {
            return false;
        }
        any |= row->scores[i] != SURVEY_SCORE_NONE;
    }
    r->field = SURVEY_SCORE;
    return any || err_set(r->err, "missing");
}

static bool answered_read(struct reading *r, struct survey_row *row)
{
    struct str text = trimmed(r, SURVEY_TIME);
    r->field = SURVEY_TIME;
    if (!text.n) {
        return err_set(r->err, "missing");
    }
    if (!date_read(text, "auto", r->form->zone, r->form->now, &row->answered_at, &row->precision)) {
        return err_set(r->err, "not a time: \"%.*s\"", STR_FMT(str_slice(text, 0, SHOWN)));
    }
    return (row->answered_at >= date_to_days((struct date){OLDEST_YEAR, 1, 1}) * DAY &&
            row->answered_at <= r->form->now + DAY) ||
           err_set(r->err, "not a time of the past: \"%.*s\"", STR_FMT(str_slice(text, 0, SHOWN)));
}

static bool touchpoint_read(struct reading *r, struct survey_row *row)
{
    struct str text = trimmed(r, SURVEY_TOUCHPOINT);
    r->field = SURVEY_TOUCHPOINT;
    if (!text.n && r->form->touchpoint) {
        text = str_of(r->form->touchpoint);
    }
    row->touchpoint = utf8_clean(r->arena, text.p ? text : STR(""), LIMIT_MENTION_FIELD);
    return row->touchpoint.n <= TOUCHPOINT_MAX ||
           err_set(r->err, "longer than %d bytes", TOUCHPOINT_MAX);
}

bool survey_read(const struct survey_form *form, const struct str values[SURVEY_FIELDS],
                 struct arena *arena, struct survey_row *row, enum survey_field *field,
                 struct err *err)
{
    struct reading r = {.form = form, .values = values, .arena = arena, .err = err};
    *row = (struct survey_row){0};
    bool well = encoding_check(&r) && scores_read(&r, row) && answered_read(&r, row) &&
                touchpoint_read(&r, row);
    *field = r.field;
    if (!well) {
        return false;
    }
    row->native_id = utf8_clean(arena, trimmed(&r, SURVEY_ID), LIMIT_MENTION_FIELD);
    row->text = utf8_clean(arena, trimmed(&r, SURVEY_TEXT), LIMIT_MENTION_TEXT);
    row->author = utf8_clean(arena, trimmed(&r, SURVEY_AUTHOR), LIMIT_MENTION_FIELD);
    return true;
}
