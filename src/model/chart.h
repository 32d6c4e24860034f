/* The picture of an alert as data: counts hour by hour against what is usual, and what stands at
 * the axes. Drawn by draw/chart.h, made a file by report/picture.h. */
#ifndef MODEL_CHART_H
#define MODEL_CHART_H

#include "base/str.h"

#include <stdint.h>

#define CHART_WIDTH  400 /* units; a label is 12 of them high */
#define CHART_HEIGHT 140

/* One hour: a bar in the accent when it is above what is usual, else in grey. */
struct chart_hour {
    double count, expected; /* what came, what is usual */
    double high;            /* the usual range ends here */
    bool gap;               /* no data, which is not zero: hatched */
};

/* What stands at an axis. Where no font has the letters of `text`, `plain` stands instead, which
 * should be ASCII digits; where none has those either, nothing does. */
struct chart_label {
    double at; /* an hour, counted from the first; or a count */
    struct str text, plain;
};

struct chart {
    const struct chart_hour *hours;
    size_t hour_count;                 /* one at least */
    const struct chart_label *days;    /* where days begin, ascending */
    const struct chart_label *heights; /* lines across */
    size_t day_count, height_count;
    struct chart_label end; /* what the right end is */
    uint32_t accent;        /* 0xRRGGBB */
};

#define CHART_PIXELS_WIDE 1024 /* twice the width it is shown in */
#define CHART_PIXELS_HIGH 358

/* The draw module (draw/chart.c, lib/nabz/chart.so) has one function of this type, "chart_draw":
 * `top` is the count at the upper edge, pixels CHART_PIXELS_WIDE by CHART_PIXELS_HIGH of
 * premultiplied 0xAARRGGBB. False when memory or cairo fails. */
typedef bool chart_draw_fn(const struct chart *chart, double top, uint32_t *pixels);

#endif
