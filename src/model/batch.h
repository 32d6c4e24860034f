/* Filling a batch. */
#ifndef MODEL_BATCH_H
#define MODEL_BATCH_H

#include "model/mention.h"

/* A new mention at the end with every field absent. The address is valid until the next add. */
struct mention *batch_add(struct batch *batch);
void batch_clear(struct batch *batch); /* gives everything back; {0} again */

#endif
