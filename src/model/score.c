#include "model/score.h"

#include "base/nearest.h"

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

const char *label_name(enum label label)
{
    return label < LABEL_COUNT ? label_names[label] : NULL;
}

enum label label_from_name(const char *name)
{
    size_t i = name_index(label_names, LABEL_COUNT, name);
    return i < LABEL_COUNT ? (enum label)i : LABEL_NONE;
}

const char *language_name(enum language language)
{
    return language_names[language < LANG_COUNT ? language : LANG_OTHER];
}

enum language language_from_name(const char *name)
{
    size_t i = name_index(language_names, LANG_COUNT, name);
    return i < LANG_COUNT ? (enum language)i : LANG_OTHER;
}
