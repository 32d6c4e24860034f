/* Inside alert/ only: how its HTML looks, and the direction of words in it. Inline styles, because
 * that is what mail programs keep; the style element only adds the dark colours. */
#ifndef ALERT_STYLE_H
#define ALERT_STYLE_H

#include "base/buf.h"

#define FONT                                                                                       \
    "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Vazirmatn,Vazir,'Noto Sans',"         \
    "'Noto Sans Arabic',Roboto,Tahoma,Arial,sans-serif;"
#define MONO "font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'Noto Sans Mono',monospace;"
#define INK  "color:#1f2933;"
#define SOFT "color:#5f6c7b;"

/* Ends title and head, with the dark colours, the accent among them. */
void style_dark(struct buf *out, const char *accent);

/* Appends a word on a pale ground with a few small ones beside it; `end`: the side a line ends on.
 */
void style_chip(struct buf *out, const char *end, const char *pale, struct str word,
                struct str line);

/* Appends the words of a post; handles, tags and addresses keep their own direction in any. */
void style_prose(struct buf *out, struct str text);
bool style_reads_rtl(struct str text);

#endif
