/* A picture of few colours as a PNG with a palette (ISO/IEC 15948, colour type 3 with tRNS): a
 * third of what the same picture takes in true colours. Pure. */
#ifndef REPORT_PNG_H
#define REPORT_PNG_H

#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

/* Appends the file. Pixels are premultiplied 0xAARRGGBB, as cairo draws them, row by row without
 * space between the rows; width and height 1 to 10,000. Where there are more than 256 colours, near
 * ones become the most frequent of them. False, with nothing added, when it does not fit. */
bool png_write(const uint32_t *pixels, uint32_t width, uint32_t height, struct buf *png) MUST_CHECK;

#endif
