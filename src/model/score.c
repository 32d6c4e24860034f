#include "model/score.h"

#include <string.h>

static const char *const label_names[LABEL_COUNT] = {
    [LABEL_NONE] = NULL,
    [LABEL_NEGATIVE] = "negative",
    [LABEL_NEUTRAL] = "neutral",
    [LABEL_POSITIVE] = "positive",
};

static const char *const language_names[LANG_COUNT] = {
    [LANG_OTHER] = "other", [LANG_FA] = "fa", [LANG_EN] = "en", [LANG_FA_LATN] = "fa-Latn",
    [LANG_MIXED] = "mixed", [LANG_AR] = "ar", [LANG_UR] = "ur", [LANG_CKB] = "ckb",
};

static size_t name_index(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (name && names[i] && strcmp(names[i], name) == 0) {
            return i;
        }
    }
    return 0;
}

const char *label_name(enum label label)
{
    return label < LABEL_COUNT ? label_names[label] : NULL;
}

enum label label_from_name(const char *name)
{
    return (enum label)name_index(label_names, LABEL_COUNT, name);
}

const char *language_name(enum language language)
{
    return language_names[language < LANG_COUNT ? language : LANG_OTHER];
}

enum language language_from_name(const char *name)
{
    return (enum language)name_index(language_names, LANG_COUNT, name);
}
