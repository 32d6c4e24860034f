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

/* One argument: the accent on a dark ground. */
#define DARK_STYLE                                                                                 \
    "<style>:root{color-scheme:light dark;supported-color-schemes:light dark}"                     \
    "@media (prefers-color-scheme:dark){"                                                          \
    ".bg{background:#121417 !important}"                                                           \
    ".card{background:#1c2024 !important;border-right-color:#2b3137 !important;"                   \
    "border-bottom-color:#2b3137 !important;border-left-color:#2b3137 !important}"                 \
    ".ink{color:#e8eaed !important}.soft{color:#9aa6b2 !important}"                                \
    ".rule{border-color:#2f363d !important}"                                                       \
    ".pale{background:#2a3036 !important}"                                                         \
    ".code{background:#121417 !important}"                                                         \
    ".pill{background:#2a3036 !important;color:%s !important}"                                     \
    ".link{color:#8ab4f8 !important}}"                                                             \
    "@media (max-width:480px){.pad{padding:16px !important}.out{padding:0 !important}}</style>"

/* Appends the words of a post; handles, tags and addresses keep their own direction in any. */
void style_prose(struct buf *out, struct str text);
bool style_reads_rtl(struct str text);

#endif
