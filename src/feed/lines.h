/* What was extracted, as lines of JSON: one for the feed, one for each mention. The format of
 * `nabz extract`: absent is null, times are RFC 3339 UTC, ratings 0-100. Pure. */
#ifndef FEED_LINES_H
#define FEED_LINES_H

#include "base/buf.h"
#include "feed/walk.h"

void line_of_feed(const struct feed_info *info, struct buf *out);
void line_of_mention(const struct mention *mention, struct buf *out);

/* The feed, then each mention of the batch. */
void lines_of_page(const struct page *page, const struct batch *batch, struct buf *out);

/* What a mention answers or repeats, and how many follow its author, where it has any of them:
 * {"kind":"relations","id","reply_to","repost_of","reach"}. */
void line_of_relations(const struct mention *mention, struct buf *out);

/* What a walk asks: {"kind":"request","method","url","headers","body"}. */
void line_of_request(const struct request *request, struct buf *out);
/* How an answer ended it: {"kind":"end","state","wait_s","cursor","said"}. */
void line_of_end(const struct walk_result *result, int64_t now, const char *said, struct buf *out);

#endif
