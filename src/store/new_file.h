/* Inside store/ only: a database that gets its name when it is whole. Until then it lies beside it,
 * with .part behind the name, and is its owner's alone. Cut off, that is what it leaves, and the
 * next of that name removes it; two that make one in the same folder take turns.
 *
 * Where a folder cannot be locked (NFS, some of FUSE) nobody can tell what was left from what is
 * being written: one of two at once is refused, and so is the next after one that was cut off,
 * until a person has removed the part. No file system lets a name be taken for whole that is not.
 */
#ifndef STORE_NEW_FILE_H
#define STORE_NEW_FILE_H

#include "base/buf.h"
#include "base/err.h"

struct new_file {
    const char *path;
    struct buf part; /* the name until then; "" when there is nothing to remove */
    int folder;      /* locked while it is open, where the file system can; else -1 */
};

/* Fails when `path` is there, or a part that may be another's. The part is made, and empty. */
bool new_file_begin(struct new_file *file, const char *path, struct err *err) MUST_CHECK;
/* Gives it its name, on the disk, too. */
bool new_file_finish(struct new_file *file, struct err *err) MUST_CHECK;
/* Removes what was not finished. */
void new_file_clear(struct new_file *file);

/* An empty file, its owner's alone. False, and errno says why, when it is there or cannot be made.
 */
bool new_file_private(const char *path);

#define CLEANUP_NEW_FILE CLEANUP(new_file_clear)

#endif
