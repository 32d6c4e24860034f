/* nabz-lexicon: the build tool of the lexicons, and what scripts/learn-lexicon and learn-labels ask
 * for tokens.
 * It is not installed. */
#include "aspect/aspect.h"
#include "aspect/label_compile.h"
#include "base/file.h"
#include "base/limits.h"
#include "sentiment/compile.h"
#include "sentiment/trace.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(const struct err *err)
{
    fprintf(stderr, "nabz-lexicon: %s\n", err->text);
    return EXIT_FAILURE;
}

static bool compile(const char *image_path, char **sources, int count, struct err *err)
{
    CLEANUP(lexicon_builder_close_at) struct lexicon_builder *builder = lexicon_builder_open();
    CLEANUP_BUF struct buf image = BUF_INIT(LIMIT_LEXICON_FILE);
    for (int i = 0; i < count; i++) {
        if (!lexicon_builder_add(builder, sources[i], err)) {
            return false;
        }
    }
    return lexicon_builder_finish(builder, &image, err) &&
           file_write(image_path, buf_str(&image), 0644, err);
}

static bool compile_labels(const char *image_path, char **sources, int count, struct err *err)
{
    CLEANUP(label_builder_close_at) struct label_builder *builder = label_builder_open();
    CLEANUP_BUF struct buf image = BUF_INIT(LIMIT_LEXICON_FILE);
    for (int i = 0; i < count; i++) {
        if (!label_builder_add(builder, sources[i], err)) {
            return false;
        }
    }
    return label_builder_finish(builder, &image, err) &&
           file_write(image_path, buf_str(&image), 0644, err);
}

static void print_word(void *context, const struct traced_word *word)
{
    size_t *last = context;
    const char *before = *last == SIZE_MAX ? "" : *last == word->stretch ? " " : "\t";
    printf("%s%s%.*s", before, word->silent ? "~" : "", STR_FMT(word->word));
    *last = word->stretch;
}

/* A line for a text: language and sum, then its words, a TAB where no phrase may go on,
 * a ~ before those within a phrase. */
static void print_words(const struct scorer *scorer, const struct tokens *tokens, json_t *row)
{
    (void)row;
    struct score score;
    score_tokens(scorer, tokens, &score);
    printf("%s\t%.6g\t", language_name(score.language), score_sum(scorer, tokens));
    size_t stretch = SIZE_MAX;
    trace_words(scorer, tokens, print_word, &stretch);
    putchar('\n');
}

static void print_score(const struct scorer *scorer, const struct tokens *tokens, json_t *row)
{
    struct score score;
    score_tokens(scorer, tokens, &score);
    CLEANUP_FREE char *id = json_dumps(json_object_get(row, "id"), JSON_ENCODE_ANY);
    const char *label = label_name(score.label), *quote = label ? "\"" : "";
    printf("{\"id\":%s,\"lang\":\"%s\",\"label\":%s%s%s,\"score\":%.4f,\"confidence\":%.2f}\n",
           id ? id : "null", language_name(score.language), quote, label ? label : "null", quote,
           score.compound, score.confidence);
}

static void print_entry(void *context, struct str name)
{
    (void)context;
    printf("\t%.*s", STR_FMT(name));
}

/* A line for a text: its language, then every entry and feature of the label words in it. */
static bool read_entries(const char *image_path, const char *labels_path, struct err *err)
{
    CLEANUP(lexicon_close_at) struct lexicon *lexicon = NULL;
    CLEANUP(label_lexicon_close_at) struct label_lexicon *words = NULL;
    CLEANUP(tokens_clear) struct tokens tokens = {0};
    CLEANUP_FREE char *line = NULL;
    size_t capacity = 0;
    if (!lexicon_open(image_path, &lexicon, err) || !label_lexicon_open(labels_path, &words, err)) {
        return false;
    }
    struct scorer scorer = {.lexicon = lexicon, .options = SCORER_DEFAULT};
    const struct labeller labeller = {.shipped = words, .learned = true};
    scorer.options.explain = true;
    while (getline(&line, &capacity, stdin) >= 0) {
        json_t *row = json_loads(line, 0, NULL);
        json_t *text = json_object_get(row, "text");
        struct score score;
        struct labels labels;
        score_text(&scorer, &tokens,
                   (struct str){json_string_value(text), json_string_length(text)}, &score);
        printf("%s", language_name(score.language));
        label_trace(&labeller, &tokens, &score, &labels, print_entry, NULL);
        putchar('\n');
        json_decref(row);
    }
    return true;
}

static const struct mode {
    const char *name;
    void (*print)(const struct scorer *, const struct tokens *, json_t *);
} modes[] = {{"words", print_words}, {"score", print_score}};

static bool read_rows(const struct mode *mode, const char *image_path, bool learned,
                      struct err *err)
{
    CLEANUP(lexicon_close_at) struct lexicon *lexicon = NULL;
    if (!lexicon_open(image_path, &lexicon, err)) {
        return false;
    }
    struct scorer scorer = {.lexicon = lexicon, .options = SCORER_DEFAULT};
    scorer.options.learned = learned;
    CLEANUP(tokens_clear) struct tokens tokens = {0};
    CLEANUP_FREE char *line = NULL;
    size_t capacity = 0, number = 0;
    while (getline(&line, &capacity, stdin) >= 0) {
        json_error_t what;
        json_t *row = json_loads(line, 0, &what);
        json_t *text = json_object_get(row, "text");
        number++;
        if (!json_is_string(text)) {
            json_decref(row);
            return err_set(err, "line %zu: no object with a text", number);
        }
        tokens_read(&tokens, (struct str){json_string_value(text), json_string_length(text)});
        mode->print(&scorer, &tokens, row);
        json_decref(row);
    }
    return true;
}

int main(int argc, char **argv)
{
    struct err err = ERR_NONE;
    if (argc > 3 && strcmp(argv[1], "compile") == 0) {
        return compile(argv[2], argv + 3, argc - 3, &err) ? EXIT_SUCCESS : fail(&err);
    }
    if (argc > 3 && strcmp(argv[1], "labels") == 0) {
        return compile_labels(argv[2], argv + 3, argc - 3, &err) ? EXIT_SUCCESS : fail(&err);
    }
    if (argc == 4 && strcmp(argv[1], "entries") == 0) {
        return read_entries(argv[2], argv[3], &err) ? EXIT_SUCCESS : fail(&err);
    }
    for (size_t i = 0; argc > 2 && i < sizeof modes / sizeof *modes; i++) {
        if (strcmp(argv[1], modes[i].name) == 0) {
            bool learned = argc < 4 || strcmp(argv[3], "--curated") != 0;
            return read_rows(&modes[i], argv[2], learned, &err) ? EXIT_SUCCESS : fail(&err);
        }
    }
    fputs("usage: nabz-lexicon compile IMAGE SOURCE...\n"
          "       nabz-lexicon labels LABELS SOURCE...\n"
          "       nabz-lexicon entries IMAGE LABELS < rows.jsonl\n"
          "       nabz-lexicon words|score IMAGE [--curated] < rows.jsonl\n",
          stderr);
    return 2;
}
