/* Which brands a text is about. All brands' queries are compiled into one structure; a text is read
 * once with a hash lookup or two a token, whatever the number of brands.
 *
 * A query is three lists of terms. A brand is matched when at least one of `any` is in the text (or
 * the list is empty), every one of `all`, and none of `none`. A term is
 *   word, several words   whole folded words in a row, in one sentence part. Where the term has a
 *                         space the text may have a ZWNJ, '_', or nothing: "digi kala" also finds
 *                         digikala and #digi_kala. Also found as a handle or a hashtag.
 *   @name                 that handle only
 *   #tag                  that hashtag only, as a whole
 *   ...*                  the last word may go on: snap* finds snapped
 * Words are compared folded (text/token.h), so spelling variants need not be listed. An English 's
 * and the Persian endings that are attached with a ZWNJ (plural, possessive, -i, ra, copula) do not
 * hide a word; anything else attached with a ZWNJ does, for then it is another word. Endings
 * written joined are not guessed: name* is there for who wants them.
 *
 * Pure. The matcher lives in the arena, never changes, and keeps nothing of the queries. */
#ifndef MATCH_QUERY_H
#define MATCH_QUERY_H

#include "base/err.h"
#include "text/token.h"

struct query {
    const struct str *any, *all, *none;
    size_t any_count, all_count, none_count;
};

struct matcher;

/* NULL and an error that names query (from 1), list and term when a term has no word in it, has
 * over LIMIT_QUERY_WORDS words, is a prefix of under two letters; or when a query has neither any
 * nor all and so would match everything. */
struct matcher *matcher_build(struct arena *arena, const struct query *queries, size_t count,
                              struct err *err) MUST_CHECK;

/* Writes the indexes of the matched queries in ascending order, at most `max`, and returns how many
 * matched, which may be more. */
size_t matcher_find(const struct matcher *matcher, const struct tokens *tokens, size_t *brands,
                    size_t max);

#endif
