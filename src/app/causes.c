#include "app/causes.h"

#include "detect/drivers.h"
#include "store/facts.h"
#include "store/mentions.h"

enum { WORDS_OF_A_MENTION = 512 };

static const struct source_fact *fact_of(const struct source_fact *list, size_t count,
                                         struct str source)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(list[i].source, source)) {
            return &list[i];
        }
    }
    return NULL;
}

static double counted(const struct incident *incident, const struct source_fact *fact)
{
    return (double)(kind_counts_all(incident->kind) ? fact->total : fact->negative);
}

/* What is usual for a source in the window is its part of what is usual for the brand, by what it
 * brought in the weeks before. */
static bool find_sources(struct app *app, struct arena *arena, struct incident *incident,
                         struct err *err)
{
    int64_t start = incident->window_start / HOUR, end = incident->window_end / HOUR;
    struct source_fact *now, *before;
    size_t now_count, before_count;
    double all = 0;
    if (!facts_by_source(app->store, incident->brand, start, end, arena, &now, &now_count, err) ||
        !facts_by_source(app->store, incident->brand, start - CAUSES_DAYS * 24, start, arena,
                         &before, &before_count, err)) {
        return false;
    }
    for (size_t i = 0; i < before_count; i++) {
        all += counted(incident, &before[i]);
    }
    struct driver *candidates = arena_array(arena, struct driver, now_count);
    for (size_t i = 0; i < now_count; i++) {
        const struct source_fact *usual = fact_of(before, before_count, now[i].source);
        double part = usual && all > 0 ? counted(incident, usual) / all : 0;
        candidates[i] = (struct driver){.name = now[i].source,
                                        .observed = counted(incident, &now[i]),
                                        .expected = incident->expected * part};
    }
    drivers_sources(candidates, now_count, incident);
    return true;
}

/* The mentions of one side that count, newest first. Those of the window are kept in the arena. */
struct reading {
    struct app *app;
    struct arena *arena;
    struct words words;
    struct mention *window;
    size_t window_count;
};

static bool is_brand_word(const struct reading *reading, const struct tokens *tokens, size_t i)
{
    /* The brand's own name is in every mention, so it explains nothing. */
    for (size_t b = 0; b < reading->app->config->brand_count; b++) {
        const struct config_brand *brand = &reading->app->config->brands[b];
        for (unsigned t = 0; t < brand->any_count; t++) {
            if (str_eq(tokens->list[i].folded, str_of(brand->any[t]))) {
                return true;
            }
        }
    }
    return false;
}

static void count_words(struct reading *reading, enum words_side side, struct str text)
{
    struct tokens *tokens = &reading->app->tokens;
    struct str list[WORDS_OF_A_MENTION];
    size_t count = 0;
    tokens_read(tokens, text);
    for (size_t i = 0; i < tokens->count && count < WORDS_OF_A_MENTION; i++) {
        if (tokens->list[i].kind == TOKEN_WORD && !is_brand_word(reading, tokens, i)) {
            list[count++] = str_copy(&reading->words.arena, tokens->list[i].folded);
        }
    }
    words_count(&reading->words, side, list, count);
}

static bool read_side(struct reading *reading, enum words_side side,
                      const struct incident *incident, int64_t since, int64_t until,
                      struct err *err)
{
    struct mention_filter filter = MENTION_FILTER;
    filter.brand = incident->brand;
    filter.label = kind_counts_all(incident->kind) ? LABEL_NONE : LABEL_NEGATIVE;
    filter.since = since;
    filter.until = until;
    filter.limit = CAUSES_MENTIONS;
    CLEANUP_MENTION_QUERY struct mention_query *query = NULL;
    if (!mention_query_open(reading->app->store, &filter, &query, err)) {
        return false;
    }
    const struct mention_row *row;
    struct arena scratch = {0};
    bool well;
    while ((well = mention_query_next(query, &row, err)) && row) {
        count_words(reading, side, mention_words(&row->mention, &scratch));
        if (side == WORDS_WINDOW) {
            reading->window[reading->window_count++] = mention_copy(&row->mention, reading->arena);
        }
        arena_reset(&scratch);
    }
    arena_clear(&scratch);
    return well;
}

static void copy_findings(struct reading *reading, struct incident *incident)
{
    size_t best[INCIDENT_SAMPLES];
    drivers_words(&reading->words, incident);
    incident->sample_count = drivers_samples(&reading->words, incident, best, INCIDENT_SAMPLES);
    for (size_t i = 0; i < incident->word_count; i++) {
        incident->words[i].name = str_copy(reading->arena, incident->words[i].name);
    }
    for (size_t i = 0; i < incident->sample_count; i++) {
        incident->samples[i] = reading->window[best[i]];
    }
}

bool causes_find(struct app *app, struct arena *arena, struct incident *incident, struct err *err)
{
    struct reading reading = {.app = app, .arena = arena};
    int64_t start = incident->window_start;
    reading.window = arena_array(arena, struct mention, CAUSES_MENTIONS);
    bool well =
        find_sources(app, arena, incident, err) &&
        read_side(&reading, WORDS_WINDOW, incident, start, incident->window_end, err) &&
        read_side(&reading, WORDS_BEFORE, incident, start - CAUSES_DAYS * (int64_t)DAY, start, err);
    if (well) {
        copy_findings(&reading, incident);
    }
    words_clear(&reading.words);
    return well;
}
