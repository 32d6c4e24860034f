/* What went wrong in the world, told so that the reader of a cron mail can act on it.
 *
 * A function that can fail because of the world (a file, a server, a row, a user's words) returns
 * bool and takes a struct err * as its last argument. On false the error is filled; on true it is
 * untouched. Each level that returns the failure upward may put its own noun in front:
 *
 *     source shop-reviews: page 3: item 2: field rating: not a number: "five"
 *
 * Messages quote what came from outside, so bytes that are not UTF-8 and control characters are
 * written as '?': the text is always fit for a terminal, a mail and the database.
 *
 * A programmer's mistake is an assert, running out of memory ends the process (base/mem.h), and
 * nobody both logs an error and returns it. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

#define ERR_TEXT_MAX 1024 /* longer messages are cut at a whole UTF-8 character */

struct err {
    char text[ERR_TEXT_MAX];
};

#define ERR_NONE                                                                                   \
    {                                                                                              \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }
#define MUST_CHECK __attribute__((warn_unused_result))

/* Replaces the text. Always returns false, so that `return err_set(err, ...)` reads well.
 * err may be NULL: then only the false is wanted. */
bool err_set(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts "<formatted>: " in front of what is there. Always returns false. err may be NULL. */
bool err_wrap(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
