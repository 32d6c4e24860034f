#include "app/budget.h"

#include "store/spending.h"

#include <math.h>

static struct str with_value(const struct config_source *source, const char *name)
{
    for (unsigned i = 0; i < source->with_count; i++) {
        struct str rest = str_of(source->with[i]), key;
        if (str_take(&rest, '=', &key) && str_eq(key, str_of(name))) {
            return rest;
        }
    }
    return STR_NONE;
}

/* What the platform counts: the first that is given. */
static struct str allotted_value(const struct config_source *source,
                                 const struct recipe_allotment *allotment)
{
    struct str value = STR_NONE;
    for (unsigned i = 0; i < allotment->of_count && !value.n; i++) {
        value = with_value(source, allotment->of[i]);
    }
    return value;
}

static int64_t millionths(const double *amount)
{
    return amount ? llround(*amount * BUDGET_UNIT) : 0;
}

/* The midnight that begins the next month. */
static int64_t next_month(int64_t day)
{
    struct date date = date_from_days(day);
    date.year += date.month == 12;
    date.month = date.month % 12 + 1;
    date.day = 1;
    return date_to_days(date) * DAY;
}

static bool read_money(struct app *app, const struct config_source *source,
                       const struct recipe *recipe, struct budget *budget, struct err *err)
{
    struct spent today, month;
    budget->currency = recipe->price.currency;
    budget->price_item = millionths(&recipe->price.item);
    budget->price_request = millionths(&recipe->price.request);
    budget->cost_a_day = millionths(source->cost_day);
    budget->cost_a_month = millionths(source->cost_month);
    if (!budget->currency || !app->store) {
        return true;
    }
    if (!spending_get(app->store, str_of(source->name), app->now / DAY, &today, &month, err)) {
        return false;
    }
    budget->cost_today = today.cost;
    budget->cost_this_month = month.cost;
    return true;
}

static bool read_allotment(struct app *app, const struct config_source *source,
                           const struct recipe *recipe, struct arena *arena, struct budget *budget,
                           int64_t *free_at, struct err *err)
{
    const struct recipe_allotment *allotment = &recipe->allotment;
    int64_t window_s = allotment->days * DAY, oldest_at;
    *free_at = TIME_NONE;
    budget->item = allotted_value(source, allotment);
    if (!budget->item.n) {
        return true;
    }
    budget->allotted_most = allotment->most;
    budget->account =
        str_format(arena, "%s %.*s", recipe->name, STR_FMT(with_value(source, allotment->per)));
    if (!app->store) {
        return true;
    }
    if (!allotment_get(app->store, budget->account, budget->item, app->now - window_s,
                       &budget->allotted, &budget->allotted_ours, &oldest_at, err)) {
        return false;
    }
    *free_at = oldest_at == TIME_NONE ? TIME_NONE : oldest_at + window_s;
    return true;
}

static void set_spent(struct budget *budget, bool spent, const char *why, int64_t until)
{
    if (spent && until > budget->until) {
        budget->spent = why;
        budget->until = until;
    }
}

/* Whether money for a request and an item is left. */
static bool too_dear(const struct budget *budget, int64_t limit, int64_t spent)
{
    return limit > 0 && limit - spent < budget->price_request + budget->price_item;
}

static void find_spent(struct budget *budget, int64_t now, int64_t free_at)
{
    int64_t day = now / DAY, tomorrow = (day + 1) * DAY;
    budget->spent = NULL;
    budget->until = INT64_MIN;
    set_spent(budget, budget->items_a_day && budget->items_today >= budget->items_a_day,
              "the budget of the day is spent", tomorrow);
    set_spent(budget, too_dear(budget, budget->cost_a_day, budget->cost_today),
              "the money of the day is spent", tomorrow);
    set_spent(budget, too_dear(budget, budget->cost_a_month, budget->cost_this_month),
              "the money of the month is spent", next_month(day));
    set_spent(budget,
              budget->item.n && !budget->allotted_ours && budget->allotted >= budget->allotted_most,
              "the account has asked for as many different ones as it may",
              free_at == TIME_NONE ? tomorrow : free_at);
}

bool budget_read(struct app *app, const struct config_source *source, const struct recipe *recipe,
                 const struct source_status *status, struct arena *arena, struct budget *budget,
                 struct err *err)
{
    bool today = status->budget_day == app->now / DAY;
    int64_t free_at;
    *budget = (struct budget){
        .items_a_day = source->budget_day ? source->budget_day : recipe->budget_day,
        .items_today = today ? status->budget_spent : 0,
    };
    if (!read_money(app, source, recipe, budget, err) ||
        !read_allotment(app, source, recipe, arena, budget, &free_at, err)) {
        return false;
    }
    find_spent(budget, app->now, free_at);
    return true;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* -1: any number, where an item costs nothing or there is no limit. */
static int64_t affordable(const struct budget *budget, int64_t limit, int64_t spent)
{
    if (limit == 0) {
        return -1;
    }
    int64_t left = limit - spent - budget->price_request;
    return left < 0 ? 0 : budget->price_item ? left / budget->price_item : -1;
}

int64_t budget_items(const struct budget *budget)
{
    int64_t items = -1;
    if (budget->spent) {
        return 0;
    }
    if (budget->items_a_day) {
        int64_t left = budget->items_a_day - budget->items_today;
        items = left > 0 ? left : 0;
    }
    items = least(items, affordable(budget, budget->cost_a_day, budget->cost_today));
    return least(items, affordable(budget, budget->cost_a_month, budget->cost_this_month));
}

bool budget_reserve(struct app *app, struct budget *budget, struct err *err)
{
    budget->allotted_ours = true;
    return allotment_put(app->store, budget->account, budget->item, app->now, err);
}

bool budget_spend(struct app *app, struct budget *budget, struct str source, int64_t items,
                  struct err *err)
{
    struct spent more = {1, items, budget->price_request + items * budget->price_item};
    budget->items_today += items;
    budget->cost_today += more.cost;
    budget->cost_this_month += more.cost;
    return !budget->currency || spending_add(app->store, source, app->now / DAY, &more, err);
}
