/* What was extracted, as lines of JSON: one for the feed, one for each mention. The format of
 * `nabz extract`: absent is null, times are RFC 3339 UTC, ratings 0-100. Pure. */
#ifndef FEED_LINES_H
#define FEED_LINES_H

#include "base/buf.h"
#include "feed/extract.h"

void line_of_feed(const struct feed_info *info, struct buf *out);
void line_of_mention(const struct mention *mention, struct buf *out);

#endif
