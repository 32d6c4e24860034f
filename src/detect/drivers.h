/* What made it rise: which sources carry the excess, which words are said more than before, and
 * the mentions that say it best.
 *
 * Pure. Words come in folded (text/token.h) and are counted once for each mention, alone and in
 * pairs; the slices must live as long as the struct words. Linear in the words given. */
#ifndef DETECT_DRIVERS_H
#define DETECT_DRIVERS_H

#include "base/map.h"
#include "model/incident.h"
#include "model/word_role.h"

/* Fills sources of the incident from one candidate for each source (name, observed, expected):
 * those with an excess, the largest first, share = of the excess of all. Reorders candidates. */
void drivers_sources(struct driver *candidates, size_t count, struct incident *incident);

enum words_side { WORDS_WINDOW, WORDS_BEFORE };

/* How often each name comes up in the window and before: authors, needs, chains of reposts. */
struct counted_name;
struct tally {
    struct arena arena;
    struct map index;
    struct counted_name *list;
    size_t count, capacity;
};
void tally_add(struct tally *tally, enum words_side side, struct str name);
/* How many names were added on that side. */
size_t tally_names(const struct tally *tally, enum words_side side);
/* The names with the largest excess, share = of the incident's, at most 1: a mention may have
 * several names, and one said once is none. Usual is the incident's, by the share a name had of the
 * `before` mentions of the time before. Returns how many are in list, of INCIDENT_DRIVERS; names
 * live in the arena. */
size_t tally_excess(struct tally *tally, const struct incident *incident, double before,
                    struct arena *arena, struct driver *list);
/* The names that come up most in the window, twice at least, share = of its `mentions`. Usual is
 * what came up in as long before, `part` being the window's length over that of the time before. */
size_t tally_most(struct tally *tally, double mentions, double part, struct arena *arena,
                  struct driver *list);
void tally_clear(struct tally *tally);

struct word;
struct document;
struct words {
    struct arena arena;
    struct map index, pairs;
    struct word *list;
    size_t count, capacity;
    struct document *documents; /* of the window, in the order given */
    size_t document_count, document_capacity;
    double mentions[2]; /* by side */
};

/* Counts one mention's words; adjoining ones also as a pair "a b", but for those
 * that an empty one parts. At most 512 words of it. A word has the role of its first mention. */
struct said_word {
    struct str text; /* folded */
    enum word_role role;
};
void words_count(struct words *words, enum words_side side, const struct said_word *said,
                 size_t count);

/* The words that rise most, at most `max`: those whose log-odds against the time before stand out
 * (z >= 2.5, informative Dirichlet prior: B. L. Monroe, M. P. Colaresi and K. M. Quinn, "Fightin'
 * Words", Political Analysis 16, 2008), said by enough mentions; a pair hides its words. What
 * tells nothing alone is not among them, and in a pair only a negation that stands where it negates
 * the other. Returns how many; the texts live as long as `words`. */
struct rising_word {
    struct str text;
    bool is_pair;          /* "a b" */
    double window, before; /* mentions that say it */
    double z;              /* of the log-odds, in standard errors */
};
size_t words_rising(struct words *words, struct rising_word *list, size_t max);

/* Fills words of the incident with those. share = of the window's mentions that say it. The names
 * live as long as `words`. */
void drivers_words(struct words *words, struct incident *incident);

/* After drivers_words: indexes of the window's mentions, in the order counted, that say most of
 * the incident's words, the best first and no two alike. Returns how many, at most `max`. */
size_t drivers_samples(const struct words *words, const struct incident *incident, size_t *indexes,
                       size_t max);

void words_clear(struct words *words);

#endif
