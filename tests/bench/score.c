/* The scorer measured against a plain pass that cuts a text into tokens, tokens_split: it decodes,
 * classifies, folds and cuts; it looks nothing up and remembers nothing. Scoring reads its tokens
 * through a vocabulary instead (text/vocabulary.h), which is empty at the beginning of every
 * measurement: meeting each word for the first time is part of what is measured.
 *
 *   bench_score time IMAGE FILE          CPU time: ratios, each the middle one of many rounds
 *   bench_score speed IMAGE FILE         texts a second, of the round that was disturbed least
 *   bench_score WORK IMAGE FILE COUNT    one pass over COUNT texts, for counting instructions;
 *                                        WORK is none, split, score, explain or label
 *   bench_score open IMAGE COUNT         opens the image COUNT times, the same
 *   bench_score memory IMAGE FILE        peak memory after ten thousand texts and a million */
#include "texts.h"

#include "aspect/aspect.h"

#include <math.h>
#include <time.h>

enum { ROUNDS = 25, ALL = 1000000 };

/* Two kinds of work that are compared take turns, a stretch of some milliseconds each, so that what
 * the neighbours of a machine take away, they take from both. The second is some stretches behind
 * the first, so that it does not find its texts in the cache because the other has just had them
 * there. */
enum { STRETCH = 1000, LAG = 2 }; /* texts; stretches */

enum work { WORK_NONE, WORK_SPLIT, WORK_SCORE, WORK_EXPLAIN, WORK_LABEL, WORKS };
static const char *const work_names[WORKS] = {"none", "split", "score", "explain", "label"};

struct bench {
    struct lexicon *lexicon;
    struct label_lexicon *labels; /* beside it */
    struct texts texts;
    struct tokens tokens[WORKS];
    double sum; /* of all compounds, so that no work can be left out */
};

static void run(struct bench *bench, enum work work, size_t from, size_t to)
{
    struct scorer scorer = {.lexicon = bench->lexicon, .options = SCORER_DEFAULT};
    const struct labeller labeller = {.shipped = bench->labels, .learned = true};
    struct score score;
    struct labels labels;
    struct tokens *tokens = &bench->tokens[work];
    scorer.options.explain = work >= WORK_EXPLAIN;
    for (size_t i = from; work != WORK_NONE && i < to; i++) {
        struct str text = bench->texts.list[i % bench->texts.count];
        (work == WORK_SPLIT ? tokens_split : tokens_read)(tokens, text);
        bench->sum += (double)tokens->count;
        if (work != WORK_SPLIT) {
            score_tokens(&scorer, tokens, &score);
            bench->sum += score.compound;
        }
        if (work == WORK_LABEL) {
            label_tokens(&labeller, tokens, &score, &labels);
            bench->sum += (double)(int)labels.stage;
        }
    }
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Seconds of one stretch; of none when it lies beyond the texts. */
static double stretch_seconds(struct bench *bench, enum work work, size_t stretch)
{
    size_t from = stretch * STRETCH, to = from + STRETCH;
    if (from >= bench->texts.count) {
        return 0;
    }
    double began = seconds_now();
    run(bench, work, from, to < bench->texts.count ? to : bench->texts.count);
    return seconds_now() - began;
}

static size_t stretches_of(const struct bench *bench)
{
    return (bench->texts.count + STRETCH - 1) / STRETCH;
}

/* How much longer one kind of work takes over all texts than another. */
static double measure_ratio(struct bench *bench, enum work work, enum work base)
{
    double seconds[WORKS] = {0};
    tokens_clear(&bench->tokens[work]);
    tokens_clear(&bench->tokens[base]);
    for (size_t step = 0; step < stretches_of(bench) + LAG; step++) {
        seconds[base] += stretch_seconds(bench, base, step);
        seconds[work] += step < LAG ? 0 : stretch_seconds(bench, work, step - LAG);
    }
    return seconds[work] / seconds[base];
}

static int by_size(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static double middle_ratio(struct bench *bench, enum work work, enum work base)
{
    double ratios[ROUNDS];
    for (size_t i = 0; i < ROUNDS; i++) {
        ratios[i] = measure_ratio(bench, work, base);
    }
    qsort(ratios, ROUNDS, sizeof *ratios, by_size);
    return ratios[ROUNDS / 2];
}

static void measure_time(struct bench *bench)
{
    printf("score_over_split %.2f\n", middle_ratio(bench, WORK_SCORE, WORK_SPLIT));
    printf("explain_over_score %.3f\n", middle_ratio(bench, WORK_EXPLAIN, WORK_SCORE));
    printf("label_over_explain %.3f\n", middle_ratio(bench, WORK_LABEL, WORK_EXPLAIN));
}

/* Scoring alone, as other scorers are measured. */
static void measure_speed(struct bench *bench)
{
    double least = INFINITY;
    for (size_t i = 0; i < ROUNDS; i++) {
        double began = seconds_now(), seconds;
        tokens_clear(&bench->tokens[WORK_SCORE]);
        run(bench, WORK_SCORE, 0, bench->texts.count);
        seconds = seconds_now() - began;
        least = seconds < least ? seconds : least;
    }
    printf("texts_per_second %.0f\n", (double)bench->texts.count / least);
}

static size_t peak_kib(void)
{
    struct buf status = BUF_INIT(64 * KIB);
    struct err err = ERR_NONE;
    if (!file_read("/proc/self/status", &status, &err)) {
        give_up(&err);
    }
    const char *line = strstr(buf_str(&status).p, "VmHWM:");
    size_t kib = line ? number_of(line + strlen("VmHWM:")) : 0;
    buf_clear(&status);
    return kib;
}

static void measure_memory(struct bench *bench)
{
    enum { FEW = 10000, MANY = 1000000 };
    run(bench, WORK_EXPLAIN, 0, FEW);
    printf("peak_kib_after_%d %zu\n", FEW, peak_kib());
    run(bench, WORK_EXPLAIN, FEW, MANY);
    printf("peak_kib_after_%d %zu\n", MANY, peak_kib());
}

static struct lexicon *open_lexicon(const char *path)
{
    struct lexicon *lexicon = NULL;
    struct err err = ERR_NONE;
    if (!lexicon_open(path, &lexicon, &err)) {
        give_up(&err);
    }
    return lexicon;
}

/* The words of labels lie beside the lexicon. */
static struct label_lexicon *open_labels(const char *lexicon_path)
{
    struct label_lexicon *labels = NULL;
    struct err err = ERR_NONE;
    const char *slash = strrchr(lexicon_path, '/');
    CLEANUP_BUF struct buf path = BUF_INIT(4 * KIB);
    buf_addf(&path, "%.*slabels.image", slash ? (int)(slash + 1 - lexicon_path) : 0, lexicon_path);
    if (!label_lexicon_open(buf_str(&path).p, &labels, &err)) {
        give_up(&err);
    }
    return labels;
}

static int usage(void)
{
    fprintf(stderr, "usage: bench_score time|speed|memory IMAGE FILE\n"
                    "       bench_score none|split|score|explain|label IMAGE FILE COUNT\n"
                    "       bench_score open IMAGE COUNT\n");
    return EXIT_FAILURE;
}

static bool measure_named(struct bench *bench, const char *name)
{
    static const struct {
        const char *name;
        void (*measure)(struct bench *);
    } measures[] = {{"time", measure_time}, {"speed", measure_speed}, {"memory", measure_memory}};
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
        if (strcmp(name, measures[i].name) == 0) {
            measures[i].measure(bench);
            return true;
        }
    }
    return false;
}

static bool run_named(struct bench *bench, const char *name)
{
    for (enum work work = WORK_NONE; work < WORKS; work++) {
        if (strcmp(name, work_names[work]) == 0) {
            run(bench, work, 0, bench->texts.count);
            printf("bytes %zu\n", bench->texts.bytes);
            return true;
        }
    }
    return false;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        return usage();
    }
    if (strcmp(argv[1], "open") == 0) {
        for (size_t i = 0; i < number_of(argv[3]); i++) {
            lexicon_close(open_lexicon(argv[2]));
        }
        return EXIT_SUCCESS;
    }
    struct bench bench = {.lexicon = open_lexicon(argv[2]), .labels = open_labels(argv[2])};
    texts_read(&bench.texts, argv[3], argc > 4 ? number_of(argv[4]) : ALL);
    bool known = measure_named(&bench, argv[1]) || run_named(&bench, argv[1]);
    fprintf(stderr, "%g\n", bench.sum);
    for (enum work work = 0; work < WORKS; work++) {
        tokens_clear(&bench.tokens[work]);
    }
    texts_clear(&bench.texts);
    label_lexicon_close(bench.labels);
    lexicon_close(bench.lexicon);
    return known ? EXIT_SUCCESS : usage();
}
