#include "cmd/eval_labels.h"

#include "cmd/printer.h"

#include <math.h>

static const char *const names[ABOUT_COUNT] = {"needs", "stage", "touchpoints", "intents"};

static void tally_one(struct label_tally *tally, int gold, int said)
{
    tally->gold += gold != 0;
    tally->said += said != 0;
    tally->right += gold && gold == said;
}

static enum label said_at(const struct labels *said, const struct str *touchpoints, size_t count,
                          struct str name)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(touchpoints[i], name)) {
            return said->touchpoints[i];
        }
    }
    return LABEL_NONE;
}

/* By name: the database counts touchpoints in the order they came. What the labeller found at one
 * that the database never saw is wrong, too. */
static void tally_touchpoints(struct label_tally *tally, const struct labelled_row *row,
                              const struct labels *said, const struct str *touchpoints,
                              size_t count)
{
    for (size_t i = 0; i < count; i++) {
        tally->said += said->touchpoints[i] != LABEL_NONE;
    }
    for (size_t i = 0; i < TOUCHPOINTS_MAX; i++) {
        enum label gold = row->labels->touchpoints[i];
        tally->gold += gold != LABEL_NONE;
        tally->right += gold && gold == said_at(said, touchpoints, count, row->touchpoints[i]);
    }
}

void label_tallies_add(struct label_tallies *tallies, const struct labelled_row *row,
                       const struct labels *said, const struct str *touchpoints, size_t count)
{
    struct label_tally *parts = tallies->parts;
    for (int i = 0; i < ABOUT_COUNT; i++) {
        parts[i].rows += row->said >> i & 1;
    }
    for (int i = 0; row->said >> ABOUT_NEED & 1 && i < NEED_COUNT; i++) {
        tally_one(&parts[ABOUT_NEED], (int)row->labels->needs[i], (int)said->needs[i]);
    }
    if (row->said >> ABOUT_STAGE & 1) {
        tally_one(&parts[ABOUT_STAGE], (int)row->labels->stage, (int)said->stage);
    }
    if (row->said >> ABOUT_TOUCHPOINT & 1) {
        tally_touchpoints(&parts[ABOUT_TOUCHPOINT], row, said, touchpoints, count);
    }
    for (int i = 0; row->said >> ABOUT_INTENT & 1 && i < INTENT_COUNT; i++) {
        tally_one(&parts[ABOUT_INTENT], row->labels->intents >> i & 1, said->intents >> i & 1);
    }
}

/* NAN where there is nothing to be right about. */
static double f1(const struct label_tally *tally)
{
    double all = (double)(tally->gold + tally->said);
    return all > 0 ? 2 * (double)tally->right / all : NAN;
}

void label_tallies_print(const struct label_tallies *tallies)
{
    static const char *const columns[] = {"corrected", "mentions", "people say",
                                          "nabz says", "both say", "F1 %"};
    struct printer printer;
    printer_open(&printer, PRINT_TABLE, columns, 6);
    for (int i = 0; i < ABOUT_COUNT; i++) {
        const struct label_tally *tally = &tallies->parts[i];
        double share = f1(tally);
        if (tally->rows) {
            printer_row(
                &printer,
                (struct sql_value[]){
                    print_text(str_of(names[i])), print_integer((int64_t)tally->rows),
                    print_integer((int64_t)tally->gold), print_integer((int64_t)tally->said),
                    print_integer((int64_t)tally->right),
                    isnan(share) ? print_text(STR("-")) : print_real(round(1000 * share) / 10)});
        }
    }
    printer_close(&printer, NULL);
}

json_t *label_tallies_json(const struct label_tallies *tallies)
{
    json_t *object = json_object();
    for (int i = 0; i < ABOUT_COUNT; i++) {
        const struct label_tally *tally = &tallies->parts[i];
        double share = f1(tally);
        if (tally->rows) {
            json_object_set_new(object, names[i],
                                json_pack("{sI sI sI sI so}", "rows", (json_int_t)tally->rows,
                                          "gold", (json_int_t)tally->gold, "said",
                                          (json_int_t)tally->said, "right",
                                          (json_int_t)tally->right, "f1",
                                          isnan(share) ? json_null() : json_real(share)));
        }
    }
    return object;
}
