/* nabz db snapshot, db metadata: the database for others. */
#include "base/file.h"
#include "base/limits.h"
#include "cmd/commands.h"
#include "cmd/session.h"
#include "net/sign.h"
#include "store/snapshot.h"
#include "text/mask.h"

#include <ctype.h>
#include <stdio.h>
#include <sys/random.h>

struct snapshot_options {
    const char *key;
};

enum { KEY_BYTES = 32, PSEUDONYM_DIGITS = 16, NAME_MAX_BYTES = 4096 };

struct sharing {
    struct buf key;
    struct tokens tokens;
};

static void sharing_clear(struct sharing *sharing)
{
    buf_clear(&sharing->key);
    tokens_clear(&sharing->tokens);
}

/* One person is one pseudonym, in whatever case and with or without the @; without the key nobody
 * can try names. */
static void pseudonym(void *user, struct str name, struct buf *out, struct sql_value *value)
{
    const struct sharing *sharing = user;
    struct buf lower CLEANUP_BUF = BUF_INIT(NAME_MAX_BYTES);
    char digits[SIGN_TEXT_MAX];
    for (size_t i = str_starts(name, STR("@")); i < name.n; i++) {
        buf_add_byte(&lower, (char)tolower((unsigned char)name.p[i]));
    }
    sign_hmac_sha256(buf_str(&sharing->key), buf_str(&lower), digits);
    buf_addf(out, "person-%.*s", PSEUDONYM_DIGITS, digits);
    *value = (struct sql_value){.kind = SQL_TEXT, .text = buf_str(out)};
}

static void masked(void *user, struct str text, struct buf *out, struct sql_value *value)
{
    struct sharing *sharing = user;
    text_mask(&sharing->tokens, text, out);
    *value = (struct sql_value){.kind = SQL_TEXT, .text = buf_str(out)};
}

/* A key of a file names a person alike in all snapshots; without one it is thrown away. */
static bool key_read(struct sharing *sharing, const char *path, struct err *err)
{
    sharing->key = BUF_INIT(LIMIT_SECRET);
    if (path) {
        return file_read(path, &sharing->key, err) &&
               (str_trim(buf_str(&sharing->key)).n >= KEY_BYTES / 2 ||
                err_set(err, "%s: a key of %d bytes at least is wanted", path, KEY_BYTES / 2));
    }
    char bytes[KEY_BYTES];
    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes) {
        return err_set(err, "no random bytes to be had");
    }
    return buf_add(&sharing->key, (struct str){bytes, sizeof bytes});
}

static int run_snapshot(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    CLEANUP(sharing_clear) struct sharing sharing = {0};
    const struct snapshot_options *options = invocation->options;
    struct err err = ERR_NONE;
    int status = session_store(&session, STORE_READ);
    if (status != EXIT_WELL) {
        return status;
    }
    if (!key_read(&sharing, options->key, &err)) {
        return command_fail(EXIT_USAGE, &err);
    }
    return store_snapshot(session.store, invocation->arguments[0],
                          (struct sql_function){"pseudonym", pseudonym, &sharing},
                          (struct sql_function){"masked", masked, &sharing}, &err)
               ? EXIT_WELL
               : command_fail(EXIT_STORE, &err);
}

static int run_metadata(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    CLEANUP_BUF struct buf text = BUF_INIT(MIB);
    struct err err = ERR_NONE;
    int status = session_store(&session, STORE_READ);
    if (status != EXIT_WELL) {
        return status;
    }
    if (!store_metadata(session.store, &text, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    fwrite(text.p, 1, text.n, stdout);
    return EXIT_WELL;
}

static const struct option snapshot_table[] = {
    {"key", OPTION_TEXT, offsetof(struct snapshot_options, key), "FILE",
     "gives a person the same pseudonym in every snapshot; keep it at home"},
    {0},
};

const struct command command_db_snapshot = {
    .name = "db snapshot",
    .summary = "writes a copy to hand on: nobody named, texts masked, views and search in it",
    .arguments = "FILE",
    .argument_least = 1,
    .argument_most = 1,
    .options = snapshot_table,
    .options_size = sizeof(struct snapshot_options),
    .example = "  nabz db snapshot /tmp/for-the-agency.db",
    .run = run_snapshot,
};

const struct command command_db_metadata = {
    .name = "db metadata",
    .summary = "describes the views to Datasette, as metadata.yaml",
    .arguments = "",
    .example = "  nabz db metadata > metadata.yaml && datasette -i nabz.db -m metadata.yaml",
    .run = run_metadata,
};
