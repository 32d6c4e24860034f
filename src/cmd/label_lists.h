/* Needs, touchpoints, stages and intents as a person types them: "price-,design+", "app",
 * "after-purchase", "complaint,leaving". A name that is none is told with the nearest one. */
#ifndef CMD_LABEL_LISTS_H
#define CMD_LABEL_LISTS_H

#include "base/err.h"
#include "base/mem.h"
#include "model/labels.h"

/* `text` NULL is nothing, and well. A need or touchpoint without a sign is neutral. `option` is how
 * the complaint begins: "--need". */
bool needs_read(const char *option, const char *text, struct labels *labels,
                struct err *err) MUST_CHECK;
bool intents_read(const char *option, const char *text, struct labels *labels,
                  struct err *err) MUST_CHECK;
bool stage_read(const char *option, const char *text, struct labels *labels,
                struct err *err) MUST_CHECK;
/* By the index of `names`. */
bool touchpoints_read(const char *option, const char *text, const char *const *names, size_t count,
                      struct labels *labels, struct err *err) MUST_CHECK;

#endif
