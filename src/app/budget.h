/* What a source may still read: items a day, money a day and a month, different things in some
 * days. All of it is counted in the database as it is spent, in the transaction that stores the
 * page. */
#ifndef APP_BUDGET_H
#define APP_BUDGET_H

#include "app/app.h"
#include "model/source.h"

/* Money in millionths of the currency; limits of 0 are none. */
struct budget {
    int64_t items_a_day, items_today;
    int64_t price_item, price_request;
    int64_t cost_a_day, cost_a_month, cost_today, cost_this_month;
    const char *currency;            /* NULL where nothing is sold */
    int64_t allotted_most, allotted; /* different values, without that of the source */
    bool allotted_ours;              /* the source's value is one of them already */
    struct str account, item;        /* of the allotment; absent: there is none */
    const char *spent;               /* which of them is spent; NULL: something may be read */
    int64_t until;                   /* and until when */
};

#define BUDGET_UNIT 1000000 /* of `price_item` and the costs */

/* The store may be NULL: then nothing was ever spent. Strings live in the arena or the config. */
bool budget_read(struct app *app, const struct config_source *source, const struct recipe *recipe,
                 const struct source_status *status, struct arena *arena, struct budget *budget,
                 struct err *err) MUST_CHECK;

/* Items that may still be read now; -1: any number. */
int64_t budget_items(const struct budget *budget);

/* Notes, before anything is asked, that the source's value is one of those its account asks for.
 * Inside a transaction. */
bool budget_reserve(struct app *app, struct budget *budget, struct err *err) MUST_CHECK;
static inline bool budget_reserves(const struct budget *budget)
{
    return budget->item.n && !budget->allotted_ours;
}

/* Books one answer with so many items, here and in the store. Inside a transaction. */
bool budget_spend(struct app *app, struct budget *budget, struct str source, int64_t items,
                  struct err *err) MUST_CHECK;

#endif
