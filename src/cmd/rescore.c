/* nabz rescore: what a change of the lexicons means for what is stored. */
#include "app/rescore.h"
#include "base/limits.h"
#include "base/top.h"
#include "cmd/commands.h"
#include "cmd/explanation.h"
#include "cmd/printer.h"
#include "cmd/session.h"
#include "model/score_terms.h"
#include "report/html.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { USUAL_SHOW = 10, MOST_SHOW = 1000, WORDS_SHOWN = 200 };

struct options {
    int64_t since, show;
    bool dry_run, json;
};

/* One of the biggest changes, kept until all are seen. */
struct shown {
    struct arena arena;
    int64_t id;
    enum label from, to;
    double before, after;
    struct str words, terms;
};

struct diff {
    struct top top;
    struct shown *list;
};

static void keep(void *user, const struct rescore_change *change)
{
    struct diff *diff = user;
    const struct score *old = &change->row->mention.score;
    size_t place = top_put(&diff->top, fabs(change->score->compound - old->compound));
    if (place == TOP_NOT_KEPT) {
        return;
    }
    struct shown *shown = &diff->list[place];
    CLEANUP_BUF struct buf terms = BUF_INIT(LIMIT_MENTION_FIELD);
    score_terms_write(change->score, change->words, &terms);
    arena_reset(&shown->arena);
    shown->id = change->row->mention.id;
    shown->from = old->label;
    shown->to = change->row->corrected ? old->label : change->score->label;
    shown->before = old->compound;
    shown->after = change->score->compound;
    shown->words = text_cut(&shown->arena, change->words, WORDS_SHOWN);
    shown->terms = str_copy(&shown->arena, buf_str(&terms));
}

/* ---- for a person ---- */

static void print_moves(const struct rescore_counts *counts)
{
    static const char *const columns[] = {"from", "to", "mentions"};
    struct printer printer;
    printer_open(&printer, PRINT_TABLE, columns, 3);
    for (enum label from = LABEL_NONE; from < LABEL_COUNT; from++) {
        for (enum label to = LABEL_NONE; to < LABEL_COUNT; to++) {
            if (from != to && counts->moves[from][to]) {
                printer_row(&printer, (struct sql_value[]){
                                          print_text(label_text(from)), print_text(label_text(to)),
                                          print_integer((int64_t)counts->moves[from][to])});
            }
        }
    }
    if (printer.rows) {
        putchar('\n');
    }
    printer_close(&printer, NULL);
}

static void print_changes(const struct diff *diff)
{
    static const char *const columns[] = {"id", "before", "now", "terms now"};
    struct printer printer;
    CLEANUP(arena_clear) struct arena arena = {0};
    printer_open(&printer, PRINT_TABLE, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < diff->top.count; i++) {
        const struct shown *shown = &diff->list[diff->top.heap[i].place];
        printer_row(&printer,
                    (struct sql_value[]){
                        print_integer(shown->id),
                        print_text(str_format(&arena, "%.*s %+.2f",
                                              STR_FMT(label_text(shown->from)), shown->before)),
                        print_text(str_format(&arena, "%.*s %+.2f", STR_FMT(label_text(shown->to)),
                                              shown->after)),
                        print_text(shown->terms)});
    }
    if (printer.rows) {
        putchar('\n');
    }
    printer_close(&printer, NULL);
}

static void print_diff(const struct rescore_counts *counts, const struct diff *diff, bool dry_run)
{
    printf("%zu mentions scored again%s: %zu with another score, %zu labels of people kept\n",
           counts->seen, dry_run ? " (nothing written)" : "", counts->changed, counts->kept);
    print_moves(counts);
    print_changes(diff);
}

/* ---- for a program ---- */

static json_t *json_moves(const struct rescore_counts *counts)
{
    json_t *list = json_array();
    for (enum label from = LABEL_NONE; from < LABEL_COUNT; from++) {
        for (enum label to = LABEL_NONE; to < LABEL_COUNT; to++) {
            if (from != to && counts->moves[from][to]) {
                json_array_append_new(list, json_pack("{so so sI}", "from", json_label(from), "to",
                                                      json_label(to), "mentions",
                                                      (json_int_t)counts->moves[from][to]));
            }
        }
    }
    return list;
}

static json_t *json_changes(const struct diff *diff)
{
    json_t *list = json_array();
    for (size_t i = 0; i < diff->top.count; i++) {
        const struct shown *s = &diff->list[diff->top.heap[i].place];
        json_array_append_new(list, json_pack("{sI so so sf sf so so}", "id", (json_int_t)s->id,
                                              "from", json_label(s->from), "to", json_label(s->to),
                                              "score_before", s->before, "score", s->after, "text",
                                              json_slice(s->words), "terms", json_slice(s->terms)));
    }
    return list;
}

static void print_json(const struct rescore_counts *counts, const struct diff *diff)
{
    json_t *object = json_pack("{sI sI sI so so}", "mentions", (json_int_t)counts->seen, "changed",
                               (json_int_t)counts->changed, "labels_kept", (json_int_t)counts->kept,
                               "moves", json_moves(counts), "biggest", json_changes(diff));
    json_dumpf(object, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
    putchar('\n');
    json_decref(object);
}

/* ---- the command ---- */

static int rescore_with(struct session *session, struct diff *diff)
{
    const struct options *options = session->invocation->options;
    CLEANUP_LEXICONS struct lexicons lexicons = {0};
    struct rescore_counts counts = {0};
    struct err err = ERR_NONE;
    if (!lexicons_open(&lexicons, session->config, &err)) {
        return command_fail(EXIT_CONFIG, &err);
    }
    struct rescore_options how = {.since = options->since ? options->since : INT64_MIN,
                                  .dry_run = options->dry_run,
                                  .changed = keep,
                                  .user = diff};
    bool well = rescore(session->store, &lexicons, &how, &counts, &err);
    top_sort(&diff->top);
    if (options->json) {
        print_json(&counts, diff);
    } else {
        print_diff(&counts, diff, options->dry_run);
    }
    return well ? EXIT_WELL : command_fail(EXIT_STORE, &err);
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    struct err err = ERR_NONE;
    struct diff diff;
    size_t show = options->show == 0 ? USUAL_SHOW : (size_t)options->show;
    if (show > MOST_SHOW) {
        err_set(&err, "--show: at most %d", MOST_SHOW);
        return command_fail(EXIT_USAGE, &err);
    }
    int status = session_store(&session, options->dry_run ? STORE_READ : STORE_WRITE);
    if (status != EXIT_WELL) {
        return status;
    }
    top_init(&diff.top, show);
    diff.list = mem_zalloc(show, sizeof *diff.list);
    status = rescore_with(&session, &diff);
    for (size_t i = 0; i < show; i++) {
        arena_clear(&diff.list[i].arena);
    }
    free(diff.list);
    top_clear(&diff.top);
    return status;
}

static const struct option option_table[] = {
    {"since", OPTION_TIME, offsetof(struct options, since), "TIME",
     "only mentions posted since: a date, RFC 3339, or a span ago (30d)"},
    {"dry-run", OPTION_FLAG, offsetof(struct options, dry_run), NULL,
     "only tell what would change"},
    {"show", OPTION_COUNT, offsetof(struct options, show), "N", "of the biggest changes (10)"},
    {"json", OPTION_FLAG, offsetof(struct options, json), NULL, "as one JSON object"},
    {0},
};

const struct command command_rescore = {
    .name = "rescore",
    .summary = "scores the stored mentions again, and tells what changed",
    .arguments = "",
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz rescore --dry-run --since 30d",
    .run = run,
};
