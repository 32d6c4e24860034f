/* The mentions that a rule of kind words or reach picks out, one by one: those that say one of its
 * words, and the negative ones of accounts with many followers. Counted by hour of posting, so that
 * the rules of counts judge them (detect/rules.h).
 *
 * A run reads only mentions that arrived since the last one. What a mention becomes later, by an
 * edit or a correction, picks nothing out any more. */
#ifndef APP_HITS_H
#define APP_HITS_H

#include "app/history.h"

struct hits {
    struct hour_fact *hours; /* of the history, with the picked mentions in `negative` */
    bool first;              /* the rule never looked at the brand: what is there is its past */
    struct str key, state;   /* what hits_save keeps */
};

/* All in the arena; writes nothing. */
bool hits_load(struct app *app, const struct config_rule *rule, const struct history *history,
               struct arena *arena, struct hits *hits, struct err *err) MUST_CHECK;
/* Keeps what was counted, so that the next run looks at newer mentions alone. In a transaction. */
bool hits_save(struct app *app, const struct hits *hits, struct err *err) MUST_CHECK;

/* Adds the picked mentions with ids above `newer` to the hours, which are without holes. */
bool hits_count(struct app *app, const struct config_rule *rule, struct str brand, int64_t newer,
                struct hour_fact *hours, size_t count, struct err *err) MUST_CHECK;

/* Fills sources, words and samples of the incident from the picked mentions of its window; all in
 * the arena. */
bool hits_causes(struct app *app, const struct config_rule *rule, struct arena *arena,
                 struct incident *incident, struct err *err) MUST_CHECK;

#endif
