#include "app/risers.h"

#include "app/said_words.h"
#include "store/mentions.h"
#include "store/risers.h"
#include "text/utf8.h"

enum {
    KEPT = 20,         /* of each brand and need */
    LEAST_OF_NEED = 20 /* mentions in seven days; of fewer nothing can be said */
};

struct reading {
    struct app *app;
    struct words words;
    struct arena scratch;
};

static void reading_clear(struct reading *reading)
{
    words_clear(&reading->words);
    arena_clear(&reading->scratch);
}

static bool read_week(struct reading *reading, enum words_side side, struct mention_filter *filter,
                      struct err *err)
{
    CLEANUP_MENTION_QUERY struct mention_query *query = NULL;
    const struct mention_row *row;
    struct said_word list[SAID_WORDS_MOST];
    if (!mention_query_open(reading->app->store, filter, &query, err)) {
        return false;
    }
    bool well;
    while ((well = mention_query_next(query, &row, err)) && row) {
        size_t said = said_words(reading->app, mention_words(&row->mention, &reading->scratch),
                                 &reading->words.arena, list);
        words_count(&reading->words, side, list, said);
        arena_reset(&reading->scratch);
    }
    return well;
}

static bool read_weeks(struct reading *reading, struct str brand, enum need need, int64_t until,
                       struct err *err)
{
    struct mention_filter filter = MENTION_FILTER;
    filter.brand = brand;
    filter.needs = need < NEED_COUNT ? 1u << need : 0;
    filter.limit = RISERS_OF_A_WEEK;
    bool well = true;
    for (int week = 0; well && week <= RISERS_WEEKS; week++) {
        filter.until = until - week * RISERS_DAYS * DAY;
        filter.since = filter.until - RISERS_DAYS * DAY;
        well = read_week(reading, week ? WORDS_BEFORE : WORDS_WINDOW, &filter, err);
    }
    return well;
}

static struct riser riser_of(const struct rising_word *word, struct arena *arena)
{
    bool is_tag = str_starts(word->text, STR("#"));
    return (struct riser){
        .kind = is_tag          ? RISER_HASHTAG
                : word->is_pair ? RISER_PHRASE
                                : RISER_WORD,
        .words = str_copy(arena, str_slice(word->text, is_tag, word->text.n)),
        .mentions = word->window,
        .usual = word->before / RISERS_WEEKS,
        .z = word->z,
    };
}

/* What is left of two letters is a piece of a word or a habit of writing; those that mean something
 * are heard of in phrases. */
static bool is_too_short(const struct rising_word *word)
{
    size_t letters = 0, n;
    for (size_t at = 0; at < word->text.n; at += n) {
        utf8_decode(word->text, at, &n);
        letters++;
    }
    return letters < 3;
}

bool risers_find(struct app *app, struct str brand, enum need need, int64_t until, size_t max,
                 struct arena *arena, struct riser **list, size_t *count, struct err *err)
{
    CLEANUP(reading_clear) struct reading reading = {.app = app};
    struct rising_word rising[RISERS_MOST];
    if (!read_weeks(&reading, brand, need, until, err)) {
        return false;
    }
    size_t found = words_rising(&reading.words, rising, RISERS_MOST);
    *list = arena_array(arena, struct riser, found + 1);
    *count = 0;
    for (size_t i = 0; i < found && *count < max; i++) {
        if (!is_too_short(&rising[i])) {
            (*list)[(*count)++] = riser_of(&rising[i], arena);
        }
    }
    return true;
}

/* ---- once a day ---- */

static bool renew_one(struct app *app, struct str brand, enum need need, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct riser *list;
    size_t count;
    const char *name = need < NEED_COUNT ? need_name(need) : "";
    return risers_find(app, brand, need, app->now, KEPT, &arena, &list, &count, err) &&
           risers_put(app->store, brand, str_of(name), app->now, list, count, err);
}

/* Whether the brand was spoken of that way often enough for anything to rise. */
static bool is_spoken_of(struct app *app, struct str brand, enum need need, bool *enough,
                         struct err *err)
{
    CLEANUP_MENTION_QUERY struct mention_query *query = NULL;
    const struct mention_row *row = NULL;
    struct mention_filter filter = MENTION_FILTER;
    filter.brand = brand;
    filter.needs = 1u << need;
    filter.since = app->now - RISERS_DAYS * DAY;
    filter.limit = LEAST_OF_NEED;
    size_t count = 0;
    bool well = mention_query_open(app->store, &filter, &query, err);
    while (well && (well = mention_query_next(query, &row, err)) && row) {
        count++;
    }
    *enough = count == LEAST_OF_NEED;
    return well;
}

static bool renew_brand(struct app *app, struct str brand, struct err *err)
{
    bool well = renew_one(app, brand, NEED_COUNT, err);
    for (int need = 0; well && need < NEED_COUNT; need++) {
        bool enough;
        well = is_spoken_of(app, brand, (enum need)need, &enough, err) &&
               (enough ? renew_one(app, brand, (enum need)need, err)
                       : risers_put(app->store, brand, str_of(need_name((enum need)need)), app->now,
                                    NULL, 0, err));
    }
    return well;
}

static bool renew_all(struct app *app, struct str today, struct err *err)
{
    bool well = true;
    for (size_t i = 0; well && i < app->brand_count; i++) {
        well = renew_brand(app, app->brands[i], err);
    }
    return well && setting_put(app->store, "risers.day", today, err);
}

bool risers_renew(struct app *app, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct date day = moment_in(app->config->time_zone, app->now).date;
    struct str today = str_format(&arena, "%lld", (long long)date_to_days(day)), last;
    if (!setting_get(app->store, "risers.day", &arena, &last, err)) {
        return false;
    }
    if (str_eq(last, today)) {
        return true;
    }
    if (!store_begin(app->store, err)) {
        return false;
    }
    if (!renew_all(app, today, err) || !store_commit(app->store, err)) {
        store_rollback(app->store);
        return err_wrap(err, "risers");
    }
    return true;
}
