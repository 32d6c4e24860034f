#include "net/decode.h"

#include <limits.h>

enum { GZIP = 15 + 16, ZLIB = 15, RAW = -15 }; /* windowBits of inflateInit2 */

void decoder_init(struct decoder *decoder, struct str encoding)
{
    *decoder = (struct decoder){.kind = DECODE_UNDECIDED};
    encoding = str_trim(encoding);
    decoder->deflate = str_eq_nocase(encoding, STR("deflate"));
    if (str_eq_nocase(encoding, STR("br"))) {
        decoder->kind = DECODE_BROTLI;
        decoder->brotli = BrotliDecoderCreateInstance(NULL, NULL, NULL);
        if (!decoder->brotli) {
            mem_out();
        }
    } else if (encoding.n && !decoder->deflate && !str_eq_nocase(encoding, STR("gzip")) &&
               !str_eq_nocase(encoding, STR("x-gzip")) &&
               !str_eq_nocase(encoding, STR("identity"))) {
        decoder->kind = DECODE_FOREIGN;
    }
}

/* By the first two bytes: gzip has its magic; a zlib header is a multiple of 31 with method 8
 * (RFC 1950 2.2), and what is called deflate without one is a raw stream, as some servers send. */
static void decide(struct decoder *decoder)
{
    const unsigned char *b = decoder->start;
    bool gzip = decoder->started == 2 && b[0] == 0x1F && b[1] == 0x8B;
    bool zlib = decoder->started == 2 && (b[0] & 15) == 8 && (b[0] * 256 + b[1]) % 31 == 0;
    decoder->kind = gzip || decoder->deflate ? DECODE_INFLATE : DECODE_PLAIN;
    if (decoder->kind == DECODE_INFLATE && inflateInit2(&decoder->stream, gzip   ? GZIP
                                                                          : zlib ? ZLIB
                                                                                 : RAW) != Z_OK) {
        mem_out();
    }
}

/* A gzip file may be several behind one another (RFC 1952 2.2); zeros after the last are padding.
 */
static bool next_member(struct decoder *decoder)
{
    z_stream *stream = &decoder->stream;
    while (stream->avail_in && *stream->next_in == 0) {
        stream->next_in++;
        stream->avail_in--;
    }
    decoder->ended = stream->avail_in == 0;
    return decoder->ended || inflateReset(stream) == Z_OK;
}

static enum decode_result inflate_some(struct decoder *decoder, struct str bytes, struct buf *out)
{
    z_stream *stream = &decoder->stream;
    unsigned char chunk[16384], *input;
    memcpy(&input, &bytes.p, sizeof input); /* zlib does not write to it */
    stream->next_in = input;
    stream->avail_in = (unsigned)bytes.n;
    while (stream->avail_in) {
        if (decoder->ended && !next_member(decoder)) {
            return DECODE_DAMAGED;
        }
        if (decoder->ended) {
            break;
        }
        int state;
        do {
            stream->next_out = chunk;
            stream->avail_out = sizeof chunk;
            state = inflate(stream, Z_NO_FLUSH);
            if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) {
                return DECODE_DAMAGED;
            }
            if (!buf_add(out,
                         (struct str){(const char *)chunk, sizeof chunk - stream->avail_out})) {
                return DECODE_TOO_LARGE;
            }
        } while (stream->avail_out == 0 && state != Z_STREAM_END);
        decoder->ended = state == Z_STREAM_END;
    }
    return DECODE_OK;
}

/* What stands behind the end of the stream is damage: brotli knows no second member. */
static enum decode_result brotli_some(struct decoder *decoder, struct str bytes, struct buf *out)
{
    const uint8_t *next = (const uint8_t *)bytes.p;
    size_t left = bytes.n;
    BrotliDecoderResult state;
    do {
        size_t room = 0, made = 0;
        state = BrotliDecoderDecompressStream(decoder->brotli, &left, &next, &room, NULL, NULL);
        if (state == BROTLI_DECODER_RESULT_ERROR) {
            return DECODE_DAMAGED;
        }
        const uint8_t *piece = BrotliDecoderTakeOutput(decoder->brotli, &made);
        if (!buf_add(out, (struct str){(const char *)piece, made})) {
            return DECODE_TOO_LARGE;
        }
    } while (state == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT ||
             BrotliDecoderHasMoreOutput(decoder->brotli));
    decoder->ended = state == BROTLI_DECODER_RESULT_SUCCESS;
    return left ? DECODE_DAMAGED : DECODE_OK;
}

static enum decode_result take_decided(struct decoder *decoder, struct str bytes, struct buf *out)
{
    if (decoder->kind == DECODE_PLAIN) {
        return buf_add(out, bytes) ? DECODE_OK : DECODE_TOO_LARGE;
    }
    return decoder->kind == DECODE_BROTLI ? brotli_some(decoder, bytes, out)
                                          : inflate_some(decoder, bytes, out);
}

/* Decides and passes on what was held back. */
static enum decode_result begin(struct decoder *decoder, struct buf *out)
{
    decide(decoder);
    return take_decided(decoder, (struct str){(const char *)decoder->start, decoder->started}, out);
}

enum decode_result decoder_take(struct decoder *decoder, struct str bytes, struct buf *out)
{
    if (decoder->kind == DECODE_FOREIGN || bytes.n > UINT_MAX) {
        return DECODE_UNKNOWN;
    }
    if (decoder->kind == DECODE_UNDECIDED) {
        while (bytes.n && decoder->started < 2) {
            decoder->start[decoder->started++] = (unsigned char)bytes.p[0];
            bytes = str_slice(bytes, 1, bytes.n);
        }
        enum decode_result result = decoder->started == 2 ? begin(decoder, out) : DECODE_OK;
        if (result != DECODE_OK || decoder->started < 2) {
            return result;
        }
    }
    return take_decided(decoder, bytes, out);
}

enum decode_result decoder_end(struct decoder *decoder, struct buf *out)
{
    if (decoder->kind == DECODE_UNDECIDED && decoder->started) {
        enum decode_result result = begin(decoder, out);
        if (result != DECODE_OK) {
            return result;
        }
    }
    bool compressed = decoder->kind == DECODE_INFLATE || decoder->kind == DECODE_BROTLI;
    return compressed && !decoder->ended ? DECODE_DAMAGED : DECODE_OK;
}

void decoder_clear(struct decoder *decoder)
{
    if (decoder->kind == DECODE_INFLATE) {
        inflateEnd(&decoder->stream);
    }
    if (decoder->brotli) {
        BrotliDecoderDestroyInstance(decoder->brotli);
        decoder->brotli = NULL;
    }
    decoder->kind = DECODE_UNDECIDED;
}
