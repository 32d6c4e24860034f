#include "cmd/label_lists.h"

#include "base/nearest.h"

/* Cuts the sign off a word. */
static enum label sign_take(struct str *word)
{
    char sign = word->n ? word->p[word->n - 1] : 0;
    word->n -= sign == '-' || sign == '+';
    return sign == '-' ? LABEL_NEGATIVE : sign == '+' ? LABEL_POSITIVE : LABEL_NEUTRAL;
}

/* The index of a name; an error that names the nearest, else all of them. */
static bool name_read(const char *option, const char *kind, struct str word,
                      const char *const *names, size_t count, size_t *at, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    *at = name_index(names, count, str_z(&arena, word));
    if (*at < count) {
        return true;
    }
    const char *near = nearest_name(word, names, count);
    if (near) {
        return err_set(err, "%s: no %s '%.*s'; did you mean %s?", option, kind, STR_FMT(word),
                       near);
    }
    struct str all = STR("");
    for (size_t i = 0; i < count; i++) {
        all = names[i] ? str_format(&arena, "%.*s%s%s", STR_FMT(all), all.n ? ", " : "", names[i])
                       : all;
    }
    return err_set(err, "%s: no %s '%.*s' (%.*s)", option, kind, STR_FMT(word), STR_FMT(all));
}

bool needs_read(const char *option, const char *text, struct labels *labels, struct err *err)
{
    const char *names[NEED_COUNT];
    for (int i = 0; i < NEED_COUNT; i++) {
        names[i] = need_name((enum need)i);
    }
    struct str rest = str_of(text), word;
    while (text && str_take(&rest, ',', &word)) {
        size_t at;
        word = str_trim(word);
        enum label polarity = sign_take(&word);
        if (!name_read(option, "need", word, names, NEED_COUNT, &at, err)) {
            return false;
        }
        labels->needs[at] = polarity;
    }
    return true;
}

bool intents_read(const char *option, const char *text, struct labels *labels, struct err *err)
{
    const char *names[INTENT_COUNT];
    for (int i = 0; i < INTENT_COUNT; i++) {
        names[i] = intent_name((enum intent)i);
    }
    struct str rest = str_of(text), word;
    while (text && str_take(&rest, ',', &word)) {
        size_t at;
        if (!name_read(option, "intent", str_trim(word), names, INTENT_COUNT, &at, err)) {
            return false;
        }
        labels->intents |= 1u << at;
    }
    return true;
}

bool stage_read(const char *option, const char *text, struct labels *labels, struct err *err)
{
    const char *names[STAGE_COUNT];
    size_t at = STAGE_NONE;
    for (int i = 0; i < STAGE_COUNT; i++) {
        names[i] = stage_name((enum stage)i);
    }
    bool well = !text || name_read(option, "stage", str_of(text), names, STAGE_COUNT, &at, err);
    labels->stage = (enum stage)at;
    return well;
}

bool touchpoints_read(const char *option, const char *text, const char *const *names, size_t count,
                      struct labels *labels, struct err *err)
{
    struct str rest = str_of(text), word;
    while (text && str_take(&rest, ',', &word)) {
        size_t at;
        word = str_trim(word);
        size_t whole = word.n;
        enum label polarity = sign_take(&word);
        CLEANUP(arena_clear) struct arena arena = {0};
        struct str typed = {word.p, whole};
        if (name_index(names, count, str_z(&arena, typed)) < count) { /* of nabz.yaml: "drive-" */
            word = typed;
            polarity = LABEL_NEUTRAL;
        }
        if (!name_read(option, "touchpoint", word, names, count, &at, err)) {
            return false;
        }
        labels->touchpoints[at] = polarity;
    }
    return true;
}
