#include "app/label_words.h"

#include "app/lexicons.h"
#include "aspect/label_compile.h"
#include "base/file.h"
#include "base/limits.h"

#include <stdio.h>

/* The words of a touchpoint of nabz.yaml, as a source. */
static bool add_touchpoint(struct label_builder *builder, const struct config *config,
                           const struct config_touchpoint *touchpoint, struct err *err)
{
    CLEANUP_BUF struct buf source = BUF_INIT(LIMIT_CONFIG_FILE);
    for (unsigned i = 0; i < touchpoint->word_count; i++) {
        buf_addf(&source, "%s\t%s\n", touchpoint->words[i], touchpoint->name);
    }
    return (label_builder_add_touchpoint(builder, str_of(touchpoint->name), err) &&
            label_builder_add_text(builder, "words", buf_str(&source), err)) ||
           err_wrap(err, "%s: touchpoint %s", config->path, touchpoint->name);
}

static bool add_folder(struct label_builder *builder, const char *path, size_t *count,
                       struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct lexicon_sources sources;
    if (!lexicon_sources_find(path, &arena, &sources, err)) {
        return false;
    }
    *count += sources.label_count;
    for (size_t i = 0; i < sources.label_count; i++) {
        if (!label_builder_add(builder, sources.labels[i], err)) {
            return false;
        }
    }
    return true;
}

static bool add_all(struct label_builder *builder, const struct config *config, size_t *count,
                    struct err *err)
{
    *count = config->touchpoint_count;
    for (unsigned i = 0; i < config->touchpoint_count; i++) {
        if (!add_touchpoint(builder, config, &config->touchpoints[i], err)) {
            return false;
        }
    }
    for (unsigned i = 0; i < config->lexicon_count; i++) {
        if (!add_folder(builder, config->lexicons[i], count, err)) {
            return err_wrap(err, "%s: lexicons", config->path);
        }
    }
    return true;
}

static bool open_own(struct label_words *words, const struct config *config, struct err *err)
{
    CLEANUP(label_builder_close_at) struct label_builder *builder = label_builder_open();
    size_t count;
    if (!add_all(builder, config, &count, err)) {
        return false;
    }
    if (count == 0) {
        return true;
    }
    words->image = BUF_INIT(LIMIT_LEXICON_FILE);
    label_builder_take_endings(builder, words->shipped);
    return label_builder_finish(builder, &words->image, err) &&
           label_lexicon_of_bytes(buf_str(&words->image), &words->own, err);
}

bool label_words_open(struct label_words *words, const struct config *config, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    *words = (struct label_words){.shipped = NULL};
    if (!label_lexicon_open(file_data_path(&arena, "labels.image"), &words->shipped, err)) {
        return err_wrap(err, "lexicon");
    }
    if (config && !open_own(words, config, err)) {
        label_words_close(words);
        return false;
    }
    words->labeller = (struct labeller){.shipped = words->shipped,
                                        .own = words->own,
                                        .learned = !config || !config->score.curated_only};
    words->touchpoints = labeller_touchpoints(&words->labeller, &words->touchpoint_count);
    snprintf(words->version, sizeof words->version, "%s%s%s", label_lexicon_version(words->shipped),
             words->own ? "+" : "", words->own ? label_lexicon_version(words->own) : "");
    return true;
}

void label_words_close(struct label_words *words)
{
    label_lexicon_close(words->own);
    label_lexicon_close(words->shipped);
    buf_clear(&words->image);
    *words = (struct label_words){.shipped = NULL};
}

const char *label_words_version(const struct label_words *words)
{
    return words->version;
}
