/* Inside store/ only: the SQL functions that are there without anybody's asking. */
#ifndef STORE_FUNCTIONS_H
#define STORE_FUNCTIONS_H

#include "store/query.h"

/* fold(text), NULL until store_set_fold; jalali(seconds), the date in the zone of the views. */
bool functions_register(struct store *store, struct err *err) MUST_CHECK;

#endif
