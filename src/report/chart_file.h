/* The picture of an alert (model/chart.h) as a PNG for mail programs, which show no SVG. The module
 * that draws is loaded with the first one, and stays. Reads the fonts of the system. */
#ifndef REPORT_CHART_FILE_H
#define REPORT_CHART_FILE_H

#include "base/buf.h"
#include "base/err.h"
#include "model/chart.h"

/* A round even count at or above all that is drawn, 2 at least: where the picture ends. Lines at it
 * and at its half are at whole counts. */
double chart_top(const struct chart_hour *hours, size_t count);

/* Whether pictures can be drawn: the module is there, and what it needs. */
bool chart_ready(struct err *err) MUST_CHECK;

/* Appends the PNG. False, with nothing added, when it cannot be drawn or does not fit. */
bool chart_png(const struct chart *chart, struct buf *png) MUST_CHECK;

#endif
