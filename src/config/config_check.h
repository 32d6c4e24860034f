/* The second half of loading nabz.yaml: fills in defaults, turns words into numbers, and refuses
 * what the schema cannot see: ranges, names said twice, references to nothing. */
#ifndef CONFIG_CONFIG_CHECK_H
#define CONFIG_CONFIG_CHECK_H

#include "config/config.h"

/* config->path is set. The first fault is the error, with its place in the file. */
bool config_check(struct config *config, struct err *err) MUST_CHECK;

#endif
