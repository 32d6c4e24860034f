/* nabz lexicon check: are the sources right, and do the sentences score as they should. */
#include "app/lexicons.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "cmd/commands.h"
#include "cmd/explanation.h"
#include "cmd/printer.h"
#include "cmd/session.h"
#include "model/score_terms.h"
#include "report/html.h"

#include <stdio.h>

struct options {
    bool brand, curated;
    struct print_flags print;
};

struct checking {
    enum print_format format;
    struct lexicon_sources sources;
    struct scorer scorer;
    struct tokens tokens;
    struct arena arena;
    struct map seen; /* of entries, to where they stand first */
    struct printer printer;
    size_t sentences, wrong, twice;
};

static const char *const columns[] = {"file",  "line",  "sentence", "wanted",
                                      "label", "score", "terms",    "rule"};

/* A line of a file that is no comment. */
struct line {
    const char *path;
    size_t number;
    struct str columns[3]; /* absent where there are none */
};

static bool read_lines(struct checking *checking, const char *path,
                       void (*take)(struct checking *, const struct line *), struct err *err)
{
    CLEANUP_BUF struct buf text = BUF_INIT(LIMIT_LEXICON_FILE);
    struct line line = {.path = path};
    if (!file_read(path, &text, err)) {
        return false;
    }
    struct str rest = buf_str(&text), whole;
    while (str_take(&rest, '\n', &whole)) {
        line.number++;
        if (str_trim(whole).n == 0 || whole.p[0] == '#') {
            continue;
        }
        for (size_t i = 0; i < 3; i++) {
            struct str column;
            line.columns[i] = str_take(&whole, '\t', &column) ? str_trim(column) : STR_NONE;
        }
        take(checking, &line);
    }
    return true;
}

/* ---- entries that stand twice ---- */

struct place {
    const char *path;
    size_t line;
};

/* The same spelling may have a value and a role, and mean something else in another language or
 * layer: what counts as one place is the folder and the kind of the file. */
static struct str key_of(struct checking *checking, const struct line *line)
{
    static const char *const roles[] = {"negators", "boosters", "contrast",
                                        "wishes",   "suffixes", "finglish"};
    CLEANUP_BUF struct buf key = BUF_INIT(LIMIT_MENTION_TEXT);
    const char *slash = strrchr(line->path, '/'), *name = slash ? slash + 1 : line->path;
    const char *kind = "value";
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        kind = str_starts(str_of(name), str_of(roles[i])) ? roles[i] : kind;
    }
    buf_addf(&key, "%.*s %s", (int)(name - line->path), line->path, kind);
    if (str_starts(line->columns[0], STR("<"))) { /* a mark; to a text, a tag */
        buf_add(&key, line->columns[0]);
    }
    tokens_read(&checking->tokens, line->columns[0]);
    for (size_t i = 0; i < checking->tokens.count; i++) {
        buf_add_byte(&key, ' ');
        buf_add(&key, checking->tokens.list[i].folded);
    }
    return str_copy(&checking->arena, buf_str(&key));
}

static void check_entry(struct checking *checking, const struct line *line)
{
    bool fresh;
    union map_value *value = map_put(&checking->seen, key_of(checking, line), &fresh);
    if (fresh) {
        struct place *first = arena_new(&checking->arena, struct place);
        *first = (struct place){line->path, line->number};
        value->pointer = first;
        return;
    }
    const struct place *first = value->pointer;
    checking->twice++;
    if (checking->format == PRINT_TABLE) {
        printf("%s:%zu: \"%.*s\" stands at %s:%zu already\n", line->path, line->number,
               STR_FMT(line->columns[0]), first->path, first->line);
    }
}

/* ---- sentences ---- */

static bool is_label(struct str text)
{
    bool found = false;
    for (enum label label = LABEL_NONE; label < LABEL_COUNT; label++) {
        found |= str_eq(text, label_text(label));
    }
    return found;
}

static void print_wrong(const struct line *line, const struct score *score, struct str terms)
{
    CLEANUP_BUF struct buf sentence = BUF_INIT(LIMIT_MENTION_TEXT);
    if (!is_label(line->columns[1])) {
        printf("%s:%zu:%zu: positive, neutral, negative or none is wanted after a TAB\n",
               line->path, line->number, line->columns[0].n + 1);
        return;
    }
    text_line(&sentence, line->columns[0]);
    printf("%s:%zu: %.*s\n    wanted %.*s, got %.*s %+.2f%s%.*s\n", line->path, line->number,
           STR_FMT(buf_str(&sentence)), STR_FMT(line->columns[1]),
           STR_FMT(label_text(score->label)), score->compound, terms.n ? ": " : "", STR_FMT(terms));
}

static void check_sentence(struct checking *checking, const struct line *line)
{
    struct score score;
    score_text(&checking->scorer, &checking->tokens, line->columns[0], &score);
    checking->sentences++;
    if (str_eq(label_text(score.label), line->columns[1])) {
        return;
    }
    checking->wrong++;
    CLEANUP_BUF struct buf terms = BUF_INIT(LIMIT_MENTION_FIELD);
    score_terms_write(&score, line->columns[0], &terms);
    if (checking->format == PRINT_TABLE) {
        print_wrong(line, &score, buf_str(&terms));
        return;
    }
    printer_row(
        &checking->printer,
        (struct sql_value[]){print_text(str_of(line->path)), print_integer((int64_t)line->number),
                             print_text(line->columns[0]), print_text(line->columns[1]),
                             print_text(label_text(score.label)), print_real(score.compound),
                             print_text(buf_str(&terms)), print_text(line->columns[2])});
}

/* ---- the command ---- */

static bool check_all(struct checking *checking, struct err *err)
{
    const struct lexicon_sources *sources = &checking->sources;
    for (size_t i = 0; i < sources->count; i++) {
        if (!read_lines(checking, sources->list[i], check_entry, err)) {
            return false;
        }
    }
    printer_open(&checking->printer, checking->format, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < sources->check_count; i++) {
        if (!read_lines(checking, sources->checks[i], check_sentence, err)) {
            return false;
        }
    }
    printer_close(&checking->printer, NULL);
    if (checking->format == PRINT_TABLE) {
        printf("%zu files, %zu entries, %zu of them twice; %zu sentences, %zu scored otherwise\n",
               sources->count, checking->seen.count + checking->twice, checking->twice,
               checking->sentences, checking->wrong);
    }
    return true;
}

/* The lexicon of the folder, alone or over the shipped one. */
static int check_folder(struct session *session, struct checking *checking, char *folder)
{
    const struct options *options = session->invocation->options;
    CLEANUP_LEXICONS struct lexicons lexicons = {0};
    CLEANUP(lexicon_close_at) struct lexicon *lexicon = NULL;
    CLEANUP_BUF struct buf image = BUF_INIT(LIMIT_LEXICON_FILE);
    struct err err = ERR_NONE;
    if (options->brand && !lexicons_open(&lexicons, NULL, &err)) {
        return command_fail(EXIT_CONFIG, &err);
    }
    if (!lexicon_compile(&folder, 1, lexicons.shipped, &image, &lexicon, &err) ||
        !lexicon_sources_find(folder, &checking->arena, &checking->sources, &err)) {
        return command_fail(EXIT_CONFIG, &err);
    }
    checking->scorer = (struct scorer){.lexicon = lexicon, .options = SCORER_DEFAULT};
    if (options->brand) {
        checking->scorer = lexicons.scorer;
        checking->scorer.overrides[0] = lexicon;
    }
    checking->scorer.options.learned = !options->curated;
    checking->scorer.options.explain = true;
    if (!check_all(checking, &err)) {
        return command_fail(EXIT_CONFIG, &err);
    }
    return checking->wrong || checking->twice ? EXIT_CONFIG : EXIT_WELL;
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    struct checking checking = {.format = print_format(&options->print)};
    const char *folder = invocation->argument_count ? invocation->arguments[0] : "lexicons";
    struct str path = str_of(folder);
    while (path.n > 1 && path.p[path.n - 1] == '/') {
        path.n--;
    }
    CLEANUP_FREE char *plain = mem_strdup(str_z(&session.arena, path));
    int status = check_folder(&session, &checking, plain);
    tokens_clear(&checking.tokens);
    map_clear(&checking.seen);
    arena_clear(&checking.arena);
    return status;
}

static const struct option option_table[] = {
    {"brand", OPTION_FLAG, offsetof(struct options, brand), NULL,
     "FOLDER lies over the shipped lexicons, as `lexicons:` of nabz.yaml does"},
    {"curated", OPTION_FLAG, offsetof(struct options, curated), NULL, "without the learned layer"},
    PRINT_OPTIONS(struct options, print),
    {0},
};

const struct command command_lexicon_check = {
    .name = "lexicon check",
    .summary = "compiles the sources of a lexicon and scores their check.tsv",
    .arguments = "[FOLDER]",
    .argument_most = 1,
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz lexicon check lexicons\n"
               "  nabz lexicon check --brand our-words",
    .run = run,
};
