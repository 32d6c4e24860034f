/* The picture of an alert: counts hour by hour against what is usual, as a PNG for mail programs,
 * which show no SVG. Drawn with cairo; the labels are shaped by pango, so that Persian joins.
 *
 * One picture reads on a light and on a dark ground: it is transparent, and its colours lie in the
 * middle between both (about 4 to 1 against either). Time runs from left to right in every
 * language. It is 1,024 pixels wide, twice what it is shown in. Same arguments and same
 * installed fonts, same bytes. Nothing is kept between calls; reads the fonts of the system. */
#ifndef REPORT_CHART_H
#define REPORT_CHART_H

#include "base/buf.h"
#include "base/err.h"

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

/* A round even count at or above all that is drawn, 2 at least: where the picture ends. Lines at it
 * and at its half are at whole counts. */
double chart_top(const struct chart_hour *hours, size_t count);

/* Appends the PNG. False, with nothing added, when it cannot be drawn or does not fit. */
bool chart_png(const struct chart *chart, struct buf *png) MUST_CHECK;

#endif
