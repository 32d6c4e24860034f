/* What every pipeline works with: the configuration, the store, and the stages that read a mention
 * (match and score), opened once for a run.
 *
 * Everything is of one thread. Strings handed out live as long as the app. */
#ifndef APP_APP_H
#define APP_APP_H

#include "app/lexicons.h"
#include "base/map.h"
#include "config/config.h"
#include "config/recipe.h"
#include "match/query.h"
#include "model/mention.h"
#include "store/store.h"

struct app {
    const struct config *config;
    struct store *store;
    int64_t now; /* UTC seconds: the clock of this run */
    int64_t
        news_since; /* of a rehearsal (replay.h): news is what was posted since; else TIME_NONE */
    const struct str *brands; /* names, in the order of the configuration */
    size_t brand_count;
    const struct matcher *matcher;
    const struct matcher **rule_words; /* by rule: a query for each of its words; NULL without */
    struct lexicons lexicons;
    struct app_recipes *recipes; /* see app_recipe */
    struct map obtaining; /* by key: the poll that asks for a value now, see app/poll_obtain.h */
    struct tokens tokens; /* of the text in hand */
    struct arena arena;
};

/* Borrows config and store, which must outlive the app. Fails on a query that cannot be understood
 * or a lexicon that cannot be used. */
bool app_open(struct app *app, const struct config *config, struct store *store, int64_t now,
              struct err *err) MUST_CHECK;
void app_close(struct app *app);

/* The recipe of that name, loaded once for all sources that use it; of the app. */
const struct recipe *app_recipe(struct app *app, const char *name, struct err *err);

/* Who asks, as the User-Agent says it: "nabz/0.1.0 (+contact)". config may be NULL. */
struct str app_agent(const struct config *config, struct arena *arena);

/* The search form of a text, for store_set_fold. */
struct store_fold app_fold(void);

/* Index of a brand by name; brand_count when there is none. */
size_t app_brand(const struct app *app, struct str name);

/* Whether the folded word is one of the words a brand is found by: it is in every mention of the
 * brand, so it tells nothing about one. */
bool app_says_brand(const struct app *app, struct str folded);

/* The brands that all mentions of a source are about, as struct mention wants them: each once,
 * ascending, whatever their order in nabz.yaml. Returns how many; 0: the queries decide. */
size_t app_about(const struct app *app, const struct config_source *source,
                 size_t about[MENTION_BRANDS]);

#endif
