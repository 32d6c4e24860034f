/* Every command has its row here; the order is that of --help. */
#include "cmd/cmd.h"

#include "cmd/commands.h"

const struct command *const command_table[] = {
    &command_detect,
    &command_extract,
    &command_help,
};

const size_t command_count = sizeof command_table / sizeof *command_table;
