#include "app/causes.h"

#include "app/members.h"
#include "app/said_words.h"
#include "app/subject.h"
#include "store/facts.h"
#include "store/mentions.h"

enum { NAME_OF_A_PERSON = 200 };

static double counted(const struct incident *incident, const struct source_fact *fact)
{
    return (double)(kind_counts_all(incident->kind) ? fact->total : fact->negative);
}

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

/* Whether its mentions were judged: those of a part, or of every source that counts in the brand.
 */
static bool is_judged(const struct members *members, struct part part, struct str source)
{
    for (size_t i = 0; part.kind != PART_SOURCE && i < members->count; i++) {
        if (str_eq(members->list[i].source, source)) {
            return member_counts(members, &members->list[i]);
        }
    }
    return part.kind != PART_SOURCE || part_has_source(part, source);
}

/* What is usual for a source in the window is its part of what is usual for the brand, by what it
 * brought in the weeks before. */
static bool find_sources(struct app *app, const struct members *members, struct arena *arena,
                         struct incident *incident, struct err *err)
{
    int64_t start = incident->window_start / HOUR, end = incident->window_end / HOUR;
    struct part part = part_of_text(incident->part);
    struct source_fact *now, *before;
    size_t now_count, before_count, count = 0;
    double all = 0;
    if (!facts_by_source(app->store, incident->brand, start, end, arena, &now, &now_count, err) ||
        !facts_by_source(app->store, incident->brand, start - CAUSES_DAYS * 24, start, arena,
                         &before, &before_count, err)) {
        return false;
    }
    for (size_t i = 0; i < before_count; i++) {
        all += is_judged(members, part, before[i].source) ? counted(incident, &before[i]) : 0;
    }
    struct driver *candidates = arena_array(arena, struct driver, now_count);
    for (size_t i = 0; i < now_count; i++) {
        const struct source_fact *usual = fact_of(before, before_count, now[i].source);
        double share = usual && all > 0 ? counted(incident, usual) / all : 0;
        if (is_judged(members, part, now[i].source)) {
            candidates[count++] = (struct driver){.name = now[i].source,
                                                  .observed = counted(incident, &now[i]),
                                                  .expected = incident->expected * share};
        }
    }
    drivers_sources(candidates, count, incident);
    return true;
}

/* The mentions of both sides that count, newest first. Those of the window are kept in the arena.
 */
struct reading {
    struct app *app;
    struct arena *arena;
    const struct incident *incident;
    struct members members; /* none of many brands at once */
    struct part part;
    struct words words;
    struct tally sources, needs, authors, reposts;
    double mentions[2]; /* by side */
    double right;       /* sum of the chances that the labels of the window are */
    struct mention *window;
    size_t window_count;
};

static void count_words(struct reading *reading, enum words_side side, struct str text)
{
    struct said_word list[SAID_WORDS_MOST];
    words_count(&reading->words, side, list,
                said_words(reading->app, text, &reading->words.arena, list));
}

/* A name of hostile length says nothing a shorter one does not. */
static void count_name(struct tally *tally, enum words_side side, struct str name)
{
    if (name.n > 0 && name.n <= NAME_OF_A_PERSON) {
        tally_add(tally, side, name);
    }
}

static void count_names(struct reading *reading, enum words_side side,
                        const struct mention *mention)
{
    bool all = kind_counts_all(reading->incident->kind);
    count_name(&reading->sources, side, mention->source);
    count_name(&reading->authors, side, mention->author);
    count_name(&reading->reposts, side, mention->repost_of);
    for (int need = 0; need < NEED_COUNT; need++) {
        enum label label = mention->labels.needs[need];
        if (all ? label != LABEL_NONE : label == LABEL_NEGATIVE) {
            count_name(&reading->needs, side, str_of(need_name((enum need)need)));
        }
    }
}

static void take_row(struct reading *reading, enum words_side side, const struct mention_row *row,
                     struct arena *scratch)
{
    const struct mention *mention = &row->mention;
    if (!is_judged(&reading->members, reading->part, mention->source)) {
        return;
    }
    reading->mentions[side]++;
    count_words(reading, side, mention_words(mention, scratch));
    count_names(reading, side, mention);
    if (side == WORDS_WINDOW) {
        reading->right += row->corrected ? 1 : mention->score.confidence;
        reading->window[reading->window_count++] = mention_copy(mention, reading->arena);
    }
}

static struct mention_filter filter_of(const struct reading *reading, int64_t since, int64_t until)
{
    const struct incident *incident = reading->incident;
    struct mention_filter filter = MENTION_FILTER;
    struct str source = reading->part.name;
    bool many = str_eq(incident->brand, STR(INCIDENT_MANY_BRANDS));
    bool all = kind_counts_all(incident->kind);
    filter.brand = many ? STR_NONE : incident->brand;
    filter.label = all ? LABEL_NONE : LABEL_NEGATIVE;
    if (reading->part.kind == PART_SOURCE && str_find_byte(source, '+') == STR_NOT_FOUND) {
        filter.source = source;
    }
    if (reading->part.kind == PART_NEED) {
        enum need need = need_from_name(str_z(reading->arena, source));
        filter.needs = need < NEED_COUNT ? 1u << need : 0;
        filter.polarity = filter.label;
        filter.label = LABEL_NONE;
    }
    filter.since = since;
    filter.until = until;
    filter.limit = CAUSES_MENTIONS;
    return filter;
}

static bool read_side(struct reading *reading, enum words_side side, int64_t since, int64_t until,
                      struct err *err)
{
    struct mention_filter filter = filter_of(reading, since, until);
    CLEANUP_MENTION_QUERY struct mention_query *query = NULL;
    if (!mention_query_open(reading->app->store, &filter, &query, err)) {
        return false;
    }
    const struct mention_row *row;
    struct arena scratch = {0};
    bool well;
    while ((well = mention_query_next(query, &row, err)) && row) {
        take_row(reading, side, row, &scratch);
        arena_reset(&scratch);
    }
    arena_clear(&scratch);
    return well;
}

static void copy_names(struct reading *reading, struct incident *incident)
{
    struct arena *arena = reading->arena;
    double now = reading->mentions[WORDS_WINDOW], before = reading->mentions[WORDS_BEFORE];
    double hours = (double)(incident->window_end - incident->window_start) / HOUR;
    double part = hours / (CAUSES_DAYS * 24.0);
    incident->need_count = tally_excess(&reading->needs, incident, before, arena, incident->needs);
    incident->author_count = tally_most(&reading->authors, now, part, arena, incident->authors);
    incident->repost_count = tally_most(&reading->reposts, now, part, arena, incident->reposts);
    if (reading->part.kind == PART_NEED) { /* facts of needs do not tell sources apart */
        incident->source_count =
            tally_excess(&reading->sources, incident, before, arena, incident->sources);
    }
    incident->people = (unsigned)tally_names(&reading->authors, WORDS_WINDOW);
    incident->accuracy = now > 0 ? reading->right / now : 0;
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
    copy_names(reading, incident);
}

static void reading_clear(struct reading *reading)
{
    words_clear(&reading->words);
    tally_clear(&reading->sources);
    tally_clear(&reading->needs);
    tally_clear(&reading->authors);
    tally_clear(&reading->reposts);
}

bool causes_find(struct app *app, struct arena *arena, struct incident *incident, struct err *err)
{
    CLEANUP(reading_clear)
    struct reading reading = {
        .app = app, .arena = arena, .incident = incident, .part = part_of_text(incident->part)};
    int64_t start = incident->window_start;
    reading.window = arena_array(arena, struct mention, CAUSES_MENTIONS);
    bool many = str_eq(incident->brand, STR(INCIDENT_MANY_BRANDS));
    bool by_facts = !many && reading.part.kind != PART_NEED;
    bool well = (many || members_load(app, incident->brand, arena, &reading.members, err)) &&
                (!by_facts || find_sources(app, &reading.members, arena, incident, err)) &&
                read_side(&reading, WORDS_WINDOW, start, incident->window_end, err) &&
                read_side(&reading, WORDS_BEFORE, start - CAUSES_DAYS * (int64_t)DAY, start, err);
    if (well) {
        copy_findings(&reading, incident);
    }
    return well;
}
