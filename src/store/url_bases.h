/* Inside store/ only: addresses of mentions kept short. Most are what all of a page have in common
 * (a site, perhaps with the author's name) and the id, which is stored anyway; the feeds whose ids
 * are addresses have nothing else. Such a mention has no url of its own, but a url_base. */
#ifndef STORE_URL_BASES_H
#define STORE_URL_BASES_H

#include "model/mention.h"
#include "store/query.h"

/* The address of a row of mentions m, as it was given. */
#define URL_SHOWN                                                                                  \
    "CASE WHEN m.url_base IS NULL THEN m.url ELSE (SELECT replace(u.base, '<author>', "            \
    "coalesce(m.author, '')) || m.native_id FROM url_bases u WHERE u.id = m.url_base) END"

/* The base of each mention, which has it from now on; 0 where its address has none. A new one is
 * made only when two of the list have it: a base that nobody shares is longer than the address. */
bool url_bases_find(struct store *store, const struct mention *const *list, size_t count,
                    int64_t *bases, struct err *err) MUST_CHECK;

/* Before a mention is deleted or has an address of its own: its base goes with the last one that
 * has it. A name may stand in it. */
bool url_base_leave(struct store *store, int64_t mention, struct err *err) MUST_CHECK;

#endif
