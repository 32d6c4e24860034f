/* nabz init: a configuration to start from. */
#include "base/file.h"
#include "base/limits.h"
#include "cmd/commands.h"
#include "config/config.h"

#include <stdio.h>
#include <unistd.h>

static int run(const struct invocation *invocation)
{
    struct err err = ERR_NONE;
    CLEANUP_BUF struct buf sample = BUF_INIT(LIMIT_CONFIG_FILE);
    const char *path = invocation->globals.config ? invocation->globals.config : "nabz.yaml";
    if (access(path, F_OK) == 0) {
        err_set(&err, "%s is there already; nothing was changed", path);
        return command_fail(EXIT_CONFIG, &err);
    }
    bool well = config_sample(&sample, &err) && file_write(path, buf_str(&sample), 0600, &err);
    if (!well) {
        return command_fail(EXIT_CONFIG, &err);
    }
    printf("wrote %s: name your brand, sources and team there, then run 'nabz check'\n", path);
    return EXIT_WELL;
}

const struct command command_init = {
    .name = "init",
    .summary = "writes a commented nabz.yaml to start from",
    .arguments = "",
    .example = "  nabz init",
    .run = run,
};
