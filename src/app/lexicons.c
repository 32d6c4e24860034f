#include "app/lexicons.h"

#include "base/file.h"
#include "base/limits.h"
#include "sentiment/compile.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FOLDERS_DEEP = 3 }; /* <folder>/fa/curated/words.tsv and one to spare */

/* ---- finding the sources ---- */

struct finding {
    struct arena *arena;
    struct lexicon_sources *sources;
    struct err *err;
};

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool take_file(struct finding *finding, const char *path)
{
    struct lexicon_sources *s = finding->sources;
    if (s->count + s->check_count + s->label_count == LIMIT_LEXICON_SOURCES) {
        return err_set(finding->err, "more than %u files of lexicons", LIMIT_LEXICON_SOURCES);
    }
    bool check = strcmp(file_name(path), "check.tsv") == 0;
    *(strstr(path, "/labels/") ? &s->labels[s->label_count++]
      : check                  ? &s->checks[s->check_count++]
                               : &s->list[s->count++]) = path;
    return true;
}

static int is_wanted(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool take_path(struct finding *finding, const char *path, int depth);

static bool take_folder(struct finding *finding, const char *path, int depth)
{
    struct dirent **entries;
    int count = scandir(path, &entries, is_wanted, alphasort);
    if (count < 0) {
        return err_set(finding->err, "%s: %s", path, strerror(errno));
    }
    bool well = true;
    for (int i = 0; i < count; i++) {
        struct str below = str_format(finding->arena, "%s/%s", path, entries[i]->d_name);
        well = well && take_path(finding, below.p, depth + 1);
        free(entries[i]);
    }
    free(entries);
    return well;
}

/* What is named by the user must be there and be a source; of a folder only sources are taken. */
static bool take_path(struct finding *finding, const char *path, int depth)
{
    struct stat about;
    if (stat(path, &about) != 0) {
        return err_set(finding->err, "%s: %s", path, strerror(errno));
    }
    if (S_ISDIR(about.st_mode)) {
        return depth > FOLDERS_DEEP || take_folder(finding, path, depth);
    }
    if (str_ends(str_of(path), STR(".tsv"))) {
        return take_file(finding, path);
    }
    return depth > 0 || err_set(finding->err, "%s: neither a folder nor a .tsv file", path);
}

bool lexicon_sources_find(const char *path, struct arena *arena, struct lexicon_sources *sources,
                          struct err *err)
{
    struct finding finding = {arena, sources, err};
    *sources = (struct lexicon_sources){
        .list = arena_array(arena, const char *, LIMIT_LEXICON_SOURCES),
        .checks = arena_array(arena, const char *, LIMIT_LEXICON_SOURCES),
        .labels = arena_array(arena, const char *, LIMIT_LEXICON_SOURCES),
    };
    return take_path(&finding, path, 0);
}

/* ---- compiling ---- */

static bool add_sources(struct lexicon_builder *builder, const char *path, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct lexicon_sources sources;
    if (!lexicon_sources_find(path, &arena, &sources, err)) {
        return false;
    }
    if (!sources.count && !sources.label_count) {
        return err_set(err, "%s: no .tsv file of a lexicon in it", path);
    }
    for (size_t i = 0; i < sources.count; i++) {
        if (!lexicon_builder_add(builder, sources.list[i], err)) {
            return false;
        }
    }
    return true;
}

bool lexicon_compile(char *const *paths, size_t count, const struct lexicon *base,
                     struct buf *image, struct lexicon **lexicon, struct err *err)
{
    CLEANUP(lexicon_builder_close_at) struct lexicon_builder *builder = lexicon_builder_open();
    if (base) {
        lexicon_builder_take_suffixes(builder, base);
    }
    for (size_t i = 0; i < count; i++) {
        if (!add_sources(builder, paths[i], err)) {
            return false;
        }
    }
    *image = BUF_INIT(LIMIT_LEXICON_FILE);
    if (!lexicon_builder_finish(builder, image, err) ||
        !lexicon_of_bytes(buf_str(image), lexicon, err)) {
        buf_clear(image);
        return false;
    }
    return true;
}

/* ---- the lexicons of a run ---- */

static bool open_brand(struct lexicons *lexicons, const struct config *config, struct err *err)
{
    if (!config->lexicon_count) {
        return true;
    }
    if (!lexicon_compile(config->lexicons, config->lexicon_count, lexicons->shipped,
                         &lexicons->image, &lexicons->brand, err)) {
        return err_wrap(err, "%s: lexicons", config->path);
    }
    lexicons->scorer.overrides[0] = lexicons->brand;
    return true;
}

static void configure(struct scorer_options *options, const struct config *config)
{
    options->learned = !config->score.curated_only;
    if (config->score.neutral_band) {
        options->neutral_band = *config->score.neutral_band;
    }
}

static void write_version(struct lexicons *lexicons)
{
    snprintf(lexicons->version, sizeof lexicons->version, "%s%s%s %s%s",
             lexicon_version(lexicons->shipped), lexicons->brand ? "+" : "",
             lexicons->brand ? lexicon_version(lexicons->brand) : "",
             label_words_version(&lexicons->labels),
             lexicons->scorer.options.learned ? "" : " curated");
}

bool lexicons_open(struct lexicons *lexicons, const struct config *config, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    *lexicons = (struct lexicons){.shipped = NULL};
    if (!lexicon_open(file_data_path(&arena, "lexicon.image"), &lexicons->shipped, err)) {
        return err_wrap(err, "lexicon");
    }
    lexicons->scorer = (struct scorer){.lexicon = lexicons->shipped, .options = SCORER_DEFAULT};
    if (config) {
        configure(&lexicons->scorer.options, config);
        if (!open_brand(lexicons, config, err)) {
            lexicons_close(lexicons);
            return false;
        }
    }
    if (!label_words_open(&lexicons->labels, config, err)) {
        lexicons_close(lexicons);
        return false;
    }
    write_version(lexicons);
    return true;
}

struct mention_readers lexicons_readers(const struct lexicons *lexicons)
{
    return (struct mention_readers){str_of(lexicons->version), lexicons->labels.touchpoints,
                                    lexicons->labels.touchpoint_count};
}

void lexicons_close(struct lexicons *lexicons)
{
    label_words_close(&lexicons->labels);
    lexicon_close(lexicons->brand);
    lexicon_close(lexicons->shipped);
    buf_clear(&lexicons->image);
    *lexicons = (struct lexicons){.shipped = NULL};
}
