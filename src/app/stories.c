#include "app/stories.h"

#include "match/copies.h"
#include "store/stories.h"

#include <stdlib.h>

enum { PORTION = 20000, PAIRS = 1024 }; /* mentions looked at, pairs linked at a time */

/* One portion of news. */
struct finding {
    struct store *store;
    struct err *err;
    struct copies *copies;
    struct story_pair pairs[PAIRS];
    size_t pair_count;
    bool failed;
};

static void flush(struct finding *finding)
{
    finding->failed = finding->failed || !stories_link(finding->store, finding->pairs,
                                                       finding->pair_count, finding->err);
    finding->pair_count = 0;
}

static void take_pair(void *user, int64_t left, int64_t right)
{
    struct finding *finding = user;
    if (finding->pair_count == PAIRS) {
        flush(finding);
    }
    finding->pairs[finding->pair_count++] = (struct story_pair){left, right};
}

static void meet(void *user, const struct copy *copy)
{
    struct finding *finding = user;
    copies_meet(finding->copies, copy);
}

static int by_day(const void *left, const void *right)
{
    const struct copy *a = left, *b = right;
    return (a->day > b->day) - (a->day < b->day);
}

/* Leads past everything of the days around the news: stretches of days, none twice. */
static bool meet_all(struct finding *finding, const struct copy *news, size_t count)
{
    struct copy_reader reader = {meet, finding};
    for (size_t i = 0; i < count;) {
        int64_t from = news[i].day - COPIES_DAYS, to = from;
        for (; i < count && news[i].day - COPIES_DAYS <= to + 1; i++) {
            to = news[i].day + COPIES_DAYS;
        }
        if (!stories_around(finding->store, from, to, reader, finding->err)) {
            return false;
        }
    }
    return true;
}

static bool link_copies(struct finding *finding, struct copy *news, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        copies_add(finding->copies, &news[i]);
    }
    if (count) {
        qsort(news, count, sizeof *news, by_day);
    }
    if (!meet_all(finding, news, count)) {
        return false;
    }
    flush(finding);
    return !finding->failed;
}

static bool portion(struct store *store, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct finding *finding = arena_new(&arena, struct finding);
    CLEANUP_COPIES struct copies *copies = copies_open((struct copies_found){take_pair, finding});
    struct copy *news;
    size_t count;
    int64_t newest;
    *finding = (struct finding){.store = store, .err = err, .copies = copies};
    return stories_unread(store, PORTION, &arena, &news, &count, &newest, err) &&
           link_copies(finding, news, count) && stories_read_to(store, newest, err);
}

bool stories_find(struct store *store, struct err *err)
{
    bool any;
    while (stories_any_unread(store, &any, err)) {
        if (!any) {
            return true;
        }
        if (!store_begin(store, err)) {
            break;
        }
        if (!portion(store, err) || !store_commit(store, err)) {
            store_rollback(store);
            break;
        }
    }
    return err_wrap(err, "stories");
}
