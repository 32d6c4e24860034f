/* Phrases are looked for only where a lexicon goes on from one word to the next, and only where
 * phrases meet is there anything to choose. */
#include "sentiment/cover.h"

#include "sentiment/reader.h"
#include "text/vocabulary.h"

#define BRAND_GAIN                                                                                 \
    (1000 * IMAGE_TRUST_UNIT) /* more than any cover of shipped entries can gather                 \
                               */

/* ---- Phrases ---- */

/* Of several over the same units only the best is kept, or the first of equals. */
static inline void phrase_add(struct span_reader *reader, struct choice phrase)
{
    struct choice *p = &reader->phrases[reader->phrase_count];
    for (; p->first == phrase.first; p--) {
        if (p->length == phrase.length) {
            *p = gain_of(reader, phrase) > gain_of(reader, *p) ? phrase : *p;
            return;
        }
    }
    reader->phrases[++reader->phrase_count] = phrase;
}

/* The weight of a learned entry over so many units; of most entries it is 0. Of the shipped
 * lexicon, no path has more. */
static inline void learned_add(struct span_reader *reader, int16_t weight, uint32_t first,
                               uint32_t length)
{
    reader->learned[reader->learned_count] =
        (struct learned){(uint16_t)first, (uint16_t)(first + length - 1), weight};
    reader->learned_count += weight != 0 && length <= IMAGE_LEARNED_MAX;
}

/* Whether a path of n units may go on to the next. */
static inline bool goes_on(const struct span *span, uint32_t first, uint32_t n)
{
    return n < IMAGE_PHRASE_MAX && first + n < span->unit_count &&
           span->units[first + n].clause == span->units[first].clause;
}

/* A path of a lexicon that goes on from one unit to the next. */
struct start {
    uint32_t node; /* behind the second unit */
    uint8_t first, reading;
    bool by_stem; /* the first word */
    bool written; /* both words are met as they are written */
};

/* Follows the words behind the second along a lexicon, each as it is written or else by its stem.
 * What is learned is of words as written. Nearly all paths are of such words and of the shipped
 * lexicon: known of that, most of it falls away. */
static ALWAYS_INLINE void path_follow(struct span_reader *reader, struct start start)
{
    const struct reading *r = &reader->readings[start.reading];
    const struct lexicon *l = r->lexicon;
    bool learned = start.written && start.reading == 0;
    uint32_t at = start.node, n = 2;
    for (;;) {
        if (has_entry(r, at)) {
            phrase_add(reader,
                       (struct choice){at, start.first, (uint8_t)n, start.reading, start.by_stem});
        }
        if (!l->nodes[at].next || !goes_on(reader->span, start.first, n)) {
            return;
        }
        struct place place = place_of(reader, start.reading, start.first + n);
        uint32_t next = find_next(l, at, place.exact);
        learned = learned && next;
        at = next || !place.stem ? next : find_next(l, at, place.stem);
        if (at == 0) {
            return;
        }
        n++;
        if (learned) {
            learned_add(reader, l->nodes[at].learned, start.first, n);
        }
    }
}

static void start_follow(struct span_reader *reader, struct start start)
{
    if (start.written && start.reading == 0) {
        const struct image_node *nodes = reader->readings[0].lexicon->nodes;
        learned_add(reader, nodes[start.node].learned, start.first, 2);
    }
    if (start.node) {
        path_follow(reader, start);
    }
}

/* The ways a lexicon goes on from a unit to the next. A word as it is written goes before its stem.
 */
static void starts_follow(struct span_reader *reader, uint8_t first, uint8_t reading)
{
    const struct lexicon *l = reader->readings[reading].lexicon;
    struct place from = place_of(reader, reading, first);
    struct place to = place_of(reader, reading, first + 1u);
    uint32_t node = find_next(l, from.exact, to.exact);
    bool written = node;
    node = node || !to.stem ? node : find_next(l, from.exact, to.stem);
    start_follow(reader, (struct start){node, first, reading, false, written});
    if (from.stem) {
        node = find_next(l, from.stem, to.exact);
        node = node || !to.stem ? node : find_next(l, from.stem, to.stem);
        start_follow(reader, (struct start){node, first, reading, true, false});
    }
}

/* The same in all lexicons. */
static void pair_follow(struct span_reader *reader, uint8_t first)
{
    for (uint8_t i = 0; i < reader->count; i++) {
        starts_follow(reader, first, i);
    }
}

/* Of a pair of words there is often but a learned weight to be known. */
static inline void edge_take(struct span_reader *reader, const struct image_edge *edge,
                             uint8_t first)
{
    learned_add(reader, edge->learned, first, 2);
    uint32_t node = edge->to & EDGE_MORE ? edge_end(reader->readings[0].lexicon, edge) : 0;
    if (node) {
        path_follow(reader, (struct start){node, first, 0, false, true});
    }
}

static inline bool is_stemmed(const struct unit *unit)
{
    return unit->place.stem != 0;
}

/* Most units are known as they are written, and by the shipped lexicon alone. */
static void phrases_find(struct span_reader *reader)
{
    const struct edge_table edges = reader->readings[0].lexicon->edges;
    const struct unit *const units = reader->span->units;
    const uint8_t *const behind = reader->pairs + reader->pair_count;
    const bool many = reader->count > 1, close = many || reader->stemmed;
    for (const uint8_t *second = reader->pairs; second < behind; second++) {
        const struct unit *unit = &units[*second];
        const uint8_t first = (uint8_t)(*second - 1);
        if (close && (many || is_stemmed(unit - 1) || is_stemmed(unit))) {
            pair_follow(reader, first);
            continue;
        }
        const struct image_edge *edge =
            find_edge(edges, image_path(unit[-1].place.exact, unit->place.exact));
        if (edge) {
            edge_take(reader, edge, first);
        }
    }
}

/* ---- The cover ---- */

/* What is learned of a unit by itself. */
static inline int32_t learned_alone(const struct span_reader *reader, const struct unit *unit)
{
    return reader->readings[0].lexicon->nodes[unit->place.exact].learned;
}

/* Of the flags of its units and of their tokens. */
static inline uint32_t hit_flags(uint32_t flags, uint32_t written)
{
    return flags | (written & (TOKEN_STRETCHED | TOKEN_CAPITALS)) << HIT_WRITTEN;
}

static inline const struct image_entry *entry_of(const struct reading *r, uint32_t node)
{
    return &r->lexicon->entries[r->lexicon->nodes[node].entry - 1];
}

static inline void hit_add(struct span *span, const struct image_entry *entry, uint32_t first,
                           uint32_t last, uint32_t flags, bool brand)
{
    struct hit *hit = span->hits_end++;
    *span->marked_end = hit;
    span->marked_end += (flags | entry->role | (entry->flags & ENTRY_EMOJI)) != 0;
    hit->entry = entry;
    hit->first = (uint8_t)first;
    hit->last = (uint8_t)last;
    hit->flags = (uint8_t)flags;
    hit->brand = brand;
    hit->done = 0;
    hit->multiplier = 1;
    hit->added = 0;
}

/* Lays an entry over one unit or more. It says all that is to be said of the units of a phrase, and
 * of those of a brand. */
static ALWAYS_INLINE void units_cover(const struct span_reader *reader,
                                      const struct image_entry *entry, uint32_t first,
                                      uint32_t length, bool brand)
{
    const uint8_t silent = length > !brand ? UNIT_SILENT : 0;
    struct unit *unit = &reader->span->units[first], *end = unit + length;
    uint32_t flags = 0, written = 0;
    int32_t learned = 0;
    do {
        flags |= unit->flags;
        written |= unit->token->flags;
        learned += learned_alone(reader, unit);
        unit->flags |= silent;
    } while (++unit < end);
    reader->span->learned_sum -= silent ? learned : 0;
    hit_add(reader->span, entry, first, first + length - 1, hit_flags(flags, written), brand);
}

static void choice_add(const struct span_reader *reader, struct choice choice)
{
    const struct reading *r = &reader->readings[choice.reading];
    units_cover(reader, entry_of(r, choice.node), choice.first, choice.length, r->brand);
}

/* Lays what a unit is by itself, be it only a negator. */
static void unit_add(const struct span_reader *reader, struct choice choice)
{
    static const struct image_entry negator = {.role = ROLE_NEGATE_PREVIOUS};
    const struct unit *unit = &reader->span->units[choice.first];
    if (choice.length) {
        choice_add(reader, choice);
    } else if (unit->flags & UNIT_NEGATOR) {
        hit_add(reader->span, &negator, choice.first, choice.first,
                hit_flags(unit->flags, unit->token->flags), false);
    }
}

/* The best cover of the units from one on: what all of it gains, and what to lay first. */
struct best {
    uint32_t gain;
    const struct choice *choice; /* NULL leaves the unit bare */
};

/* Of equal covers the one that starts later wins: the verb, and with it the negation, comes last;
 * then a word as it is written, then what is laid first, which is the shorter. */
static inline void lay(const struct span_reader *reader, const struct choice *choice,
                       struct best *best)
{
    uint32_t gain = gain_of(reader, *choice) + best[choice->length].gain;
    if (choice->length && gain >= best->gain &&
        (gain > best->gain || (best->choice && best->choice->by_stem && !choice->by_stem))) {
        *best = (struct best){gain, choice};
    }
}

/* Lays the best cover over the units from `from` to before `to`, which no phrase crosses, going
 * back from the last phrase there. */
static void choose(struct span_reader *reader, uint32_t from, uint32_t to,
                   const struct choice *phrase)
{
    struct best best[SPAN_UNITS + 1];
    struct choice alone[SPAN_UNITS];
    best[to].gain = 0;
    for (uint32_t i = to; i-- > from;) {
        best[i] = (struct best){.gain = best[i + 1].gain};
        alone[i] = single_best(reader, (uint8_t)i);
        lay(reader, &alone[i], &best[i]);
        const struct choice *last = phrase;
        while (phrase->first == i) {
            phrase--;
        }
        for (const struct choice *p = phrase + 1; p <= last; p++) {
            lay(reader, p, &best[i]);
        }
    }
    for (uint32_t i = from, length; i < to; i += length) {
        const struct choice *choice = best[i].choice;
        length = choice ? choice->length : 1;
        unit_add(reader, choice ? *choice : (struct choice){.first = (uint8_t)i});
    }
}

/* Units that phrases which meet cover together. */
struct group {
    uint32_t from, to;
    const struct choice *widest; /* the first to reach the end */
    const struct choice *behind; /* the first phrase of another group */
};

static inline struct group group_of(const struct choice *phrase)
{
    struct group group = {.from = phrase->first};
    do {
        uint32_t end = (uint32_t)phrase->first + phrase->length;
        group.widest = end > group.to ? phrase : group.widest;
        group.to = end > group.to ? end : group.to;
        phrase++;
    } while (phrase->first < group.to);
    group.behind = phrase;
    return group;
}

/* Whether a phrase over all of a group gains more than any other cover of it. By the square of its
 * length it does from three units on: with the strongest entries, two of them and one gain less,
 * and so do three by themselves. Of two units there are but the words beside it. */
static inline bool is_best(const struct span_reader *reader, const struct group *group)
{
    const uint32_t most = IMAGE_TRUST_UNIT + IMAGE_TRUST_MOST;
    return reader->count == 1 && group->widest->first == group->from &&
           (group->widest->length > 2 || gain_of(reader, *group->widest) > 2 * most);
}

/* Lays what a unit is by itself: of one lexicon, that is known. */
static inline void single_add(const struct span_reader *reader, struct single single)
{
    const struct image_entry *entries = reader->readings[0].lexicon->entries;
    const struct unit *unit = &reader->span->units[single.unit];
    if (single.entry) {
        hit_add(reader->span, &entries[(size_t)single.entry - 1], single.unit, single.unit,
                hit_flags(unit->flags, unit->token->flags), false);
    } else {
        unit_add(reader, single_best(reader, single.unit));
    }
}

/* Phrases that meet are chosen from together, though in nearly all groups there is one that wins;
 * elsewhere there is nothing to choose. */
static void cover(struct span_reader *reader)
{
    const struct single *single = reader->singles;
    const struct choice *phrase = &reader->phrases[1];
    reader->singles[reader->single_count].unit = NO_UNIT;
    reader->phrases[1 + reader->phrase_count].first = NO_UNIT;
    for (;;) {
        for (; single->unit < phrase->first; single++) {
            single_add(reader, *single);
        }
        if (phrase->first == NO_UNIT) {
            break;
        }
        const struct group group = group_of(phrase);
        while (single->unit < group.to) {
            single++;
        }
        if (is_best(reader, &group)) {
            const struct image_entry *entry = entry_of(&reader->readings[0], group.widest->node);
            units_cover(reader, entry, group.from, group.to - group.from, false);
        } else {
            choose(reader, group.from, group.to, group.behind - 1);
        }
        phrase = group.behind;
    }
}

/* ---- What is learned ---- */

/* Whether somebody has said all that is to be said of these units. */
static inline bool is_silent(const struct span *span, const struct learned *learned)
{
    _Static_assert(IMAGE_LEARNED_MAX == 3, "first, last and the one between are all there are");
    const struct unit *units = span->units;
    return units[learned->first].flags & units[learned->last].flags &
           units[(learned->first + learned->last) / 2].flags & UNIT_SILENT;
}

/* Of a unit by itself, within no phrase. */
static int32_t learned_of(const struct span_reader *reader, uint32_t unit)
{
    const struct unit *u = &reader->span->units[unit];
    return u->flags & UNIT_SILENT ? 0 : learned_alone(reader, u);
}

static int32_t phrases_sum(const struct span_reader *reader, bool any_silent)
{
    int32_t sum = 0;
    for (uint32_t i = 0; i < reader->learned_count; i++) {
        const struct learned *learned = &reader->learned[i];
        bool silent = any_silent && is_silent(reader->span, learned);
        sum += silent ? 0 : learned->weight;
    }
    return sum;
}

static void learned_list(const struct span_reader *reader)
{
    struct span *span = reader->span;
    for (uint32_t i = 0; i < span->unit_count; i++) {
        struct learned learned = {(uint16_t)i, (uint16_t)i, learned_of(reader, i)};
        if (learned.weight != 0) {
            span->learned[span->learned_count++] = learned;
        }
    }
    for (uint32_t i = 0; i < reader->learned_count; i++) {
        const struct learned *learned = &reader->learned[i];
        if (!is_silent(span, learned)) {
            span->learned[span->learned_count++] = *learned;
        }
    }
}

/* ---- The whole ---- */

void spans_begin(struct span_reader *reader, const struct scorer *scorer,
                 const struct tokens *tokens, enum language language, enum laying laying)
{
    uint32_t count = 1;
    reader->tokens = tokens;
    reader->next = tokens->list;
    reader->end = tokens->list + tokens->count;
    reader->language = language;
    reader->foreign = language == LANG_EN ? 0 : TOKEN_LATIN;
    reader->learns = scorer->options.learned;
    reader->lists = scorer->options.explain;
    reader->readings[0] = (struct reading){.lexicon = scorer->lexicon};
    for (; count < LEXICONS && scorer->overrides[count - 1]; count++) {
        reader->readings[count] = (struct reading){scorer->overrides[count - 1], BRAND_GAIN, true};
    }
    reader->set =
        (struct reading_set){.readings = reader->readings, .count = count, .laying = laying};
    const struct line_notes with = note_with(&reader->set);
    reader->set.notes = tokens_line_notes(tokens, &with);
    if (reader->foreign) {
        reader->set.finglish = tokens_notes(tokens, NOTES_SENTIMENT, sizeof(struct finglish_note),
                                            scorer->lexicon->header->header_checksum);
    }
    reader->phrases[0].first = NO_UNIT;
    if (!reader->set.notes) { /* no word has a number: the empty note of number 0 is all there is */
        reader->unkept[NO_NOTE] = (struct note){.state = 0};
        reader->set.notes = (unsigned char *)&reader->unkept[NO_NOTE];
    }
}

void span_fill(struct span_reader *reader, struct span *span)
{
    reader->span = span;
    reader->count = 1;
    reader->further = reader->stemmed = false;
    reader->phrase_count = reader->learned_count = 0;
    span->hits_end = span->hits;
    span->marked_end = span->marked;
    span->exclamations = 0;
    span->question = false;
    span->learned_sum = units_read(reader);
    phrases_find(reader);
    cover(reader);
    bool any_silent = reader->phrase_count || reader->count > 1;
    span->learned_sum = reader->learns ? span->learned_sum + phrases_sum(reader, any_silent) : 0;
    span->learned_count = 0;
    if (reader->lists && reader->learns) {
        learned_list(reader);
    }
}
