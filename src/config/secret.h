/* A secret of nabz.yaml: never its value, only where it is kept. Read when it is needed, wiped
 * after, and never part of an error. Blocking: a command gets SECRET_SECONDS to answer. */
#ifndef CONFIG_SECRET_H
#define CONFIG_SECRET_H

#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

#define SECRET_SECONDS 30

/* Exactly one of file, command, env is set. */
struct secret {
    char *name;      /* of the recipe's parameter; NULL for a password */
    char *file;      /* one line; others may not read it (chmod 600) */
    char *command;   /* run by /bin/sh; the first line it prints */
    char *env;       /* name of an environment variable */
    char *ends;      /* when a platform takes it no longer, for one that nobody renews; or NULL */
    int64_t ends_at; /* the same in UTC seconds; 0: nobody said */
};

/* Appends the value to buf, at most LIMIT_SECRET bytes without the line's end. Fails when it cannot
 * be read, is empty, has more than one line, or holds control characters. */
bool secret_read(const struct secret *secret, struct buf *buf, struct err *err) MUST_CHECK;

/* Overwrites the memory before giving it back. */
void secret_wipe(struct buf *buf);
#define CLEANUP_SECRET CLEANUP(secret_wipe)

#endif
