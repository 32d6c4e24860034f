/* nabz eval: how often the scorer is right, on texts whose label people know. */
#include "base/limits.h"
#include "base/top.h"
#include "cmd/commands.h"
#include "cmd/eval_labels.h"
#include "cmd/explanation.h"
#include "cmd/labelled.h"
#include "cmd/printer.h"
#include "cmd/session.h"
#include "model/score_terms.h"
#include "report/html.h"
#include "sentiment/accuracy.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { USUAL_WORST = 10, MOST_WORST = 1000, WORDS_SHOWN = 200 };

struct options {
    const char *split;
    int64_t worst;
    bool corrections, json;
};

struct miss {
    struct arena arena;
    struct str id, text, terms;
    enum label gold, said;
    double compound, confidence;
};

/* One file on its way. */
struct measuring {
    const char *name;
    struct labelled_reading reading;
    const struct lexicons *lexicons;
    struct tokens tokens;
    struct accuracy accuracy;
    struct label_tallies labels;
    struct top worst;
    struct miss *misses;
};

struct evaluating {
    const struct options *options;
    struct lexicons lexicons;
    json_t *json; /* an array, when it is wanted */
    struct printer table;
    bool bad;
};

/* ---- measuring ---- */

static void keep_miss(struct measuring *m, const struct labelled_row *row,
                      const struct score *score)
{
    /* Confident and wrong first; of equal confidence the one farther off. */
    size_t place = top_put(&m->worst, score->confidence + fabs(score->compound) / 1000);
    if (place == TOP_NOT_KEPT) {
        return;
    }
    struct miss *miss = &m->misses[place];
    CLEANUP_BUF struct buf terms = BUF_INIT(LIMIT_MENTION_FIELD);
    score_terms_write(score, row->text, &terms);
    arena_reset(&miss->arena);
    miss->id = row->id.p ? text_cut(&miss->arena, row->id, WORDS_SHOWN) : STR_NONE;
    miss->text = text_cut(&miss->arena, row->text, WORDS_SHOWN);
    miss->terms = str_copy(&miss->arena, buf_str(&terms));
    miss->gold = row->gold;
    miss->said = score->label;
    miss->compound = score->compound;
    miss->confidence = score->confidence;
}

static void measure(void *user, const struct labelled_row *row)
{
    struct measuring *m = user;
    struct score score;
    score_text(&m->lexicons->scorer, &m->tokens, row->text, &score);
    if (row->said) {
        const struct label_words *words = &m->lexicons->labels;
        struct labels labels;
        label_tokens(&words->labeller, &m->tokens, &score, &labels);
        label_tallies_add(&m->labels, row, &labels, words->touchpoints, words->touchpoint_count);
    }
    if (row->gold == LABEL_NONE) {
        return;
    }
    accuracy_add(&m->accuracy, row->gold, &score);
    if (row->gold != score.label && !(row->gold == LABEL_NEUTRAL && score.label == LABEL_NONE)) {
        keep_miss(m, row, &score);
    }
}

static void measuring_init(struct measuring *m, const struct evaluating *evaluating,
                           const char *name)
{
    size_t worst = evaluating->options->worst ? (size_t)evaluating->options->worst : USUAL_WORST;
    *m = (struct measuring){
        .name = name,
        .reading = {.split = evaluating->options->split, .visit = measure, .user = m},
        .lexicons = &evaluating->lexicons,
        .misses = mem_zalloc(worst, sizeof *m->misses),
    };
    top_init(&m->worst, worst);
}

static void measuring_clear(struct measuring *m)
{
    for (size_t i = 0; i < m->worst.limit; i++) {
        arena_clear(&m->misses[i].arena);
    }
    free(m->misses);
    top_clear(&m->worst);
    tokens_clear(&m->tokens);
}

/* ---- for a person ---- */

/* Percent with one decimal, "-" where there is no figure. */
static struct sql_value percent(struct arena *arena, double share)
{
    return print_text(isnan(share) ? STR("-") : str_format(arena, "%.1f", 100 * share));
}

static void print_confusion(const struct accuracy *accuracy)
{
    static const char *const columns[] = {"gold", "called negative", "neutral", "positive", "none"};
    static const enum label order[] = {LABEL_NEGATIVE, LABEL_NEUTRAL, LABEL_POSITIVE, LABEL_NONE};
    struct printer printer;
    printer_open(&printer, PRINT_TABLE, columns, 5);
    for (enum label gold = LABEL_NEGATIVE; gold < LABEL_COUNT; gold++) {
        struct sql_value values[5] = {print_text(label_text(gold))};
        for (int i = 0; i < 4; i++) {
            values[i + 1] = print_integer((int64_t)accuracy->said[gold][order[i]]);
        }
        printer_row(&printer, values);
    }
    printer_close(&printer, NULL);
}

static void print_calibration(const struct accuracy *accuracy, struct arena *arena)
{
    static const char *const columns[] = {"confidence", "rows", "said %", "right %"};
    struct printer printer;
    printer_open(&printer, PRINT_TABLE, columns, 4);
    for (int i = 0; i < ACCURACY_BANDS; i++) {
        const struct accuracy_band *band = &accuracy->bands[i];
        double rows = (double)band->rows;
        if (band->rows) {
            printer_row(
                &printer,
                (struct sql_value[]){
                    print_text(str_format(arena, "0.%d to %d.%d", i, (i + 1) / 10, (i + 1) % 10)),
                    print_integer((int64_t)band->rows), percent(arena, band->confidence / rows),
                    percent(arena, (double)band->right / rows)});
        }
    }
    printer_close(&printer, NULL);
}

static void print_misses(const struct measuring *m, struct arena *arena)
{
    static const char *const columns[] = {"id",         "gold",  "called", "score",
                                          "confidence", "terms", "text"};
    struct printer printer;
    printer_open(&printer, PRINT_TABLE, columns, 7);
    for (size_t i = 0; i < m->worst.count; i++) {
        const struct miss *miss = &m->misses[m->worst.heap[i].place];
        printer_row(&printer,
                    (struct sql_value[]){print_text(miss->id), print_text(label_text(miss->gold)),
                                         print_text(label_text(miss->said)),
                                         print_text(str_format(arena, "%+.2f", miss->compound)),
                                         print_text(str_format(arena, "%.2f", miss->confidence)),
                                         print_text(miss->terms), print_text(miss->text)});
    }
    printer_close(&printer, NULL);
}

static void print_measured(const struct measuring *m)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    const struct labelled_reading *reading = &m->reading;
    printf("%s: %zu rows, %zu without a label, %zu bad\n\n", m->name, reading->rows,
           reading->unlabelled, reading->bad);
    if (!reading->rows) {
        return;
    }
    print_confusion(&m->accuracy);
    putchar('\n');
    print_calibration(&m->accuracy, &arena);
    putchar('\n');
    print_misses(m, &arena);
    label_tallies_print(&m->labels);
    if (m->worst.count) {
        putchar('\n');
    }
}

static void print_figures(struct printer *table, const struct measuring *m)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    const struct accuracy *a = &m->accuracy;
    printer_row(table,
                (struct sql_value[]){
                    print_text(str_of(m->name)), print_integer((int64_t)a->rows),
                    percent(&arena, accuracy_f3(a)), percent(&arena, accuracy_fpn(a)),
                    percent(&arena, accuracy_fsign(a)), percent(&arena, accuracy_false_polar(a))});
}

/* ---- for a program ---- */

static json_t *json_share(double share)
{
    return isnan(share) ? json_null() : json_real(share);
}

static json_t *json_confusion(const struct accuracy *accuracy)
{
    json_t *rows = json_object();
    for (enum label gold = LABEL_NEGATIVE; gold < LABEL_COUNT; gold++) {
        json_t *row = json_object();
        for (enum label said = LABEL_NONE; said < LABEL_COUNT; said++) {
            json_object_set_new(row, label_text(said).p,
                                json_integer((json_int_t)accuracy->said[gold][said]));
        }
        json_object_set_new(rows, label_name(gold), row);
    }
    return rows;
}

static json_t *json_calibration(const struct accuracy *accuracy)
{
    json_t *list = json_array();
    for (int i = 0; i < ACCURACY_BANDS; i++) {
        const struct accuracy_band *band = &accuracy->bands[i];
        double rows = (double)band->rows;
        if (band->rows) {
            json_array_append_new(list,
                                  json_pack("{sf sI sf sf}", "from", i / 10.0, "rows",
                                            (json_int_t)band->rows, "said", band->confidence / rows,
                                            "right", (double)band->right / rows));
        }
    }
    return list;
}

static json_t *json_misses(const struct measuring *m)
{
    json_t *list = json_array();
    for (size_t i = 0; i < m->worst.count; i++) {
        const struct miss *miss = &m->misses[m->worst.heap[i].place];
        json_array_append_new(
            list, json_pack("{so ss so sf sf so so}", "id", json_slice(miss->id), "gold",
                            label_name(miss->gold), "label", json_label(miss->said), "score",
                            miss->compound, "confidence", miss->confidence, "terms",
                            json_slice(miss->terms), "text", json_slice(miss->text)));
    }
    return list;
}

static json_t *json_measured(const struct measuring *m)
{
    const struct accuracy *a = &m->accuracy;
    return json_pack("{ss sI sI sI so so so so so so so so}", "file", m->name, "rows",
                     (json_int_t)a->rows, "unlabelled", (json_int_t)m->reading.unlabelled, "bad",
                     (json_int_t)m->reading.bad, "f3", json_share(accuracy_f3(a)), "fpn",
                     json_share(accuracy_fpn(a)), "fsign", json_share(accuracy_fsign(a)),
                     "false_polar", json_share(accuracy_false_polar(a)), "confusion",
                     json_confusion(a), "calibration", json_calibration(a), "worst", json_misses(m),
                     "labels", label_tallies_json(&m->labels));
}

/* ---- the command ---- */

/* Of a file of which nothing can be told; of corrections there may be none yet. */
static bool something_read(const struct labelled_reading *reading, const char *name,
                           struct err *err)
{
    if (reading->rows || reading->unlabelled || reading->bad) {
        return true;
    }
    return reading->split ? err_set(err, "%s: no rows whose split is '%s'", name, reading->split)
                          : err_set(err, "%s: no rows", name);
}

/* Measures a file, or the corrections of a store. False when it cannot be read. */
static bool eval_one(struct evaluating *evaluating, const char *name, struct store *store,
                     struct err *err)
{
    struct measuring m;
    measuring_init(&m, evaluating, name);
    bool well =
        store ? labelled_read_corrections(&m.reading, store, err)
              : labelled_read_file(&m.reading, name, err) && something_read(&m.reading, name, err);
    if (well) {
        top_sort(&m.worst);
        evaluating->bad |= m.reading.bad > 0;
        if (evaluating->json) {
            json_array_append_new(evaluating->json, json_measured(&m));
        } else {
            print_measured(&m);
            print_figures(&evaluating->table, &m);
        }
    }
    measuring_clear(&m);
    return well;
}

static int eval_all(struct evaluating *evaluating, struct session *session)
{
    const struct invocation *invocation = session->invocation;
    struct err err = ERR_NONE;
    for (size_t i = 0; i < invocation->argument_count; i++) {
        if (!eval_one(evaluating, invocation->arguments[i], NULL, &err)) {
            return command_fail(EXIT_USAGE, &err);
        }
    }
    if (evaluating->options->corrections) {
        int status = session_store(session, STORE_READ);
        if (status != EXIT_WELL) {
            return status;
        }
        if (!eval_one(evaluating, "corrections", session->store, &err)) {
            return command_fail(EXIT_STORE, &err);
        }
    }
    return evaluating->bad ? EXIT_SOME_FAILED : EXIT_WELL;
}

static int eval_and_print(struct evaluating *evaluating, struct session *session)
{
    static const char *const columns[] = {"file", "rows",  "F3",
                                          "Fpn",  "Fsign", "neutral called polar"};
    evaluating->json = evaluating->options->json ? json_array() : NULL;
    printer_open(&evaluating->table, PRINT_TABLE, columns, 6);
    int status = eval_all(evaluating, session);
    if (evaluating->json) {
        json_dumpf(evaluating->json, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
        putchar('\n');
    }
    printer_close(&evaluating->table, NULL);
    json_decref(evaluating->json);
    return status;
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    struct evaluating evaluating = {.options = invocation->options};
    struct err err = ERR_NONE;
    if (!invocation->argument_count && !evaluating.options->corrections) {
        err_set(&err, "'eval' wants a FILE, or --corrections");
        return command_fail(EXIT_USAGE, &err);
    }
    if (evaluating.options->worst > MOST_WORST) {
        err_set(&err, "--worst: at most %d", MOST_WORST);
        return command_fail(EXIT_USAGE, &err);
    }
    int status = session_config_if_any(&session);
    if (status != EXIT_WELL) {
        return status;
    }
    if (!lexicons_open(&evaluating.lexicons, session.config, &err)) {
        return command_fail(EXIT_CONFIG, &err);
    }
    evaluating.lexicons.scorer.options.explain = true;
    status = eval_and_print(&evaluating, &session);
    lexicons_close(&evaluating.lexicons);
    return status;
}

static const struct option option_table[] = {
    {"split", OPTION_TEXT, offsetof(struct options, split), "NAME",
     "only rows whose \"split\" is this"},
    {"corrections", OPTION_FLAG, offsetof(struct options, corrections), NULL,
     "also the labels people gave in the database"},
    {"worst", OPTION_COUNT, offsetof(struct options, worst), "N",
     "misses to show, confident ones first (10)"},
    {"json", OPTION_FLAG, offsetof(struct options, json), NULL, "as one JSON array"},
    {0},
};

const struct command command_eval = {
    .name = "eval",
    .summary = "measures the scorer on texts with known labels",
    .arguments = "[FILE ...]",
    .argument_most = 1000,
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz eval --split dev reviews.jsonl complaints.csv\n"
               "  nabz eval --corrections",
    .run = run,
};
