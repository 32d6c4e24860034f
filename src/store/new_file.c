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

static int folder_open(const char *path)
{
    struct buf name CLEANUP_BUF = BUF_INIT(64u * KIB);
    const char *end = strrchr(path, '/');
    buf_add(&name, end ? (struct str){path, (size_t)(end - path) + 1} : STR("."));
    return open(buf_str(&name).p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* False where the file system cannot: NFS locks no folders, others nothing at all. */
static bool folder_lock(int folder)
{
    int locked;
    do {
        locked = flock(folder, LOCK_EX);
    } while (locked != 0 && errno == EINTR);
    return locked == 0;
}

/* They are of who has the part. */
static void remove_beside(const struct new_file *file)
{
    static const char *const endings[] = {"-wal", "-shm", "-journal"};
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

/* Who makes the part has the name; only a lock tells that one found there is nobody's any more. */
static bool part_make(struct new_file *file, struct err *err)
{
    buf_addf(&file->part, "%s.part", file->path);
    const char *part = buf_str(&file->part).p;
    if (folder_lock(file->folder)) {
        unlink(part);
    }
    if (new_file_private(part)) {
        remove_beside(file);
        return true;
    }
    int why = errno;
    buf_clear(&file->part); /* not ours to remove */
    errno = why;
    return why == EEXIST ? err_set(err,
                                   "%s.part: is there, and its folder cannot be locked to see "
                                   "whether it is still being written: remove it if it is not",
                                   file->path)
                         : fail(file->path, err);
}

/* Looks for the file when it has the part: whoever had that before has given it its name, or has
 * not. */
bool new_file_begin(struct new_file *file, const char *path, struct err *err)
{
    *file = (struct new_file){path, BUF_INIT(64u * KIB), folder_open(path)};
    return part_make(file, err) &&
           (access(path, F_OK) != 0 || err_set(err, "%s: is there already", path));
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
        remove_beside(file);
        unlink(buf_str(&file->part).p);
    }
    buf_clear(&file->part);
    if (file->folder >= 0) {
        close(file->folder);
    }
    file->folder = -1;
}
