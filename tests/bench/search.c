/* How long the newest fifty of a question take, in a database of any size.
 *
 *   bench_search make DATABASE COUNT   COUNT mentions of five brands and four sources, of words as
 * often as words are (Zipf), stored as mentions are stored, and indexed
 *   bench_search ask DATABASE          each question often, warm, on a store opened for reading;
 * prints "<question> <median ms of CPU> <95th percentile ms> <that over the newest fifty of all>"
 *
 * The same COUNT makes the same mentions. */
#include "texts.h"

#include "app/app.h"
#include "model/batch.h"
#include "store/mentions.h"
#include "store/search.h"

#include <math.h>
#include <time.h>

enum {
    PAGE = 1000,
    START = 1700000000,
    YEAR_S = 365 * DAY,
    WORDS = 50000,
    BRANDS = 5,
    AUTHORS = 200000,
    ASKED = 1000,
    WARM = 100,
    NEWEST = 50,
};

struct random {
    uint64_t state;
};

/* SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014). */
static uint64_t next_random(struct random *random)
{
    uint64_t z = random->state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static double share_of_one(struct random *random)
{
    return (double)(next_random(random) >> 11) / 9007199254740992.0;
}

/* A rank from 1 on, each half as often as the one of half its number. */
static size_t zipf(struct random *random)
{
    return (size_t)exp(share_of_one(random) * log(WORDS));
}

/* Every second word of Persian letters; no two ranks make the same word. */
static void word_add(struct buf *text, size_t rank)
{
    static const char *const persian[] = {"\u0628\u0627", "\u062F\u0631", "\u0633\u06CC",
                                          "\u0645\u0646", "\u06AF\u0648", "\u0644\u0627",
                                          "\u0634\u062A", "\u0631\u0648"};
    static const char *const latin[] = {"ba", "der", "si", "mon", "gu", "la", "cet", "ro"};
    for (size_t rest = rank + 8; rest > 0; rest /= 8) {
        buf_add_z(text, rank % 2 ? persian[rest % 8] : latin[rest % 8]);
    }
}

static void text_make(struct random *random, struct buf *text)
{
    buf_reset(text);
    for (size_t n = 6 + next_random(random) % 14; n > 0; n--) {
        buf_add_z(text, text->n ? " " : "");
        word_add(text, zipf(random));
    }
}

static void score_make(struct random *random, struct mention *mention)
{
    double draw = share_of_one(random);
    mention->score.label = draw < .25 ? LABEL_NEGATIVE : draw < .6 ? LABEL_NEUTRAL : LABEL_POSITIVE;
    mention->score.language = next_random(random) % 10 < 7 ? LANG_FA : LANG_EN;
    mention->score.compound = draw * 2 - 1;
    mention->score.confidence = share_of_one(random);
    mention->labels.needs[next_random(random) % NEED_COUNT] = mention->score.label;
    mention->labels.stage = (enum stage)(next_random(random) % STAGE_COUNT);
    mention->labels.intents = 1u << next_random(random) % INTENT_COUNT;
}

static void mention_make(struct batch *batch, size_t number, size_t count)
{
    struct random random = {number + 1};
    struct buf text = BUF_INIT(4096);
    struct mention *mention = batch_add(batch);
    struct arena *arena = &batch->arena;
    text_make(&random, &text);
    mention->text = str_copy(arena, buf_str(&text));
    mention->native_id = str_format(arena, "%zu", 1000000000000 + number);
    mention->url = str_format(arena, "https://social.example/p/%zu", number);
    mention->author = str_format(arena, "customer_%zu", (size_t)(next_random(&random) % AUTHORS));
    mention->reach = (int64_t)(next_random(&random) % 5000);
    mention->published_at = START + (int64_t)((double)YEAR_S / (double)count * (double)number);
    mention->fetched_at = mention->published_at + HOUR;
    mention->brands[0] = next_random(&random) % BRANDS;
    mention->brand_count = 1;
    score_make(&random, mention);
    buf_clear(&text);
}

static bool page_store(struct store *store, size_t from, size_t count, struct err *err)
{
    const struct str brands[BRANDS] = {STR("a"), STR("b"), STR("c"), STR("d"), STR("e")};
    static const char *const sources[] = {"x", "instagram", "shop", "forum"};
    CLEANUP(batch_clear) struct batch batch = {0};
    struct mention_counts counts = {0};
    for (size_t i = from; i < from + PAGE && i < count; i++) {
        mention_make(&batch, i, count);
    }
    struct known *known = arena_array(&batch.arena, struct known, batch.count);
    struct mentions_origin origin = {
        str_of(sources[from / PAGE % 4]), brands, {.lexicon = STR("1")}};
    return store_begin(store, err) && mentions_add(store, &origin, &batch, known, &counts, err) &&
           store_commit(store, err);
}

static bool make(const char *path, size_t count, struct err *err)
{
    struct store *store;
    remove(path);
    if (!store_open(path, STORE_CREATE, &store, err)) {
        return false;
    }
    store_set_fold(store, app_fold());
    bool well = true;
    for (size_t from = 0; well && from < count; from += PAGE) {
        well = page_store(store, from, count, err);
    }
    well = well && search_index(store, err);
    store_close(store);
    return well;
}

/* ---- asking ---- */

struct asking {
    struct store *store;
    struct random random;
    struct buf text;
    char author_name[32];
};

/* Two words that stand beside each other in one of the mentions. */
static struct str phrase(struct asking *asking)
{
    text_make(&(struct random){1 + next_random(&asking->random) % 1000000}, &asking->text);
    struct str rest = buf_str(&asking->text), one, two;
    str_take(&rest, ' ', &one);
    str_take(&rest, ' ', &two);
    return (struct str){one.p, (size_t)(two.p + two.n - one.p)};
}

static void ask_all(struct asking *asking, struct mention_filter *filter)
{
    (void)asking, (void)filter;
}

static void ask_phrase(struct asking *asking, struct mention_filter *filter)
{
    filter->match = phrase(asking);
}

static void ask_phrase_of_brand(struct asking *asking, struct mention_filter *filter)
{
    filter->match = phrase(asking);
    filter->brand = STR("c");
}

static void ask_brand_label(struct asking *asking, struct mention_filter *filter)
{
    filter->brand = STR("b");
    filter->label = (enum label)(1 + next_random(&asking->random) % 3);
    filter->until = START + (int64_t)(share_of_one(&asking->random) * YEAR_S);
}

static void ask_source(struct asking *asking, struct mention_filter *filter)
{
    filter->source = STR("shop");
    filter->until = START + (int64_t)(share_of_one(&asking->random) * YEAR_S);
}

static void ask_brand_need(struct asking *asking, struct mention_filter *filter)
{
    filter->brand = STR("d");
    filter->needs = 1u << next_random(&asking->random) % NEED_COUNT;
}

static void ask_author(struct asking *asking, struct mention_filter *filter)
{
    snprintf(asking->author_name, sizeof asking->author_name, "customer_%zu",
             (size_t)(next_random(&asking->random) % AUTHORS));
    filter->author = str_of(asking->author_name);
}

static const struct question {
    const char *name;
    void (*ask)(struct asking *, struct mention_filter *);
} questions[] = {
    {"all", ask_all},
    {"phrase", ask_phrase},
    {"phrase_of_brand", ask_phrase_of_brand},
    {"brand_label", ask_brand_label},
    {"source", ask_source},
    {"brand_need", ask_brand_need},
    {"author", ask_author},
};

/* Of the processor: a warm question waits for nothing, and neighbours on the machine do not count.
 */
static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static bool ask_once(struct asking *asking, const struct question *question, double *ms,
                     struct err *err)
{
    CLEANUP_MENTION_QUERY struct mention_query *query = NULL;
    struct mention_filter filter = MENTION_FILTER;
    const struct mention_row *row;
    filter.limit = NEWEST;
    question->ask(asking, &filter);
    double began = now_ms();
    bool well = mention_query_open(asking->store, &filter, &query, err);
    while (well && (well = mention_query_next(query, &row, err)) && row) {
    }
    *ms = now_ms() - began;
    return well;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* The first ones warm the cache and do not count. */
static bool ask_often(struct asking *asking, const struct question *question, double *base,
                      struct err *err)
{
    static double ms[WARM + ASKED];
    asking->random.state = 42;
    for (size_t i = 0; i < WARM + ASKED; i++) {
        if (!ask_once(asking, question, &ms[i], err)) {
            return false;
        }
    }
    qsort(ms + WARM, ASKED, sizeof *ms, by_size);
    double p95 = ms[WARM + ASKED * 95 / 100];
    *base = *base > 0 ? *base : p95;
    printf("%s %.3f %.3f %.2f\n", question->name, ms[WARM + ASKED / 2], p95, p95 / *base);
    return true;
}

static bool ask(const char *path, struct err *err)
{
    struct asking asking = {.text = BUF_INIT(4096)};
    double base = 0;
    if (!store_open(path, STORE_READ, &asking.store, err)) {
        return false;
    }
    store_set_fold(asking.store, app_fold());
    bool well = true;
    for (size_t i = 0; well && i < sizeof questions / sizeof *questions; i++) {
        well = ask_often(&asking, &questions[i], &base, err);
    }
    store_close(asking.store);
    buf_clear(&asking.text);
    return well;
}

int main(int argc, char **argv)
{
    struct err err = ERR_NONE;
    bool well;
    if (argc == 4 && strcmp(argv[1], "make") == 0) {
        well = make(argv[2], number_of(argv[3]), &err);
    } else if (argc == 3 && strcmp(argv[1], "ask") == 0) {
        well = ask(argv[2], &err);
    } else {
        fprintf(stderr, "usage: bench_search make DATABASE COUNT | ask DATABASE\n");
        return EXIT_FAILURE;
    }
    if (!well) {
        give_up(&err);
    }
    return EXIT_SUCCESS;
}
