/* PNG files of few colours, read back by libpng through cairo, which nobody here wrote. */
#include "../check.h"
#include "base/mem.h"
#include "report/png.h"

#include <cairo.h>

struct source {
    struct str left;
};

static cairo_status_t give(void *user, unsigned char *bytes, unsigned count)
{
    struct source *source = user;
    if (source->left.n < count) {
        return CAIRO_STATUS_READ_ERROR;
    }
    memcpy(bytes, source->left.p, count);
    source->left = str_slice(source->left, count, source->left.n);
    return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *read_back(const struct buf *png)
{
    struct source source = {buf_str(png)};
    cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(give, &source);
    assert_int_equal(cairo_surface_status(surface), CAIRO_STATUS_SUCCESS);
    return surface;
}

static uint32_t pixel(cairo_surface_t *surface, int x, int y)
{
    const unsigned char *row = cairo_image_surface_get_data(surface) +
                               (ptrdiff_t)y * cairo_image_surface_get_stride(surface);
    uint32_t value;
    memcpy(&value, row + 4 * x, sizeof value);
    return value;
}

static void a_picture_of_few_colours_comes_back_as_it_was(void **state)
{
    enum { WIDTH = 37, HEIGHT = 11 };
    static const uint32_t colours[] = {0, 0xFF102030, 0x80402010, 0xFFFFFFFF, 0xFFDD0000};
    uint32_t pixels[WIDTH * HEIGHT];
    CLEANUP_BUF struct buf png = BUF_INIT(1 << 20);
    (void)state;
    for (size_t i = 0; i < WIDTH * HEIGHT; i++) {
        pixels[i] = colours[i * i % 5];
    }
    assert_true(png_write(pixels, WIDTH, HEIGHT, &png));
    cairo_surface_t *surface = read_back(&png);
    assert_int_equal(cairo_image_surface_get_width(surface), WIDTH);
    assert_int_equal(cairo_image_surface_get_height(surface), HEIGHT);
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            uint32_t want = pixels[y * WIDTH + x], got = pixel(surface, x, y);
            /* premultiplied, divided and multiplied again: one step off at most */
            for (int shift = 0; shift < 32; shift += 8) {
                assert_in_range((got >> shift & 255) + 1 - (want >> shift & 255), 0, 2);
            }
        }
    }
    cairo_surface_destroy(surface);
}

static void more_colours_than_a_palette_has_are_rounded_and_the_flat_ones_stay(void **state)
{
    enum { SIDE = 300 };
    CLEANUP_FREE uint32_t *pixels = mem_alloc(SIDE * SIDE * sizeof *pixels);
    CLEANUP_BUF struct buf png = BUF_INIT(1 << 20);
    uint32_t seed = 1;
    (void)state;
    for (size_t i = 0; i < SIDE * SIDE; i++) { /* noise above, flat below */
        seed = seed * 1664525u + 1013904223u;
        pixels[i] = i < SIDE * SIDE / 2 ? 0xFF000000u | (seed >> 8 & 0xF0F0F0u) : 0xFF3366CCu;
    }
    assert_true(png_write(pixels, SIDE, SIDE, &png));
    cairo_surface_t *surface = read_back(&png);
    assert_int_equal(pixel(surface, 5, SIDE - 1), 0xFF3366CCu);
    for (int x = 0; x < SIDE; x++) {
        uint32_t want = pixels[x] & 255, got = pixel(surface, x, 0) & 255;
        assert_true(got < want + 64 && want < got + 64);
    }
    cairo_surface_destroy(surface);
}

static void any_number_of_colours_makes_a_picture(void **state)
{
    enum { SIDE = 400 };
    CLEANUP_FREE uint32_t *pixels = mem_alloc(SIDE * SIDE * sizeof *pixels);
    CLEANUP_BUF struct buf png = BUF_INIT(1 << 20);
    (void)state;
    for (uint32_t i = 0; i < SIDE * SIDE; i++) {
        pixels[i] = 0xFF000000u | (i * 2654435761u >> 8);
    }
    assert_true(png_write(pixels, SIDE, SIDE, &png));
    cairo_surface_destroy(read_back(&png));
}

static void what_does_not_fit_is_not_added(void **state)
{
    uint32_t one = 0xFF00FF00u;
    CLEANUP_BUF struct buf png = BUF_INIT(60);
    (void)state;
    buf_add_z(&png, "before");
    assert_false(png_write(&one, 1, 1, &png));
    assert_str(buf_str(&png), "before");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_of_few_colours_comes_back_as_it_was),
        cmocka_unit_test(more_colours_than_a_palette_has_are_rounded_and_the_flat_ones_stay),
        cmocka_unit_test(any_number_of_colours_makes_a_picture),
        cmocka_unit_test(what_does_not_fit_is_not_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
