/* Platforms quote the token they refuse: no message has a secret in it. Pure. */
#ifndef FEED_HIDE_H
#define FEED_HIDE_H

#include "base/err.h"
#include "model/source.h"

/* Puts *** where the text of the error holds a secret of the parameters, whole or percent-encoded.
 * err may be NULL. */
void hide_params(const struct param *params, size_t count, struct err *err);

#endif
