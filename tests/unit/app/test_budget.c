#include "../check.h"

#include "app/budget.h"
#include "store/sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { NOON = 1795348800 /* 2026-11-22T12:00:00Z */, MIDNIGHT = NOON + 12 * HOUR };

struct fixture {
    char folder[32], path[64];
    struct app app;
    struct arena arena;
    struct err err;
    double day, month;
    char *with[2];
    struct config_source source;
    struct recipe recipe;
    struct source_status status;
    struct budget budget;
};

static char name[] = "x", currency[] = "USD", tag[] = "tag", number[] = "number",
            account[] = "user";
static char *of[] = {tag, number};
static char one[] = "tag=one", two[] = "tag=two", third[] = "number=3", user[] = "user=7";

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    strcpy(f->folder, "/tmp/nabz-budget-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->path, sizeof f->path, "%s/db", f->folder);
    f->app.now = NOON;
    assert_true(store_open(f->path, STORE_CREATE, &f->app.store, &f->err));
    f->source = (struct config_source){.name = name};
    f->recipe = (struct recipe){.name = name};
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    struct fixture *f = *state;
    store_close(f->app.store);
    arena_clear(&f->arena);
    for (size_t i = 0; i < 3; i++) {
        char path[80];
        snprintf(path, sizeof path, "%s%s", f->path, ends[i]);
        unlink(path);
    }
    rmdir(f->folder);
    free(f);
    return 0;
}

static void read_it(struct fixture *f)
{
    assert_true(
        budget_read(&f->app, &f->source, &f->recipe, &f->status, &f->arena, &f->budget, &f->err));
}

static void spend(struct fixture *f, int64_t items)
{
    assert_true(store_begin(f->app.store, &f->err));
    assert_true(budget_spend(&f->app, &f->budget, str_of(name), items, &f->err));
    assert_true(store_commit(f->app.store, &f->err));
}

/* A cent an item and two a request. */
static void sell(struct fixture *f, double day, double month)
{
    f->recipe.price = (struct recipe_price){.item = .01, .request = .02, .currency = currency};
    f->day = day;
    f->month = month;
    f->source.cost_day = day > 0 ? &f->day : NULL;
    f->source.cost_month = month > 0 ? &f->month : NULL;
}

static void without_limits_any_number_may_be_read(void **state)
{
    struct fixture *f = *state;
    read_it(f);
    assert_int_equal(budget_items(&f->budget), -1);
    assert_null(f->budget.spent);
    f->app.store = (store_close(f->app.store), NULL);
    read_it(f);
    assert_int_equal(budget_items(&f->budget), -1);
}

static void items_of_a_day_end_at_midnight(void **state)
{
    struct fixture *f = *state;
    f->recipe.budget_day = 100;
    f->source.budget_day = 30; /* what nabz.yaml says wins */
    f->status = (struct source_status){.budget_day = NOON / DAY, .budget_spent = 12};
    read_it(f);
    assert_int_equal(budget_items(&f->budget), 18);
    f->status.budget_spent = 31;
    read_it(f);
    assert_int_equal(budget_items(&f->budget), 0);
    assert_string_equal(f->budget.spent, "the budget of the day is spent");
    assert_int_equal(f->budget.until, MIDNIGHT);
    f->app.now = MIDNIGHT;
    read_it(f);
    assert_int_equal(budget_items(&f->budget), 30);
}

static void a_request_is_paid_before_its_items(void **state)
{
    struct fixture *f = *state;
    sell(f, .10, 0);
    read_it(f);
    assert_int_equal(budget_items(&f->budget), 8);
    spend(f, 4); /* six cents */
    assert_int_equal(budget_items(&f->budget), 2);
    read_it(f); /* and the store knows it */
    assert_int_equal(budget_items(&f->budget), 2);
    spend(f, 0);
    read_it(f);
    assert_int_equal(budget_items(&f->budget), 0);
    assert_string_equal(f->budget.spent, "the money of the day is spent");
    assert_int_equal(f->budget.until, MIDNIGHT);
}

static void the_month_counts_its_days_and_ends_with_it(void **state)
{
    struct fixture *f = *state;
    sell(f, .10, .15);
    for (int day = 0; day < 2; day++) {
        f->app.now = NOON + day * DAY;
        read_it(f);
        spend(f, 4);
    }
    f->app.now = NOON + 2 * DAY;
    read_it(f);
    assert_int_equal(budget_items(&f->budget), 1); /* three cents of fifteen are left */
    spend(f, 1);
    read_it(f);
    assert_string_equal(f->budget.spent, "the money of the month is spent");
    assert_int_equal(f->budget.until, date_to_days((struct date){2026, 12, 1}) * DAY);
    f->app.now = f->budget.until;
    read_it(f);
    assert_int_equal(budget_items(&f->budget), 8);
}

static void december_is_followed_by_january(void **state)
{
    struct fixture *f = *state;
    sell(f, 0, .02);
    f->app.now = date_to_days((struct date){2026, 12, 31}) * DAY;
    read_it(f);
    assert_int_equal(f->budget.until, date_to_days((struct date){2027, 1, 1}) * DAY);
}

static void different_things_are_counted_by_account_and_freed_in_their_turn(void **state)
{
    struct fixture *f = *state;
    f->recipe.allotment =
        (struct recipe_allotment){.of = of, .of_count = 2, .per = account, .most = 1, .days = 7};
    f->with[0] = one;
    f->with[1] = user;
    f->source.with = f->with;
    f->source.with_count = 2;
    read_it(f);
    assert_true(budget_reserves(&f->budget));
    assert_true(store_begin(f->app.store, &f->err));
    assert_true(budget_reserve(&f->app, &f->budget, &f->err));
    assert_true(store_commit(f->app.store, &f->err));
    read_it(f);
    assert_null(f->budget.spent); /* asking again for the same costs nothing */
    assert_false(budget_reserves(&f->budget));
    f->with[0] = two;
    read_it(f);
    assert_non_null(f->budget.spent);
    assert_int_equal(f->budget.until, NOON + 7 * DAY);
    f->with[0] = third; /* by its number, which counts like a name */
    read_it(f);
    assert_non_null(f->budget.spent);
    f->app.now = NOON + 7 * DAY;
    read_it(f);
    assert_null(f->budget.spent);
}

#define budget_test(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        budget_test(without_limits_any_number_may_be_read),
        budget_test(items_of_a_day_end_at_midnight),
        budget_test(a_request_is_paid_before_its_items),
        budget_test(the_month_counts_its_days_and_ends_with_it),
        budget_test(december_is_followed_by_january),
        budget_test(different_things_are_counted_by_account_and_freed_in_their_turn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
