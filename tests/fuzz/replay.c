/* Feeds every file of the folders that are named to the target, in the order of their names. A
 * folder that is not there is empty. Stands in for libFuzzer where the kept inputs are tests. */
#include "fuzz.h"

#include "base/file.h"
#include "base/limits.h"

#include <dirent.h>
#include <stdio.h>

static void feed(const char *path)
{
    CLEANUP_BUF struct buf file = BUF_INIT(LIMIT_LEXICON_FILE);
    struct err err = ERR_NONE;
    if (!file_read(path, &file, &err)) {
        fprintf(stderr, "%s\n", err.text);
        exit(EXIT_FAILURE);
    }
    fprintf(stderr, "%s\n", path);
    /* A block of its exact size, so that reading behind it is seen. */
    CLEANUP_FREE uint8_t *bytes = mem_alloc(file.n ? file.n : 1);
    if (file.n) {
        memcpy(bytes, file.p, file.n);
    }
    LLVMFuzzerTestOneInput(bytes, file.n);
}

static size_t feed_folder(const char *folder)
{
    struct dirent **found;
    int count = scandir(folder, &found, NULL, alphasort);
    size_t files = 0;
    for (int i = 0; i < count; i++) {
        if (found[i]->d_name[0] != '.') {
            struct arena arena = {0};
            feed(str_format(&arena, "%s/%s", folder, found[i]->d_name).p);
            arena_clear(&arena);
            files++;
        }
        free(found[i]);
    }
    if (count >= 0) {
        free(found);
    }
    return files;
}

int main(int argc, char **argv)
{
    size_t files = 0;
    for (int i = 1; i < argc; i++) {
        files += feed_folder(argv[i]);
    }
    if (files == 0) {
        fprintf(stderr, "nothing to feed: give folders with files\n");
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
