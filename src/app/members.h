/* Which sources feed a brand, and how much of its mentions each brings.
 *
 * What a source brings the first time is its past, not news: a shop added today has complaints of
 * yesterday, and nobody must be told of a spike because of them. So it counts for nothing in the
 * brand as a whole until a week of it is known and all that it is judged by came after it joined;
 * what the other sources say goes on being judged. Then what is usual is learned anew with it. */
#ifndef APP_MEMBERS_H
#define APP_MEMBERS_H

#include "app/app.h"

struct member {
    struct str source;
    double weight; /* mentions, decayed: only their proportions mean something */
    int64_t since; /* hour from which it counts; 0: it was there when the brand began */
    int64_t first; /* hour of its first mention; of those with `since` */
};

struct members {
    struct member *list;
    size_t count;
    int64_t up_to; /* hour before which mentions have been weighed */
    int64_t
        begins;    /* hour from which the brand is learned: before it, it was another one; 0: all */
    int64_t end;   /* after the hour in progress */
    double weight; /* of those that count */
    bool joined;   /* one counts that did not when this was last asked */
};

/* Whether it counts by now. */
bool member_counts(const struct members *members, const struct member *member);

/* Reads what was kept and takes in what has settled since; all in the arena. Writes nothing. */
bool members_load(struct app *app, struct str brand, struct arena *arena, struct members *members,
                  struct err *err) MUST_CHECK;
bool members_save(struct app *app, struct str brand, const struct members *members,
                  struct err *err) MUST_CHECK;

/* Those that bring enough for their absence to be noticed. */
bool member_matters(const struct members *members, const struct member *member);

#endif
