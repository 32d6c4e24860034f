#include "fixture.h"

#include "sentiment/image.h"

#include <stdlib.h>
#include <unistd.h>

/* An image that may be spoiled, aligned as the contract asks. */
static struct str image_copy(void)
{
    struct buf image;
    fixture_image(&image);
    char *bytes = aligned_alloc(8, image.n);
    assert_non_null(bytes);
    memcpy(bytes, image.p, image.n);
    struct str copy = {bytes, image.n};
    buf_clear(&image);
    return copy;
}

static struct image_header *header_of(struct str image)
{
    struct image_header *header;
    memcpy(&header, &image.p, sizeof header);
    return header;
}

static void seal(struct image_header *header)
{
    header->header_checksum = 0;
    header->header_checksum = image_checksum(header, sizeof *header);
}

static void assert_refused(struct str image, const char *reason)
{
    struct lexicon *lexicon = NULL;
    struct err err = ERR_NONE;
    assert_false(lexicon_of_bytes(image, &lexicon, &err));
    assert_null(lexicon);
    if (!strstr(err.text, reason)) {
        fail_msg("\"%s\" does not say \"%s\"", err.text, reason);
    }
}

static void a_whole_image_is_taken_and_verified(void **state)
{
    (void)state;
    struct str image = image_copy();
    struct lexicon *lexicon = fixture_lexicon(image);
    struct err err = ERR_NONE;
    assert_true(lexicon_verify(lexicon, &err));
    assert_int_equal(strlen(lexicon_version(lexicon)), 16);
    assert_true(lexicon_counts(lexicon).curated > 60);
    assert_int_equal(lexicon_counts(lexicon).learned, 3);
    lexicon_close(lexicon);
    free(header_of(image));
}

static void a_cut_image_is_refused_at_every_length(void **state)
{
    (void)state;
    struct str image = image_copy();
    for (size_t n = 0; n < image.n; n += n < sizeof(struct image_header) ? 1 : 4096) {
        assert_refused((struct str){image.p, n},
                       n < sizeof(struct image_header) ? "not a lexicon image" : "its header says");
    }
    free(header_of(image));
}

static void any_flipped_bit_of_the_header_is_refused(void **state)
{
    (void)state;
    struct str image = image_copy();
    unsigned char *bytes = (unsigned char *)header_of(image);
    for (size_t bit = 0; bit < sizeof(struct image_header) * 8; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_refused(image, "");
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    free(header_of(image));
}

static void an_older_format_is_refused_by_its_number(void **state)
{
    (void)state;
    struct str image = image_copy();
    header_of(image)->format = 0;
    seal(header_of(image));
    assert_refused(image, "format 0");
    free(header_of(image));
}

static void a_section_outside_of_the_image_is_refused_by_its_name(void **state)
{
    (void)state;
    struct str image = image_copy();
    struct image_header *h = header_of(image), whole = *h;
    h->entries.count = UINT32_MAX;
    seal(h);
    assert_refused(image, "section entries");
    *h = whole;
    h->slots.count -= 1;
    seal(h);
    assert_refused(image, "section slots");
    *h = whole;
    h->words.at = 4;
    seal(h);
    assert_refused(image, "section words");
    free(h);
}

/* A body that was altered must cost no more than wrong scores. Run under the sanitizers. */
static void an_altered_body_never_reads_outside_of_the_image(void **state)
{
    (void)state;
    static const char text[] = "not very good but \xD8\xAE\xD9\x88\xD8\xA8\xD9\x87 bad :( good!";
    struct tokens tokens = {0};
    uint64_t seed = 7;
    for (int round = 0; round < 60; round++) {
        struct str image = image_copy();
        unsigned char *bytes = (unsigned char *)header_of(image);
        for (int i = 0; i < 20000; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            size_t at = sizeof(struct image_header) +
                        (seed >> 20) % (image.n - sizeof(struct image_header));
            bytes[at] = (unsigned char)(seed >> 56);
        }
        struct lexicon *lexicon = NULL;
        struct err err = ERR_NONE;
        if (lexicon_of_bytes(image, &lexicon, &err)) {
            struct scorer scorer = {.lexicon = lexicon, .options = SCORER_DEFAULT};
            struct score score;
            score_text(&scorer, &tokens, (struct str){text, sizeof text - 1}, &score);
            assert_false(lexicon_verify(lexicon, &err));
            lexicon_close(lexicon);
        }
        free(bytes);
    }
    tokens_clear(&tokens);
}

static void a_file_is_named_in_the_reason(void **state)
{
    (void)state;
    char path[] = "/tmp/nabz-lexicon-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "no image", 8), 8);
    close(fd);
    struct lexicon *lexicon = NULL;
    struct err err = ERR_NONE;
    assert_false(lexicon_open(path, &lexicon, &err));
    assert_non_null(strstr(err.text, path));
    assert_non_null(strstr(err.text, "not a lexicon image"));
    unlink(path);
    assert_false(lexicon_open(path, &lexicon, &err));
    assert_non_null(strstr(err.text, "No such file"));
}

static void the_shipped_image_opens_and_is_whole(void **state)
{
    (void)state;
    struct lexicon *lexicon = NULL;
    struct err err = ERR_NONE;
    if (!lexicon_open(BUILD_DIR "/share/nabz/lexicon.image", &lexicon, &err) ||
        !lexicon_verify(lexicon, &err)) {
        fail_msg("%s", err.text);
    }
    assert_true(lexicon_counts(lexicon).curated > 8000);
    lexicon_close(lexicon);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_image_is_taken_and_verified),
        cmocka_unit_test(a_cut_image_is_refused_at_every_length),
        cmocka_unit_test(any_flipped_bit_of_the_header_is_refused),
        cmocka_unit_test(an_older_format_is_refused_by_its_number),
        cmocka_unit_test(a_section_outside_of_the_image_is_refused_by_its_name),
        cmocka_unit_test(an_altered_body_never_reads_outside_of_the_image),
        cmocka_unit_test(a_file_is_named_in_the_reason),
        cmocka_unit_test(the_shipped_image_opens_and_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
