#include "store/new_file.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static bool fail(const char *path, struct err *err)
{
    return err_set(err, "%s: %s", path, strerror(errno));
}

/* Without a lock, on a file system that has none, two at once are not told apart. */
static int folder_lock(const char *path)
{
    struct buf name CLEANUP_BUF = BUF_INIT(64u * KIB);
    const char *end = strrchr(path, '/');
    buf_add(&name, end ? (struct str){path, (size_t)(end - path) + 1} : STR("."));
    int folder = open(buf_str(&name).p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (folder >= 0 && flock(folder, LOCK_EX) != 0 && errno == EINTR) {
    }
    return folder;
}

static void remove_parts(const struct new_file *file)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        struct buf name CLEANUP_BUF = BUF_INIT(64u * KIB);
        buf_addf(&name, "%s%s", buf_str(&file->part).p, endings[i]);
        unlink(buf_str(&name).p);
    }
}

bool new_file_private(const char *path)
{
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    return fd >= 0 && close(fd) == 0;
}

bool new_file_begin(struct new_file *file, const char *path, struct err *err)
{
    *file = (struct new_file){path, BUF_INIT(64u * KIB), folder_lock(path)};
    if (access(path, F_OK) == 0) {
        return err_set(err, "%s: is there already", path);
    }
    buf_addf(&file->part, "%s.part", path);
    remove_parts(file);
    return new_file_private(buf_str(&file->part).p) || fail(path, err);
}

static bool sync_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return synced;
}

bool new_file_finish(struct new_file *file, struct err *err)
{
    if (!sync_file(file->part.p) || rename(file->part.p, file->path) != 0) {
        return fail(file->path, err);
    }
    buf_clear(&file->part);
    /* Not every file system can: the file itself is whole by now. */
    (void)(file->folder >= 0 && fsync(file->folder));
    return true;
}

void new_file_clear(struct new_file *file)
{
    if (file->part.n) {
        remove_parts(file);
    }
    buf_clear(&file->part);
    if (file->folder >= 0) {
        close(file->folder);
    }
    file->folder = -1;
}
