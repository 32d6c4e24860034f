/* The sketch of a text's words: min-wise hashing of the set of its word pairs. The share of equal
 * bins of two sketches estimates the share of pairs they have in common (Jaccard's coefficient;
 * Broder 1997, "On the resemblance and containment of documents"). One hash a pair serves all bins
 * (one permutation hashing; Li, Owen, Zhang 2012), a bin that got no pair borrows from the next one
 * that did (Shrivastava, Li 2014), and a byte of each least hash is kept (b-bit minwise hashing;
 * Li, Koenig 2010). Against simhash (Charikar 2002), which a changed word of a short post moves too
 * far to be found again by a distance of three bits (Manku, Jain, Das Sarma 2007).
 *
 * Handles, addresses, emoji and marks do not count: what copies change. Pure, the same everywhere.
 */
#ifndef TEXT_SKETCH_H
#define TEXT_SKETCH_H

#include "model/sketch.h"
#include "text/token.h"

/* Fewer words say nothing: many people write "very good, thanks" by themselves. */
#define SKETCH_WORDS 8

struct sketch sketch_tokens(const struct tokens *tokens);

#endif
