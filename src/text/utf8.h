/* UTF-8 (RFC 3629): decode, encode, validate, and the one border where outside text becomes ours.
 *
 * Pure. Decoding never fails: a byte that begins no valid sequence (overlong, surrogate, beyond
 * U+10FFFF, cut short) reads as U+FFFD and takes one byte, so every input has one reading. */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include "base/str.h"

#define UTF8_INVALID 0xFFFDu
#define UTF8_MAX     4 /* bytes of the longest sequence */

/* The code point that begins at s.p[at]; at < s.n. *n gets its bytes, 1 to 4. */
uint32_t utf8_decode(struct str s, size_t at, size_t *n);
/* Writes the sequence of a code point and returns its bytes; of U+FFFD for what is no scalar
 * value. */
size_t utf8_encode(uint32_t code, char bytes[UTF8_MAX]);
bool utf8_valid(struct str s);

/* The longest beginning of valid UTF-8 that has at most `max` bytes and ends at a whole grapheme:
 * never before a combining mark, ZWJ, variation selector, emoji modifier, nor between the two
 * halves of a flag (the rules of UAX #29 that posts need; Hangul and Indic ones are left out). A
 * single grapheme longer than max is cut at a whole code point. */
struct str utf8_cut(struct str s, size_t max);

/* Outside text made ours: valid UTF-8 (bad bytes become U+FFFD), without NUL and the control
 * characters but \n and \t (\r\n and \r become \n), without bidi embeddings, overrides and isolates
 * (U+202A-202E, U+2066-2069) that would turn the text around it, cut as utf8_cut does. Idempotent.
 * The result lives in the arena; absent stays absent. */
struct str utf8_clean(struct arena *arena, struct str s, size_t max);

#endif
