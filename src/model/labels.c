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

static struct str name_of(const struct label_term *term, const struct str *touchpoints)
{
    switch (term->about) {
    case ABOUT_NEED:
        return str_of(need_name((enum need)term->which));
    case ABOUT_STAGE:
        return str_of(stage_name((enum stage)term->which));
    case ABOUT_TOUCHPOINT:
        return touchpoints[term->which];
    case ABOUT_INTENT:
        return str_of(intent_name((enum intent)term->which));
    case ABOUT_COUNT:
        break;
    }
    return STR_NONE;
}

static const char *sign_of(const struct labels *labels, const struct label_term *term)
{
    enum label polarity = term->about == ABOUT_NEED         ? labels->needs[term->which]
                          : term->about == ABOUT_TOUCHPOINT ? labels->touchpoints[term->which]
                                                            : LABEL_NONE;
    return polarity == LABEL_NEGATIVE ? "-" : polarity == LABEL_POSITIVE ? "+" : "";
}

void label_terms_write(const struct labels *labels, const struct str *touchpoints, struct str words,
                       struct buf *out)
{
    for (size_t i = 0; i < labels->term_count; i++) {
        const struct label_term *term = &labels->terms[i], *before = term - 1;
        if (i && before->about == term->about && before->which == term->which) {
            buf_add_z(out, ", ");
        } else {
            buf_add_z(out, out->n ? "; " : "");
            buf_add(out, name_of(term, touchpoints));
            buf_add_z(out, sign_of(labels, term));
            buf_add_z(out, ": ");
        }
        buf_add(out, str_trim(str_slice(words, term->at, (size_t)term->at + term->n)));
    }
}
