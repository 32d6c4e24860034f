/* What is drawn first lies behind: gaps, the usual range, lines across, bars, the usual, labels.
 * Pango and fontconfig keep what they have read of the fonts for the life of the process; the font
 * map is ours, so that it can be given back. */
#include "draw/chart.h"

#include "base/mem.h"

#include <cairo.h>
#include <math.h>
#include <pango/pangocairo.h>

#define FONT "Vazirmatn, Noto Sans, Noto Sans Arabic, DejaVu Sans, sans-serif 9"

enum { PLOT_TOP = 16, PLOT_BOTTOM = 118, DAY_TICK = 5, LABEL_GAP = 4 };

static const uint32_t soft = 0x727e8b, usual_bar = 0x8794a2, range = 0x7f93a8;

struct pen {
    const struct chart *chart;
    cairo_t *cairo;
    PangoContext *words;
    double top;  /* count at PLOT_TOP */
    double step; /* width of an hour */
};

static void release_surface(cairo_surface_t **surface)
{
    cairo_surface_destroy(*surface);
}

static void release_cairo(cairo_t **cairo)
{
    cairo_destroy(*cairo);
}

static void release_object(gpointer object)
{
    gpointer *at = object;
    if (*at) {
        g_object_unref(*at);
    }
}

static void ink(const struct pen *pen, uint32_t rgb, double opacity)
{
    cairo_set_source_rgba(pen->cairo, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
                          (rgb & 255) / 255.0, opacity);
}

static double y_of(const struct pen *pen, double count)
{
    double part = fmin(fmax(count, 0), pen->top) / pen->top;
    return PLOT_BOTTOM - part * (PLOT_BOTTOM - PLOT_TOP);
}

/* ---- labels ---- */

static bool shape(PangoLayout *layout, struct str text)
{
    pango_layout_set_text(layout, text.n ? text.p : "", (int)text.n);
    return text.n && pango_layout_get_unknown_glyphs_count(layout) == 0;
}

/* Its layout, to be given back by the caller, and its width; NULL when no font has its letters. */
static PangoLayout *layout_of(const struct pen *pen, const struct chart_label *label, double *width)
{
    PangoLayout *layout = pango_layout_new(pen->words);
    int pixels = 0;
    if (!shape(layout, label->text) && !shape(layout, label->plain)) {
        g_object_unref(layout);
        return NULL;
    }
    pango_layout_get_pixel_size(layout, &pixels, NULL);
    *width = pixels;
    return layout;
}

/* The bottom of its first line is at y. */
static void put(const struct pen *pen, PangoLayout *layout, double x, double y)
{
    cairo_move_to(pen->cairo, x, y - pango_layout_get_baseline(layout) / (double)PANGO_SCALE);
    pango_cairo_show_layout(pen->cairo, layout);
}

/* Counts, each above its line. */
static void draw_heights(const struct pen *pen)
{
    for (size_t i = 0; i < pen->chart->height_count; i++) {
        const struct chart_label *label = &pen->chart->heights[i];
        double y = y_of(pen, label->at), width;
        CLEANUP(release_object) PangoLayout *layout = layout_of(pen, label, &width);
        if (layout) {
            ink(pen, soft, 1);
            put(pen, layout, 0, y - 3);
        }
    }
}

/* Days behind their ticks, and the end at the right; a day that has no room before what follows is
 * left without its name. */
static void draw_days(const struct pen *pen)
{
    const struct chart *chart = pen->chart;
    double width, right = CHART_WIDTH, y = CHART_HEIGHT - 6;
    CLEANUP(release_object) PangoLayout *end = layout_of(pen, &chart->end, &width);
    ink(pen, soft, 1);
    if (end) {
        put(pen, end, CHART_WIDTH - width, y);
        right -= width + 3 * LABEL_GAP;
    }
    for (size_t i = chart->day_count; i-- > 0;) {
        double x = chart->days[i].at * pen->step;
        CLEANUP(release_object) PangoLayout *day = layout_of(pen, &chart->days[i], &width);
        cairo_rectangle(pen->cairo, x, PLOT_BOTTOM, 1, DAY_TICK);
        cairo_fill(pen->cairo);
        if (day && x + LABEL_GAP + width <= right) {
            put(pen, day, x + LABEL_GAP, y);
            right = x - LABEL_GAP;
        }
    }
}

/* ---- the plot ---- */

static void draw_gaps(const struct pen *pen)
{
    const struct chart *chart = pen->chart;
    cairo_save(pen->cairo);
    for (size_t i = 0; i < chart->hour_count; i++) {
        if (chart->hours[i].gap) {
            cairo_rectangle(pen->cairo, (double)i * pen->step, PLOT_TOP, pen->step,
                            PLOT_BOTTOM - PLOT_TOP);
        }
    }
    cairo_clip(pen->cairo);
    ink(pen, soft, 0.45);
    cairo_set_line_width(pen->cairo, 0.8);
    for (double x = -CHART_HEIGHT; x < CHART_WIDTH; x += 5) {
        cairo_move_to(pen->cairo, x, PLOT_BOTTOM);
        cairo_line_to(pen->cairo, x + PLOT_BOTTOM - PLOT_TOP, PLOT_TOP);
    }
    cairo_stroke(pen->cairo);
    cairo_restore(pen->cairo);
}

/* A line through the middles of the hours, level to both ends. */
static void trace(const struct pen *pen, bool high)
{
    const struct chart *chart = pen->chart;
    for (size_t i = 0; i < chart->hour_count; i++) {
        double y = y_of(pen, high ? chart->hours[i].high : chart->hours[i].expected);
        if (i == 0) {
            cairo_line_to(pen->cairo, 0, y);
        }
        cairo_line_to(pen->cairo, ((double)i + 0.5) * pen->step, y);
        if (i + 1 == chart->hour_count) {
            cairo_line_to(pen->cairo, CHART_WIDTH, y);
        }
    }
}

static void draw_range(const struct pen *pen)
{
    cairo_move_to(pen->cairo, 0, PLOT_BOTTOM);
    trace(pen, true);
    cairo_line_to(pen->cairo, CHART_WIDTH, PLOT_BOTTOM);
    cairo_close_path(pen->cairo);
    ink(pen, range, 0.2);
    cairo_fill(pen->cairo);
}

static void draw_usual(const struct pen *pen)
{
    const double dashes[] = {3, 3};
    cairo_new_path(pen->cairo);
    trace(pen, false);
    ink(pen, soft, 0.9);
    cairo_set_line_width(pen->cairo, 1);
    cairo_set_dash(pen->cairo, dashes, 2, 0);
    cairo_stroke(pen->cairo);
    cairo_set_dash(pen->cairo, NULL, 0, 0);
}

static void draw_lines(const struct pen *pen)
{
    for (size_t i = 0; i < pen->chart->height_count; i++) {
        ink(pen, soft, 0.28);
        cairo_rectangle(pen->cairo, 0, y_of(pen, pen->chart->heights[i].at) - 0.4, CHART_WIDTH,
                        0.8);
        cairo_fill(pen->cairo);
    }
    ink(pen, soft, 0.8);
    cairo_rectangle(pen->cairo, 0, PLOT_BOTTOM, CHART_WIDTH, 1);
    cairo_fill(pen->cairo);
}

static void draw_bars(const struct pen *pen)
{
    for (size_t i = 0; i < pen->chart->hour_count; i++) {
        const struct chart_hour *hour = &pen->chart->hours[i];
        if (hour->gap || hour->count <= 0) {
            continue;
        }
        double y = y_of(pen, hour->count), space = pen->step * 0.14;
        bool above = hour->count > hour->high;
        cairo_rectangle(pen->cairo, (double)i * pen->step + space, y, pen->step - 2 * space,
                        PLOT_BOTTOM - y);
        ink(pen, above ? pen->chart->accent : usual_bar, 1);
        cairo_fill(pen->cairo);
    }
}

static void draw(const struct pen *pen)
{
    draw_gaps(pen);
    draw_range(pen);
    draw_lines(pen);
    draw_bars(pen);
    draw_usual(pen);
    draw_heights(pen);
    draw_days(pen);
}

bool chart_draw(const struct chart *chart, double top, uint32_t *pixels)
{
    CLEANUP(release_surface)
    cairo_surface_t *surface = cairo_image_surface_create_for_data(
        (unsigned char *)pixels, CAIRO_FORMAT_ARGB32, CHART_PIXELS_WIDE, CHART_PIXELS_HIGH,
        CHART_PIXELS_WIDE * (int)sizeof *pixels);
    CLEANUP(release_cairo) cairo_t *cairo = cairo_create(surface);
    CLEANUP(release_object) PangoFontMap *fonts = pango_cairo_font_map_new();
    CLEANUP(release_object) PangoContext *words = pango_font_map_create_context(fonts);
    PangoFontDescription *font = pango_font_description_from_string(FONT);
    struct pen pen = {chart, cairo, words, top, CHART_WIDTH / (double)chart->hour_count};
    pango_context_set_font_description(words, font);
    pango_font_description_free(font);
    cairo_scale(cairo, (double)CHART_PIXELS_WIDE / CHART_WIDTH,
                (double)CHART_PIXELS_HIGH / CHART_HEIGHT);
    pango_cairo_update_context(cairo, words);
    draw(&pen);
    cairo_surface_flush(surface);
    return cairo_status(cairo) == CAIRO_STATUS_SUCCESS;
}
