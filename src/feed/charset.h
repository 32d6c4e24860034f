/* Bytes of a page to UTF-8. Pure (iconv).
 *
 * Order of belief: byte order mark; the charset of the Content-Type header; the XML declaration or
 * <meta charset>; UTF-8 when the bytes are valid UTF-8; else what the spread of the bytes tells
 * (charset_script.h); else windows-1256 when it reads like Persian or Arabic, else windows-1252. A
 * declared charset that the bytes contradict (declared UTF-8 and not valid, declared 8-bit but
 * valid UTF-8 with letters beyond ASCII) is not believed. What a label means: charset_label.h. */
#ifndef FEED_CHARSET_H
#define FEED_CHARSET_H

#include "base/str.h"

/* The body itself when it is UTF-8 already (behind a byte order mark, perhaps), else a copy in the
 * arena. Bytes that mean nothing become U+FFFD; the result is UTF-8 in shape but not yet cleaned.
 */
struct str charset_to_utf8(struct arena *arena, struct str body, struct str content_type);

/* What the rows of a file have shown so far: one of them may be too short to tell. */
struct charset_guess {
    size_t runs, alone; /* letters beyond ASCII, beside another one and not */
};

/* The same of one row of a file that says nothing about its charset (base/rows.h): the row itself
 * when it is UTF-8. */
struct str charset_row(struct charset_guess *guess, struct arena *arena, struct str row);

#endif
