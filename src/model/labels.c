#include "model/labels.h"

#include "base/nearest.h"

static const char *const need_names[NEED_COUNT] = {
    [NEED_FUNCTIONALITY] = "functionality",
    [NEED_PRICE] = "price",
    [NEED_CONVENIENCE] = "convenience",
    [NEED_EXPERIENCE] = "experience",
    [NEED_DESIGN] = "design",
    [NEED_RELIABILITY] = "reliability",
    [NEED_PERFORMANCE] = "performance",
    [NEED_EFFICIENCY] = "efficiency",
    [NEED_COMPATIBILITY] = "compatibility",
    [NEED_EMPATHY] = "empathy",
    [NEED_FAIRNESS] = "fairness",
    [NEED_TRANSPARENCY] = "transparency",
    [NEED_CONTROL] = "control",
    [NEED_OPTIONS] = "options",
    [NEED_INFORMATION] = "information",
    [NEED_ACCESSIBILITY] = "accessibility",
};

static const char *const stage_names[STAGE_COUNT] = {
    [STAGE_NONE] = NULL,
    [STAGE_AWARENESS] = "awareness",
    [STAGE_RESEARCH] = "research",
    [STAGE_BEFORE] = "before-purchase",
    [STAGE_AFTER] = "after-purchase",
};

static const char *const intent_names[INTENT_COUNT] = {
    [INTENT_QUESTION] = "question",   [INTENT_PRAISE] = "praise",
    [INTENT_COMPLAINT] = "complaint", [INTENT_HELP] = "help",
    [INTENT_WISH] = "feature-wish",   [INTENT_PURCHASE] = "purchase",
    [INTENT_LEAVING] = "leaving",
};

const char *const touchpoint_names[TOUCHPOINTS_SHIPPED] = {
    "website", "app",         "delivery", "payment",   "call-centre",
    "shop",    "social-page", "product",  "packaging", "returns",
};

const char *need_name(enum need need)
{
    return need < NEED_COUNT ? need_names[need] : NULL;
}

enum need need_from_name(const char *name)
{
    return (enum need)name_index(need_names, NEED_COUNT, name);
}

const char *stage_name(enum stage stage)
{
    return stage < STAGE_COUNT ? stage_names[stage] : NULL;
}

enum stage stage_from_name(const char *name)
{
    size_t i = name_index(stage_names, STAGE_COUNT, name);
    return i < STAGE_COUNT ? (enum stage)i : STAGE_NONE;
}

const char *intent_name(enum intent intent)
{
    return intent < INTENT_COUNT ? intent_names[intent] : NULL;
}

enum intent intent_from_name(const char *name)
{
    return (enum intent)name_index(intent_names, INTENT_COUNT, name);
}
