#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static void close_at(int *fd)
{
    if (*fd >= 0) {
        close(*fd);
    }
}

static bool read_all(int fd, const char *path, struct buf *buf, struct err *err)
{
    char chunk[65536];
    for (;;) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n == 0) {
            return true;
        }
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return err_set(err, "%s: %s", path, strerror(errno));
        }
        if (!buf_add(buf, (struct str){chunk, (size_t)n})) {
            return err_set(err, "%s: larger than %zu bytes", path, buf->max);
        }
    }
}

bool file_read(const char *path, struct buf *buf, struct err *err)
{
    if (strcmp(path, "-") == 0) {
        return read_all(STDIN_FILENO, "standard input", buf, err);
    }
    CLEANUP(close_at) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return err_set(err, "%s: %s", path, strerror(errno));
    }
    return read_all(fd, path, buf, err);
}

static bool write_all(int fd, struct str content)
{
    while (content.n) {
        ssize_t n = write(fd, content.p, content.n);
        if (n < 0 && errno != EINTR) {
            return false;
        }
        content = str_slice(content, n > 0 ? (size_t)n : 0, content.n);
    }
    return fsync(fd) == 0;
}

bool file_write(const char *path, struct str content, unsigned mode, struct err *err)
{
    char beside[PATH_MAX];
    if (snprintf(beside, sizeof beside, "%s.%ld.new", path, (long)getpid()) >= PATH_MAX) {
        return err_set(err, "%s: %s", path, strerror(ENAMETOOLONG));
    }
    CLEANUP(close_at) int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0 || !write_all(fd, content) || rename(beside, path) != 0) {
        int why = errno;
        unlink(beside);
        return err_set(err, "%s: %s", path, strerror(why));
    }
    return true;
}

bool file_map(const char *path, size_t max, struct file_map *map, struct err *err)
{
    struct stat about;
    CLEANUP(close_at) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &about) != 0) {
        return err_set(err, "%s: %s", path, strerror(errno));
    }
    *map = (struct file_map){.n = (size_t)about.st_size};
    if (map->n > max) {
        return err_set(err, "%s: larger than %zu bytes", path, max);
    }
    if (map->n == 0) {
        return true;
    }
    void *bytes = mmap(NULL, map->n, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED) {
        return err_set(err, "%s: %s", path, strerror(errno));
    }
    map->bytes = bytes;
    return true;
}

void file_unmap(struct file_map *map)
{
    if (map->bytes) {
        void *bytes;
        memcpy(&bytes, &map->bytes, sizeof bytes);
        munmap(bytes, map->n);
    }
    *map = (struct file_map){0};
}

enum file_lock_result file_lock(const char *path, int *fd, struct err *err)
{
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*fd < 0) {
        err_set(err, "%s: %s", path, strerror(errno));
        return FILE_LOCK_FAILED;
    }
    if (flock(*fd, LOCK_EX | LOCK_NB) == 0) {
        return FILE_LOCK_TAKEN;
    }
    int why = errno;
    close(*fd);
    *fd = -1;
    if (why == EWOULDBLOCK) {
        return FILE_LOCK_BUSY;
    }
    err_set(err, "%s: %s", path, strerror(why));
    return FILE_LOCK_FAILED;
}

/* What stands beside the folder the program lies in. */
static const char *beside_program(struct arena *arena, const char *folder_name, const char *below)
{
    char program[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    struct str folder = {program, n > 0 ? (size_t)n : 0};
    for (int up = 0; up < 2; up++) {
        while (folder.n && folder.p[folder.n - 1] != '/') {
            folder.n--;
        }
        folder.n -= folder.n > 0;
    }
    return str_format(arena, "%.*s/%s/nabz/%s", STR_FMT(folder), folder_name, below).p;
}

const char *file_data_path(struct arena *arena, const char *below)
{
    const char *named = getenv("NABZ_DATA");
    return named && *named ? str_format(arena, "%s/%s", named, below).p
                           : beside_program(arena, "share", below);
}

const char *file_module_path(struct arena *arena, const char *below)
{
    return beside_program(arena, "lib", below);
}
