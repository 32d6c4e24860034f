/* Undoes the Content-Encoding of a body as it comes in, piece by piece. Our own and not libcurl's,
 * because libcurl takes a gzip stream that ends in the middle for a whole one, and a page that is
 * half there must not count as read. Liberal about labels: what begins as gzip is gzip whatever it
 * is called, and what is called gzip but does not begin so is taken as it is. RFC 1950-1952;
 * brotli, which has no magic, only where it is said, RFC 7932. */
#ifndef NET_DECODE_H
#define NET_DECODE_H

#include "base/buf.h"

#include <brotli/decode.h>
#include <zlib.h>

#define DECODE_ACCEPTS "gzip, deflate, br"

enum decode_result { DECODE_OK, DECODE_TOO_LARGE, DECODE_DAMAGED, DECODE_UNKNOWN };

struct decoder {
    enum { DECODE_UNDECIDED, DECODE_PLAIN, DECODE_INFLATE, DECODE_BROTLI, DECODE_FOREIGN } kind;
    z_stream stream; /* when inflating */
    BrotliDecoderState *brotli;
    bool ended; /* the compressed data ended where it should */
    unsigned char start[2];
    size_t started; /* bytes of `start` held back until the kind is known */
    bool deflate;   /* labelled so */
};

/* encoding is the value of Content-Encoding, absent for none. */
void decoder_init(struct decoder *decoder, struct str encoding);
/* Appends what the bytes give to out. TOO_LARGE when it does not fit. */
enum decode_result decoder_take(struct decoder *decoder, struct str bytes, struct buf *out);
/* At the end of the body: DAMAGED when something is missing. */
enum decode_result decoder_end(struct decoder *decoder, struct buf *out);
void decoder_clear(struct decoder *decoder); /* {0} is fine */

#endif
