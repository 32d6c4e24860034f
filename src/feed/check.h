/* A recipe's own test: the saved page in its folder must give exactly the lines of expect.jsonl.
 * Blocking file reads, no network. */
#ifndef FEED_CHECK_H
#define FEED_CHECK_H

#include "base/buf.h"
#include "base/err.h"
#include "config/recipe.h"

/* folder holds recipe.yaml, page.json, page.xml or page.html, and expect.jsonl (see feed/lines.h).
 * Any page*.* with an expect*.jsonl of the same middle part is checked as well: page-empty.json
 * against expect-empty.jsonl. One that ends in .http is a whole answer, see feed/saved.h. False
 * with the first difference. */
bool feed_check(const char *folder, struct err *err) MUST_CHECK;

/* Appends the lines such a page gives: what belongs in its expect*.jsonl. */
bool feed_check_lines(const struct recipe *recipe, struct str body, struct buf *lines,
                      struct err *err) MUST_CHECK;

#endif
