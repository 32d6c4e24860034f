/* What may stand in nabz.yaml, as a table for yaml_load. Types and shapes only: ranges, defaults
 * and references are config_check.h. */
#ifndef CONFIG_CONFIG_SCHEMA_H
#define CONFIG_CONFIG_SCHEMA_H

#include "config/yaml.h"

extern const struct cyaml_schema_value config_schema; /* of struct config */

#endif
