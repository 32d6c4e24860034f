/* Files: read whole with a cap, write by rename so that a reader never sees half of one, lock so
 * that two runs never overlap, map read-only. Paths are C strings. Blocking. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"
#include "base/err.h"

/* Appends the content of `path` ("-" is stdin) to buf. Fails on a file larger than the buf's cap.
 */
bool file_read(const char *path, struct buf *buf, struct err *err) MUST_CHECK;

/* Writes to a new file beside `path`, syncs it, renames it over `path`. mode as for open(2). */
bool file_write(const char *path, struct str content, unsigned mode, struct err *err) MUST_CHECK;

struct file_map {
    const void *bytes; /* NULL when the file is empty */
    size_t n;
};
/* The file as read-only memory. Fails on more than `max` bytes. */
bool file_map(const char *path, size_t max, struct file_map *map, struct err *err) MUST_CHECK;
void file_unmap(struct file_map *map);

enum file_lock_result { FILE_LOCK_TAKEN, FILE_LOCK_BUSY, FILE_LOCK_FAILED };
/* Takes the lock on `path` without waiting, making the file if need be. On FILE_LOCK_TAKEN *fd
 * holds it until it is closed or the process ends, however it ends. err only on FAILED. */
enum file_lock_result file_lock(const char *path, int *fd, struct err *err);

/* Where the program's own data lie: $NABZ_DATA, else ../share/nabz seen from the program, which is
 * right in the build tree and where it is installed. Copied into the arena. */
const char *file_data_path(struct arena *arena, const char *below);
/* Where the parts of the program lie that are loaded when they are needed: ../lib/nabz. */
const char *file_module_path(struct arena *arena, const char *below);

#endif
