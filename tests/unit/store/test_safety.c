/* What must hold when things go wrong around the database: killed writers, readers beside a writer,
 * folders that cannot be written, disks that are full. */
#include "fixture.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

/* Writes pages of ten, each in a transaction of its own, until it is killed; says each on a pipe.
 */
static _Noreturn void write_for_ever(struct fixture *fixture, int pipe_end)
{
    struct store *store;
    struct err err;
    if (!store_open(fixture->path, STORE_WRITE, &store, &err)) {
        _exit(1);
    }
    store_set_fold(store, SMALL_FOLD);
    fixture->store = store;
    for (int page = 0;; page++) {
        CLEANUP(batch_clear) struct batch batch = {0};
        for (int i = 0; i < 10; i++) {
            char id[24];
            snprintf(id, sizeof id, "%d", page * 10 + i);
            said(&batch, id, "late again", T0 + page * 60, LABEL_NEGATIVE);
        }
        store_page(fixture, "shop", &batch);
        if (write(pipe_end, "p", 1) != 1) {
            _exit(2);
        }
    }
}

static size_t drain(int end)
{
    char bytes[4096];
    size_t total = 0;
    ssize_t n;
    while ((n = read(end, bytes, sizeof bytes)) > 0) {
        total += (size_t)n;
    }
    return total;
}

/* Kills a writer some milliseconds after its first page; gives the pages it said it had stored. */
static size_t write_and_be_killed(struct fixture *fixture, useconds_t after_us)
{
    int ends[2];
    char byte;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        write_for_ever(fixture, ends[1]);
    }
    close(ends[1]);
    assert_int_equal(read(ends[0], &byte, 1), 1);
    usleep(after_us);
    kill(child, SIGKILL);
    size_t pages = 1 + drain(ends[0]);
    close(ends[0]);
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status));
    return pages;
}

static void a_writer_killed_anywhere_leaves_whole_pages(void **state)
{
    struct fixture *fixture = *state;
    for (useconds_t after = 0; after < 20; after++) {
        store_close(fixture->store);
        fixture->store = NULL;
        unlink(fixture->path);
        fixture_open(fixture, STORE_CREATE);
        store_close(fixture->store);
        fixture->store = NULL;
        size_t pages = write_and_be_killed(fixture, after * 700);

        fixture_open(fixture, STORE_WRITE);
        long long mentions = atoll(cell(fixture, "SELECT count(*) FROM mentions"));
        assert_int_equal(mentions % 10, 0);
        assert_true(mentions / 10 == (long long)pages || mentions / 10 == (long long)pages + 1);
        assert_int_equal(atoll(cell(fixture, "SELECT sum(negative) FROM facts")), mentions);
        must(search_index(fixture->store, &fixture->err));
        assert_int_equal(atoll(cell(fixture, "SELECT count(*) FROM mention_search('again')")),
                         mentions);
        assert_string_equal(cell(fixture, "SELECT count(*) FROM pragma_table_info('facts')"), "10");
    }
}

static void readers_see_whole_pages_while_a_writer_writes(void **state)
{
    struct fixture *fixture = *state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        write_for_ever(fixture, ends[1]);
    }
    close(ends[1]);
    fixture_reopen(fixture, STORE_READ);
    long long before = -1, looks = 0;
    char byte;
    while (looks < 200 && read(ends[0], &byte, 1) == 1) {
        long long now =
            atoll(cell(fixture, "SELECT (SELECT count(*) FROM mentions) = (SELECT "
                                "coalesce(sum(total), 0) FROM facts) AND (SELECT count(*) FROM "
                                "mentions) % 10 = 0"));
        long long mentions = atoll(cell(fixture, "SELECT count(*) FROM mentions"));
        assert_int_equal(now, 1);
        assert_true(mentions >= before);
        before = mentions;
        looks++;
    }
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(ends[0]);
    assert_true(before > 0);
}

static void what_is_not_committed_is_gone(void **state)
{
    struct fixture *fixture = *state;
    struct str value;
    must(store_begin(fixture->store, &fixture->err));
    must(setting_put(fixture->store, "k", STR("v"), &fixture->err));
    store_rollback(fixture->store);
    store_rollback(fixture->store); /* of nothing */
    must(setting_get(fixture->store, "k", &fixture->arena, &value, &fixture->err));
    assert_null(value.p);
    must(store_begin(fixture->store, &fixture->err));
    must(setting_put(fixture->store, "k", STR("v"), &fixture->err));
    fixture_reopen(fixture, STORE_WRITE);
    must(setting_get(fixture->store, "k", &fixture->arena, &value, &fixture->err));
    assert_null(value.p);
}

static void a_reader_cannot_write(void **state)
{
    struct fixture *fixture = *state;
    fixture_reopen(fixture, STORE_READ);
    assert_false(setting_put(fixture->store, "k", STR("v"), &fixture->err));
    assert_non_null(strstr(fixture->err.text, "nabz.db: attempt to write a readonly database"));
}

/* Root may write anywhere, so the one who tries is nobody. True when the child says all is well. */
static bool as_nobody(struct fixture *fixture, int (*try)(struct fixture *fixture))
{
    pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) {
            _exit(9);
        }
        _exit(try(fixture));
    }
    int status;
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) != 0) {
        print_message("child: %d\n", WEXITSTATUS(status));
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int try_to_write(struct fixture *fixture)
{
    struct store *store;
    struct err err = ERR_NONE;
    if (store_open(fixture->path, STORE_WRITE, &store, &err)) {
        return 1;
    }
    return strstr(err.text, fixture->path) ? 0 : 2;
}

static int try_to_read(struct fixture *fixture)
{
    struct err err = ERR_NONE;
    if (!store_open(fixture->path, STORE_READ, &fixture->store, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    fixture->arena = (struct arena){0};
    int status = strcmp(cell(fixture, "SELECT text FROM v_mentions"), "a") == 0 ? 0 : 2;
    store_close(fixture->store);
    arena_clear(&fixture->arena);
    return status;
}

static void a_folder_that_cannot_be_written_can_still_be_read(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    said(&batch, "1", "a", T0, LABEL_NEGATIVE);
    store_page(fixture, "shop", &batch);
    store_close(fixture->store);
    fixture->store = NULL;
    assert_int_equal(chmod(fixture->path, 0444), 0);
    assert_int_equal(chmod(fixture->folder, 0555), 0);
    assert_true(as_nobody(fixture, try_to_write));
    assert_true(as_nobody(fixture, try_to_read));
}

/* A file size limit is the full disk that a test can make. */
static void a_full_disk_is_told_and_costs_only_the_page(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch small = {0}, large = {0};
    CLEANUP_FREE char *text = mem_zalloc(60001, 1);
    memset(text, 'x', 60000);
    said(&small, "0", "a", T0, LABEL_NEGATIVE);
    store_page(fixture, "shop", &small);
    for (int i = 1; i < 40; i++) {
        char id[24];
        snprintf(id, sizeof id, "%d", i);
        said(&large, id, text, T0, LABEL_NEGATIVE);
    }
    struct rlimit old, limit;
    getrlimit(RLIMIT_FSIZE, &old);
    limit = (struct rlimit){1024 * 1024, old.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    struct known known[64] = {0};
    struct mention_counts counts = {0};
    struct mentions_origin origin = {STR("shop"), test_brands, {.lexicon = STR("l")}};
    must(store_begin(fixture->store, &fixture->err));
    must(mentions_known(fixture->store, origin.source, &large, known, &fixture->err));
    bool stored = mentions_add(fixture->store, &origin, &large, known, &counts, &fixture->err) &&
                  store_commit(fixture->store, &fixture->err);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_false(stored);
    assert_non_null(strstr(fixture->err.text, fixture->path));
    store_rollback(fixture->store);
    assert_string_equal(cell(fixture, "SELECT count(*) FROM v_mentions"), "1");
    assert_int_equal(store_page(fixture, "shop", &large).added, 39);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(a_writer_killed_anywhere_leaves_whole_pages),
        store_test(readers_see_whole_pages_while_a_writer_writes),
        store_test(what_is_not_committed_is_gone),
        store_test(a_reader_cannot_write),
        store_test(a_folder_that_cannot_be_written_can_still_be_read),
        store_test(a_full_disk_is_told_and_costs_only_the_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
