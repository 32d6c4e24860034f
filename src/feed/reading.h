/* One page being read: what the readers of all formats share. Serves extract.c and the format
 * readers (json_items, syndication, json_feed, structured, html_items). */
#ifndef FEED_READING_H
#define FEED_READING_H

#include "feed/extract.h"
#include "feed/filter.h"

struct reading {
    const struct recipe *recipe;
    const struct extract_context *context;
    const char *zone;
    struct page *page;
    struct batch *batch;
    struct str body; /* UTF-8 */
    bool full;       /* the page has had LIMIT_PAGE_ITEMS, and that was told */
};

/* A new mention for the next item of the page, NULL when the page has had LIMIT_PAGE_ITEMS. Valid
 * until the next call; must be followed by reading_finish. */
struct mention *reading_item(struct reading *reading);

/* Completes the item: resolves the URL, sees to an id, holds a date in the future down to now. An
 * item with nothing in it is taken off the batch again, as a problem. */
void reading_finish(struct reading *reading, struct mention *mention);

/* Notes what is wrong with the current item, or with the page before the first. field may be NULL.
 */
void reading_problem(struct reading *reading, const char *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts a value in its place: cleaned, capped, of the right type. A value that does not fit is a
 * problem and leaves the field absent. */
void reading_set(struct reading *reading, struct mention *mention, enum recipe_field_name field,
                 struct value value);

/* Runs the recipe's filters over what a format has found by itself, before reading_finish. */
void refine_item(struct reading *reading, struct mention *mention);

/* Cleaned and on one line, for ids, names and titles; absent when nothing is left. */
struct str reading_line(struct reading *reading, struct str s);
/* A language tag: BCP 47, though people write en_US. */
struct str reading_language(struct reading *reading, struct str s);
/* The same as reading_line of HTML. */
struct str reading_html_line(struct reading *reading, struct str html);
/* Cleaned text of HTML, lines kept. */
struct str reading_html(struct reading *reading, struct str html);

/* A time in "auto" reading; TIME_NONE when it is none. precision may be NULL. */
int64_t reading_time(struct reading *reading, struct str s, enum time_precision *precision);

/* The format readers: fill page->info and the batch, or refuse the whole page. */
bool json_items_read(struct reading *reading, struct err *err) MUST_CHECK;
bool syndication_read(struct reading *reading, struct err *err) MUST_CHECK;
bool json_feed_read(struct reading *reading, struct err *err) MUST_CHECK;
bool structured_read(struct reading *reading, struct err *err) MUST_CHECK;
bool html_items_read(struct reading *reading, struct err *err) MUST_CHECK;

/* Whether the recipe's paths, joins and filters can be understood. */
bool json_items_check(const struct recipe *recipe, struct err *err) MUST_CHECK;
bool html_items_check(const struct recipe *recipe, struct err *err) MUST_CHECK;
bool refine_check(const struct recipe *recipe, struct err *err) MUST_CHECK;

#endif
