/* Inside store/ only: the ties of a mention to its brands, and through them the facts. Whoever
 * changes what a mention counts for takes its links, changes the standing, and puts them back. */
#ifndef STORE_MENTION_LINKS_H
#define STORE_MENTION_LINKS_H

#include "model/mention.h"
#include "store/changes.h"

/* What a mention counts for, and when. */
struct standing {
    int64_t id, source, posted_at; /* the source's id */
    enum label scored, corrected;  /* by the scorer; by a person, LABEL_NONE when by none */
    int64_t compound;              /* 0 when not scored */
    struct aspects labelled, said; /* by the labeller; by a person, -1 where by none */
    int64_t story;                 /* id, 0 when nobody else tells it */
};

/* As the facts of a brand see it, when it is no echo and its own source brought it. */
struct counted standing_counted(const struct standing *standing, int64_t brand);
/* The source that brought a mention for a brand it is linked to. */
bool link_source(struct store *store, const struct standing *standing, int64_t brand,
                 int64_t *source, struct err *err) MUST_CHECK;

bool standing_read(struct store *store, int64_t id, struct standing *standing, bool *found,
                   struct err *err) MUST_CHECK;

struct links {
    int64_t brands[MENTION_BRANDS];  /* ids */
    int64_t sources[MENTION_BRANDS]; /* that brought it for them; 0: the one it belongs to */
    bool echoes[MENTION_BRANDS];     /* another mention of the brand told its story before */
    size_t count;
};
bool links_take(struct store *store, const struct standing *standing, struct links *links,
                struct changes *changes, struct err *err) MUST_CHECK;
/* *echo is set when they do. */
bool links_have(const struct links *links, int64_t brand, bool *echo);
/* What was an echo of a brand still is; what another source than the standing's brought it for
 * stays as it was. */
void links_keep(struct links *links, const struct links *before, const struct standing *standing);
/* Adds those of `more` that are not there, as of that source; *any when there were some. */
void links_join(struct links *links, const struct links *more, int64_t source, bool *any);
/* The same in two steps, for those who put many: the rows, counted in *changes; returns how many.
 */
struct link {
    int64_t mention;
    struct counted counted;
};
size_t links_rows(const struct standing *standing, const struct links *links,
                  struct changes *changes, struct link rows[MENTION_BRANDS]);
bool links_insert(struct store *store, const struct link *rows, size_t count,
                  struct err *err) MUST_CHECK;
bool links_put(struct store *store, const struct standing *standing, const struct links *links,
               struct changes *changes, struct err *err) MUST_CHECK;

/* Counts a mention for what it stands for now instead of what it stood for. */
bool links_recount(struct store *store, const struct standing *before, const struct standing *after,
                   struct err *err) MUST_CHECK;

#endif
