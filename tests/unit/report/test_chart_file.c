/* The picture of an alert, looked at pixel by pixel. */
#include "../check.h"
#include "base/mem.h"
#include "report/chart_file.h"

#include <cairo.h>
#include <stdlib.h>
#include <unistd.h>

enum { HOURS = 72, WIDE = 1024, HIGH = 358, FLOOR = 300 /* a row of pixels just above the base */ };

#define ACCENT 0xFFDD5A1Bu

struct picture {
    struct buf png;
    struct str left;
    cairo_surface_t *surface;
};

static cairo_status_t give(void *user, unsigned char *bytes, unsigned count)
{
    struct picture *picture = user;
    assert_true(picture->left.n >= count);
    memcpy(bytes, picture->left.p, count);
    picture->left = str_slice(picture->left, count, picture->left.n);
    return CAIRO_STATUS_SUCCESS;
}

static void picture_draw(struct picture *picture, const struct chart *chart)
{
    *picture = (struct picture){.png = BUF_INIT(1 << 20)};
    assert_true(chart_png(chart, &picture->png));
    picture->left = buf_str(&picture->png);
    picture->surface = cairo_image_surface_create_from_png_stream(give, picture);
    assert_int_equal(cairo_image_surface_get_width(picture->surface), WIDE);
    assert_int_equal(cairo_image_surface_get_height(picture->surface), HIGH);
}

static void picture_clear(struct picture *picture)
{
    cairo_surface_destroy(picture->surface);
    buf_clear(&picture->png);
}

static uint32_t at(const struct picture *picture, int x, int y)
{
    uint32_t value;
    memcpy(&value,
           cairo_image_surface_get_data(picture->surface) +
               (ptrdiff_t)y * cairo_image_surface_get_stride(picture->surface) + 4 * x,
           sizeof value);
    return value;
}

/* Pixels that are not empty, of the rows [top, bottom) and columns [left, right). */
static int inked(const struct picture *picture, int left, int top, int right, int bottom)
{
    int count = 0;
    for (int y = top; y < bottom; y++) {
        for (int x = left; x < right; x++) {
            count += at(picture, x, y) >> 24 > 40;
        }
    }
    return count;
}

static int middle(int hour)
{
    return (2 * hour + 1) * WIDE / (2 * HOURS);
}

static struct chart quiet_days(struct chart_hour hours[HOURS])
{
    for (int i = 0; i < HOURS; i++) {
        hours[i] = (struct chart_hour){.count = 2, .expected = 2, .high = 6};
    }
    return (struct chart){.hours = hours, .hour_count = HOURS, .accent = ACCENT & 0xFFFFFF};
}

static void hours_above_the_usual_range_have_the_accent_and_no_others(void **state)
{
    struct chart_hour hours[HOURS];
    struct chart chart = quiet_days(hours);
    struct picture picture;
    (void)state;
    hours[40].count = 20;
    hours[41].count = 7;
    hours[42].count = 6;
    picture_draw(&picture, &chart);
    for (int i = 0; i < HOURS; i++) {
        assert_int_equal(at(&picture, middle(i), FLOOR) == ACCENT, i == 40 || i == 41);
    }
    assert_int_equal(at(&picture, middle(40), 60), ACCENT); /* tall */
    assert_int_not_equal(at(&picture, middle(41), 60), ACCENT);
    picture_clear(&picture);
}

static void an_hour_without_data_is_hatched_and_has_no_bar(void **state)
{
    struct chart_hour hours[HOURS];
    struct chart chart = quiet_days(hours);
    struct picture with, without;
    (void)state;
    hours[40].count = 20; /* leaves room above the usual range */
    picture_draw(&without, &chart);
    hours[10].gap = true;
    hours[10].count = 1000; /* means nothing */
    picture_draw(&with, &chart);
    int left = 10 * WIDE / HOURS, right = 11 * WIDE / HOURS;
    assert_int_equal(inked(&without, left, 50, right, 100), 0);
    assert_true(inked(&with, left, 50, right, 100) > 50);
    assert_true(inked(&with, left, 50, right, 100) < (right - left) * 50);
    picture_clear(&with);
    picture_clear(&without);
}

static void the_ground_is_transparent_so_that_it_reads_on_light_and_dark(void **state)
{
    struct chart_hour hours[HOURS];
    struct chart chart = quiet_days(hours);
    struct picture picture;
    (void)state;
    picture_draw(&picture, &chart);
    assert_int_equal(at(&picture, 0, 0), 0);
    assert_int_equal(at(&picture, WIDE - 1, HIGH - 1), 0);
    picture_clear(&picture);
}

#define DAY_FA "\xd8\xb4\xd9\x86\xd8\xa8\xd9\x87 \xdb\xb1" /* Saturday 1 */

static void labels_are_drawn_where_their_hours_are(void **state)
{
    struct chart_hour hours[HOURS];
    struct chart chart = quiet_days(hours);
    struct chart_label days[] = {{24, STR(DAY_FA), STR("1")}, {48, STR("Sunday 2"), STR("2")}};
    struct picture bare, labelled;
    (void)state;
    picture_draw(&bare, &chart);
    chart.days = days;
    chart.day_count = 2;
    chart.end = (struct chart_label){.text = STR("now")};
    picture_draw(&labelled, &chart);
    for (int day = 0; day < 3; day++) {
        int left = day * WIDE / 3 + 8, right = left + 100, top = 320;
        assert_int_equal(inked(&bare, left, top, right, HIGH), 0);
        assert_int_equal(inked(&labelled, left, top, right, HIGH) > 0, day > 0);
    }
    assert_true(inked(&labelled, WIDE - 60, 320, WIDE, HIGH) > 0);
    picture_clear(&bare);
    picture_clear(&labelled);
}

/* Letters that stand apart, as a drawing without shaping has them, take another shape. */
static void persian_letters_are_joined(void **state)
{
    struct chart_hour hours[HOURS];
    struct chart chart = quiet_days(hours);
    struct chart_label joined = {24, STR("\xd8\xb4\xd9\x86\xd8\xa8\xd9\x87"), STR_NONE},
                       apart = {24,
                                STR("\xd8\xb4\xe2\x80\x8c\xd9\x86\xe2\x80\x8c\xd8\xa8\xe2\x80\x8c"
                                    "\xd9\x87"), /* zero-width non-joiners between */
                                STR_NONE};
    struct picture a, b;
    (void)state;
    chart.day_count = 1;
    chart.days = &joined;
    picture_draw(&a, &chart);
    chart.days = &apart;
    picture_draw(&b, &chart);
    if (inked(&a, 340, 320, 600, HIGH) == 0) {
        print_message("no Persian font is installed\n");
    } else {
        assert_true(inked(&a, 340, 320, 600, HIGH) < inked(&b, 340, 320, 600, HIGH));
    }
    picture_clear(&a);
    picture_clear(&b);
}

/* In a process of its own, because fonts are read once. */
static void without_any_font_the_picture_is_there_and_has_no_labels(void **state)
{
    if (!getenv("FONTCONFIG_FILE")) {
        char command[4096] = "FONTCONFIG_FILE=/dev/null ";
        ssize_t at = (ssize_t)strlen(command);
        ssize_t n = readlink("/proc/self/exe", command + at, sizeof command - 20 - (size_t)at);
        assert_true(n > 0);
        strcpy(command + at + n, " fonts 2>/dev/null");
        assert_int_equal(system(command), 0);
        return;
    }
    struct chart_hour hours[HOURS];
    struct chart chart = quiet_days(hours);
    struct chart_label day = {24, STR(DAY_FA), STR("1")};
    struct picture picture;
    (void)state;
    chart.days = &day;
    chart.day_count = 1;
    hours[40].count = 20;
    picture_draw(&picture, &chart);
    assert_int_equal(at(&picture, middle(40), FLOOR), ACCENT);
    picture_clear(&picture);
}

static void the_same_chart_is_the_same_file(void **state)
{
    struct chart_hour hours[HOURS];
    struct chart chart = quiet_days(hours);
    CLEANUP_BUF struct buf one = BUF_INIT(1 << 20), two = BUF_INIT(1 << 20);
    (void)state;
    assert_true(chart_png(&chart, &one) && chart_png(&chart, &two));
    assert_true(str_eq(buf_str(&one), buf_str(&two)));
    assert_true(one.n < 12 * 1024);
}

static void the_top_is_even_and_above_all(void **state)
{
    const double counts[] = {0, 1, 2, 3, 9, 10, 11, 99, 101, 12345, 1e9};
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct chart_hour hour = {.count = counts[i], .high = 0.5};
        double top = chart_top(&hour, 1);
        assert_true(top >= counts[i] && top >= 2 && top <= 2 + 1.25 * counts[i]);
        assert_true(top / 2 == (double)(int64_t)(top / 2));
    }
}

static void nothing_is_added_where_it_does_not_fit(void **state)
{
    struct chart_hour hours[HOURS];
    struct chart chart = quiet_days(hours);
    CLEANUP_BUF struct buf png = BUF_INIT(100);
    (void)state;
    assert_false(chart_png(&chart, &png));
    assert_int_equal(png.n, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hours_above_the_usual_range_have_the_accent_and_no_others),
        cmocka_unit_test(an_hour_without_data_is_hatched_and_has_no_bar),
        cmocka_unit_test(the_ground_is_transparent_so_that_it_reads_on_light_and_dark),
        cmocka_unit_test(labels_are_drawn_where_their_hours_are),
        cmocka_unit_test(persian_letters_are_joined),
        cmocka_unit_test(the_same_chart_is_the_same_file),
        cmocka_unit_test(the_top_is_even_and_above_all),
        cmocka_unit_test(nothing_is_added_where_it_does_not_fit),
        cmocka_unit_test(without_any_font_the_picture_is_there_and_has_no_labels),
    };
    (void)argv;
    if (argc > 1) {
        const struct CMUnitTest alone[] = {
            cmocka_unit_test(without_any_font_the_picture_is_there_and_has_no_labels)};
        return cmocka_run_group_tests(alone, NULL, NULL);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
