/* One brand under all its rules: the whole of it and the parts they watch. Judged first, without a
 * word written; kept and told once it is known what to believe (evaluate.h). */
#ifndef APP_JUDGE_H
#define APP_JUDGE_H

#include "alert/message.h"
#include "app/history.h"
#include "app/hits.h"
#include "app/life.h"

/* What a run knows before it looks at a brand. */
struct watch {
    struct app *app;
    struct filling *filling;
    double cut; /* log p at most that opens, of kinds that ask for it; 0: as the rule says */
};

/* A part of a brand that has news, or an open incident. */
struct part_news {
    struct part_news *next;
    struct part part;
};

/* One rule on one series. */
struct judged {
    struct judged *next;
    const struct config_rule *config;
    struct rule rule;
    struct history *history;
    struct lifecycle lifecycle;
    struct str key; /* that it is kept by */
    struct hits hits;
    struct life life;
};

struct series {
    struct series *next;
    struct history history;
};

struct judgement {
    struct str brand;
    struct arena arena;
    struct members members;
    struct series *series;
    struct judged *list, **end;
    size_t tests; /* chances that were asked for */
};

/* `news`: which parts to look at beside the whole; silence is looked for in all of them. */
bool judge_brand(const struct watch *watch, struct str brand, const struct part_news *news,
                 struct judgement *judgement, struct err *err) MUST_CHECK;
/* Keeps and tells it. Inside a transaction. */
bool judgement_keep(struct app *app, struct judgement *judgement, struct evaluation *evaluation,
                    struct err *err) MUST_CHECK;
void judgement_clear(struct judgement *judgement);

/* A rule of nabz.yaml in the words of detect/rules.h. Pure. */
struct rule judge_rule(const struct config_rule *rule);
/* The rule an incident is of, as long as nabz.yaml has it with the same kind; else NULL. */
const struct config_rule *judge_rule_of(const struct config *config,
                                        const struct incident *incident);
/* What that rule asked of the incident's severity; nothing without the rule. Pure. */
struct severity_terms judge_terms(const struct config *config, const struct incident *incident);
/* Whether a rule watches the part by itself, beside the whole that it looks at. */
bool rule_has_part(const struct config_rule *rule, struct part part);
/* Whether the openings of the rule are held to the share of false ones: it asks for a chance. */
bool rule_asks_chance(const struct config_rule *rule);

#endif
