/* The commands, one or a few related ones per file of this folder. */
#ifndef CMD_COMMANDS_H
#define CMD_COMMANDS_H

#include "cmd/cmd.h"

extern const struct command command_detect;
extern const struct command command_extract;
extern const struct command command_help;

#endif
