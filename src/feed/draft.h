/* A first draft of a recipe, guessed from one page of a site: for a person to finish. Pure. */
#ifndef FEED_DRAFT_H
#define FEED_DRAFT_H

#include "base/buf.h"
#include "base/err.h"
#include "feed/extract.h"

struct draft_page {
    const char *name;        /* of the recipe to be */
    struct str url;          /* of the page, in the end */
    struct str content_type; /* the header */
    struct str body;
};

struct draft {
    struct buf recipe;     /* the text of recipe.yaml */
    const char *page_name; /* "page.json" */
    const char *what;      /* "reviews in the markup" */
    struct str linked[4];  /* other feeds the page links to, in the arena */
    size_t linked_count;
};

/* Looks for items in the page: those of a feed; reviews in markup; the array of a JSON document
 * whose objects have the most keys that read like a mention's. False when there are none; linked
 * tells then, too, which feeds an HTML page names (link rel=alternate). The buf is the caller's to
 * clear. */
bool draft_make(const struct draft_page *page, struct arena *arena, struct draft *draft) MUST_CHECK;

/* The part for JSON: appends items: and fields:. False when no array looks like mentions. */
bool draft_of_json(struct str body, struct arena *arena, struct buf *recipe) MUST_CHECK;

#endif
