/* Compressed bodies: however the bytes are cut into pieces, the same comes out. The first line of
 * the input is the Content-Encoding. */
#include "fuzz.h"

#include "net/decode.h"

enum { CAP = 1 << 20 };

static enum decode_result decode(struct str encoding, struct str body, size_t piece,
                                 struct buf *out)
{
    struct decoder decoder;
    enum decode_result result = DECODE_OK;
    decoder_init(&decoder, encoding);
    for (size_t at = 0; at < body.n && result == DECODE_OK; at += piece) {
        result = decoder_take(&decoder, str_slice(body, at, at + piece), out);
    }
    if (result == DECODE_OK) {
        result = decoder_end(&decoder, out);
    }
    decoder_clear(&decoder);
    EXPECT(out->n <= CAP);
    return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str body = fuzz_input(data, size), encoding;
    if (!str_take(&body, '\n', &encoding)) {
        return 0;
    }
    CLEANUP_BUF struct buf whole = BUF_INIT(CAP);
    CLEANUP_BUF struct buf pieces = BUF_INIT(CAP);
    enum decode_result one = decode(encoding, body, body.n + 1, &whole);
    enum decode_result many = decode(encoding, body, 3, &pieces);
    /* Which fault is met first depends on the pieces. */
    EXPECT((one == DECODE_OK) == (many == DECODE_OK));
    EXPECT(one != DECODE_OK || str_eq(buf_str(&whole), buf_str(&pieces)));
    return 0;
}
