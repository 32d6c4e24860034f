/* Mentions on stdout, as nabz mentions and nabz author show them. */
#ifndef CMD_MENTION_ROWS_H
#define CMD_MENTION_ROWS_H

#include "cmd/printer.h"
#include "store/mentions.h"

/* One after the other, in memory for one; a table has the columns that fit a screen. A table
 * without a row says `nothing` on stderr. */
bool mention_rows_print(struct store *store, const struct mention_filter *filter,
                        const struct print_flags *flags, const char *nothing,
                        struct err *err) MUST_CHECK;

#endif
