#include "app/lately.h"

#include "app/subject.h"
#include "detect/rules.h"
#include "store/facts.h"

enum { MANY_BRANDS_DRAWN = 200, LEARNED = 28 * 24 };

struct lately {
    struct app *app;
    const struct incident *incident;
    struct arena *arena;
};

/* What is drawn of many brands at once: the source, by whoever is spoken of on it. */
static bool read_many(struct lately *t, int64_t start, int64_t end, struct hour_fact *facts,
                      struct err *err)
{
    struct str source = part_of_text(t->incident->part).name;
    struct hour_fact *one = arena_array(t->arena, struct hour_fact, (size_t)(end - start));
    memset(facts, 0, (size_t)(end - start) * sizeof *facts);
    for (size_t b = 0; b < t->app->brand_count && b < MANY_BRANDS_DRAWN; b++) {
        if (!facts_read(t->app->store, t->app->brands[b], source, start, end, one, err)) {
            return false;
        }
        for (int64_t i = 0; i < end - start; i++) {
            facts[i].hour = start + i;
            facts[i].total += one[i].total;
            facts[i].negative += one[i].negative;
            facts[i].stories += one[i].stories;
            facts[i].negative_stories += one[i].negative_stories;
            facts[i].gap = (b == 0 || facts[i].gap) && one[i].gap;
        }
    }
    return true;
}

/* Learned from the weeks before what is drawn: nobody keeps a baseline of all brands. */
static void learn_many(const struct lately *t, enum count_way way, const struct hour_fact *facts,
                       size_t count, struct baseline *usual)
{
    baseline_init(usual);
    for (size_t i = 0; i < count; i++) {
        struct hour_fact fact;
        rule_count(way, &facts[i], 1, &fact);
        baseline_step(usual, &fact, baseline_week_hour(t->app->config->time_zone, fact.hour), 1);
    }
}

bool lately_read(struct app *app, const struct incident *incident, const struct baseline *settled,
                 struct arena *arena, struct message_context *context, struct err *err)
{
    struct lately lately = {app, incident, arena}, *t = &lately;
    enum count_way way = rule_way(incident->kind, incident->stories);
    int64_t end = t->app->now / HOUR + 1, start = end - MESSAGE_TREND - LEARNED;
    struct subject subject = {incident->brand, part_of_text(incident->part)};
    struct hour_fact *facts = arena_array(t->arena, struct hour_fact, MESSAGE_TREND + LEARNED);
    struct trend_hour *trend = arena_array(t->arena, struct trend_hour, MESSAGE_TREND);
    struct baseline many;
    if (settled ? !subject_facts(t->app, &subject, start + LEARNED, end, facts + LEARNED, err)
                : !read_many(t, start, end, facts, err)) {
        return false;
    }
    if (!settled) {
        learn_many(t, way, facts, LEARNED, &many);
    }
    for (size_t i = 0; i < MESSAGE_TREND; i++) {
        rule_count(way, &facts[LEARNED + i], 1, &trend[i].fact);
        int week_hour = baseline_week_hour(t->app->config->time_zone, trend[i].fact.hour);
        baseline_band(settled ? settled : &many, week_hour, &trend[i].expected, &trend[i].high);
    }
    context->trend = trend;
    context->trend_count = MESSAGE_TREND;
    return true;
}
