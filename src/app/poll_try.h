/* One page of a source, fetched now as a crawl would for the first time; nothing is stored, and
 * nothing that is stored is asked: tokens are asked for anew. Blocking. */
#ifndef APP_POLL_TRY_H
#define APP_POLL_TRY_H

#include "app/poll.h"

/* The mentions of the page in the batch; what is wrong with single items in result->page. err tells
 * what is wrong with the source. */
bool poll_try(struct app *app, const struct config_source *source, struct batch *batch,
              struct walk_result *result, struct err *err) MUST_CHECK;

#endif
