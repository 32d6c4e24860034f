#include "net/decode.h"

#include "../check.h"

/* Compresses with the given windowBits. */
static struct buf pack(struct str text, int bits)
{
    z_stream stream = {.next_in = NULL};
    unsigned char bytes[4096], *input;
    memcpy(&input, &text.p, sizeof input);
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = input;
    stream.avail_in = (unsigned)text.n;
    stream.next_out = bytes;
    stream.avail_out = sizeof bytes;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    struct buf out = BUF_INIT(8192);
    assert_true(buf_add(&out, (struct str){(char *)bytes, sizeof bytes - stream.avail_out}));
    deflateEnd(&stream);
    return out;
}

/* Decodes in pieces of that size. */
static enum decode_result unpack(const char *encoding, struct str bytes, size_t piece,
                                 struct buf *out)
{
    struct decoder decoder;
    enum decode_result result = DECODE_OK;
    buf_reset(out);
    decoder_init(&decoder, str_of(encoding));
    for (size_t at = 0; at < bytes.n && result == DECODE_OK; at += piece) {
        result = decoder_take(&decoder, str_slice(bytes, at, at + piece), out);
    }
    result = result == DECODE_OK ? decoder_end(&decoder, out) : result;
    decoder_clear(&decoder);
    return result;
}

static const struct str text = {"a text, a text, a text that is compressed", 41};

static void every_form_is_undone_in_pieces_of_any_size(void **state)
{
    (void)state;
    static const struct {
        const char *encoding;
        int bits;
    } forms[] = {{"gzip", 31},    {"x-gzip", 31},   {NULL, 31},    {"deflate", 31},
                 {"deflate", 15}, {"deflate", -15}, {" GZIP ", 31}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        CLEANUP_BUF struct buf packed = pack(text, forms[i].bits), out = BUF_INIT(100);
        for (size_t piece = 1; piece <= packed.n; piece++) {
            assert_int_equal(unpack(forms[i].encoding, buf_str(&packed), piece, &out), DECODE_OK);
            assert_str(buf_str(&out), text.p);
        }
    }
}

/* "a text, a text, a text that is compressed" by the program brotli 1.0.9. */
static const unsigned char brotli[] = {0x1f, 0x28, 0x00, 0xf8, 0x1d, 0x07, 0x6e, 0xac, 0x1b, 0x9f,
                                       0x9c, 0x60, 0x53, 0x0d, 0x12, 0xd6, 0x86, 0x27, 0xe9, 0xc6,
                                       0x58, 0xaa, 0xec, 0x2d, 0x0b, 0xe9, 0x44, 0x9f, 0x74, 0x00,
                                       0x9b, 0x7e, 0x86, 0xb0, 0xe0, 0x8c, 0x5e, 0x21};

static void brotli_is_undone_in_pieces_and_is_damaged_when_cut_or_too_long(void **state)
{
    (void)state;
    CLEANUP_BUF struct buf out = BUF_INIT(100), small = BUF_INIT(40), more = BUF_INIT(100);
    struct str packed = {(const char *)brotli, sizeof brotli};
    for (size_t piece = 1; piece <= packed.n; piece++) {
        assert_int_equal(unpack("br", packed, piece, &out), DECODE_OK);
        assert_str(buf_str(&out), text.p);
    }
    for (size_t n = 1; n < packed.n; n++) {
        assert_int_equal(unpack("BR", str_slice(packed, 0, n), 7, &out), DECODE_DAMAGED);
    }
    assert_int_equal(unpack("br", packed, 10, &small), DECODE_TOO_LARGE);
    assert_true(buf_add(&more, packed) && buf_add_z(&more, "junk"));
    assert_int_equal(unpack("br", buf_str(&more), 100, &out), DECODE_DAMAGED);
    assert_int_equal(unpack("br", buf_str(&more), 1, &out), DECODE_DAMAGED);
}

static void what_is_cut_anywhere_is_damaged(void **state)
{
    (void)state;
    static const int forms[] = {31, 15, -15};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        CLEANUP_BUF struct buf packed = pack(text, forms[i]), out = BUF_INIT(100);
        for (size_t n = 2; n < packed.n; n++) {
            assert_int_equal(unpack("deflate", str_slice(buf_str(&packed), 0, n), 7, &out),
                             DECODE_DAMAGED);
        }
    }
}

static void a_changed_byte_is_seen_by_the_checksum(void **state)
{
    (void)state;
    CLEANUP_BUF struct buf packed = pack(text, 31), out = BUF_INIT(1000);
    for (size_t at = 10; at < packed.n; at++) {
        packed.p[at] ^= 0x10;
        assert_int_equal(unpack("gzip", buf_str(&packed), 1000, &out), DECODE_DAMAGED);
        packed.p[at] ^= 0x10;
    }
}

static void plain_bodies_pass_whatever_their_size(void **state)
{
    (void)state;
    CLEANUP_BUF struct buf out = BUF_INIT(100);
    for (size_t n = 0; n <= text.n; n++) {
        struct str part = str_slice(text, 0, n);
        assert_int_equal(unpack(NULL, part, 1, &out), DECODE_OK);
        assert_true(str_eq(buf_str(&out), part));
        assert_int_equal(unpack("gzip", part, 3, &out), DECODE_OK);
        assert_true(str_eq(buf_str(&out), part));
    }
}

static void the_cap_counts_what_comes_out(void **state)
{
    (void)state;
    CLEANUP_BUF struct buf packed = pack(text, 31), exact = BUF_INIT(41), small = BUF_INIT(40);
    assert_int_equal(unpack("gzip", buf_str(&packed), 10, &exact), DECODE_OK);
    assert_int_equal(unpack("gzip", buf_str(&packed), 10, &small), DECODE_TOO_LARGE);
    assert_int_equal(unpack(NULL, text, 41, &small), DECODE_TOO_LARGE);
}

static void members_follow_one_another_and_padding_is_passed_over(void **state)
{
    (void)state;
    CLEANUP_BUF struct buf packed = pack(text, 31), out = BUF_INIT(1000), two = BUF_INIT(1000);
    assert_true(buf_add(&two, buf_str(&packed)) && buf_add(&two, buf_str(&packed)));
    assert_int_equal(unpack("gzip", buf_str(&two), 5, &out), DECODE_OK);
    assert_int_equal(out.n, 2 * text.n);
    assert_true(buf_add(&two, STR("\0\0\0\0")));
    assert_int_equal(unpack("gzip", buf_str(&two), 5, &out), DECODE_OK);
    assert_int_equal(out.n, 2 * text.n);
    assert_true(buf_add(&two, STR("junk")));
    assert_int_equal(unpack("gzip", buf_str(&two), 5, &out), DECODE_DAMAGED);
}

static void an_encoding_nobody_asked_for_is_not_guessed(void **state)
{
    (void)state;
    CLEANUP_BUF struct buf out = BUF_INIT(100);
    assert_int_equal(unpack("zstd", text, 10, &out), DECODE_UNKNOWN);
    assert_int_equal(unpack("gzip, gzip", text, 10, &out), DECODE_UNKNOWN);
    assert_int_equal(unpack("identity", text, 10, &out), DECODE_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_is_undone_in_pieces_of_any_size),
        cmocka_unit_test(brotli_is_undone_in_pieces_and_is_damaged_when_cut_or_too_long),
        cmocka_unit_test(what_is_cut_anywhere_is_damaged),
        cmocka_unit_test(a_changed_byte_is_seen_by_the_checksum),
        cmocka_unit_test(plain_bodies_pass_whatever_their_size),
        cmocka_unit_test(the_cap_counts_what_comes_out),
        cmocka_unit_test(members_follow_one_another_and_padding_is_passed_over),
        cmocka_unit_test(an_encoding_nobody_asked_for_is_not_guessed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
