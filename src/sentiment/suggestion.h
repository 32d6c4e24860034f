/* What a lexicon lacks or weighs wrongly, found in texts of which it is known how positive they
 * are: words and pairs of words that go with an error of the scorer, with the value that would mend
 * it. A person decides; nothing here changes a lexicon.
 *
 * The scorer's sum of a text stands for the odds that it is positive; how many log-odds a point of
 * valence is, and where the middle lies, is fitted to the texts. A word then is judged by what it
 * adds to those odds: the score test of one more term in a logistic model (Rao 1948), and one
 * Newton step with a normal prior for its size. So only what the scorer does not know already
 * counts.
 *
 * Two passes over the same texts: the first also counts words by hash, so that the memory is for
 * those seen often enough, at most LIMIT_SUGGESTED of them. */
#ifndef SENTIMENT_SUGGESTION_H
#define SENTIMENT_SUGGESTION_H

#include "sentiment/score.h"

#define SUGGESTION_EXAMPLES 2

struct suggestion {
    struct str entry; /* folded: one word, emoji, or a pair */
    bool known;       /* it has a value already */
    double now;       /* that value, or what its words bring */
    double proposed;  /* -4 to 4, rounded to 0.1 */
    double z;         /* of the score test: how sure it is, and the sign of the change */
    uint32_t positive, neutral, negative;     /* texts with it */
    struct str examples[SUGGESTION_EXAMPLES]; /* ids, the strongest errors it goes with */
};

struct suggester;

/* `least`: texts a word must stand in. The scorer is borrowed. */
struct suggester *suggester_open(const struct scorer *scorer, size_t least);
void suggester_close(struct suggester *suggester); /* NULL is fine */

/* A text and how positive it is: 1, 0.5, 0. First every text is counted, then every one is weighed,
 * the same ones in the same order. Texts that the scorer does not score are passed over. */
void suggester_count(struct suggester *suggester, struct str text, double positive);
void suggester_weigh(struct suggester *suggester, struct str text, double positive, struct str id);

/* The suggestions, surest first. They live as long as the suggester. */
const struct suggestion *suggester_list(struct suggester *suggester, size_t *count);

#endif
