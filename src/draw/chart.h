/* Draws the picture of an alert with cairo; the labels are shaped by pango, so that Persian joins.
 *
 * A module of its own, loaded when the first picture is drawn: the libraries below it are thirty,
 * and take longer to load than all the rest of a run that mails nothing.
 *
 * One picture reads on a light and on a dark ground: it is transparent, and its colours lie in the
 * middle between both (about 4 to 1 against either). Time runs from left to right in every
 * language. Same arguments and same installed fonts, same pixels. */
#ifndef DRAW_CHART_H
#define DRAW_CHART_H

#include "model/chart.h"

chart_draw_fn chart_draw;

#endif
