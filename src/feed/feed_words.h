/* What the elements of feeds mean, whatever dialect they come in. Serves syndication.c. */
#ifndef FEED_FEED_WORDS_H
#define FEED_FEED_WORDS_H

#include <libxml/tree.h>

#include <stdbool.h>

enum meaning {
    MEANS_NOTHING,
    MEANS_TITLE,
    MEANS_LINK,
    MEANS_ID,
    MEANS_TEXT,
    MEANS_AUTHOR,
    MEANS_LANGUAGE,
    MEANS_PUBLISHED,
    MEANS_UPDATED,
    MEANS_REPLY_TO,
    MEANS_TTL,
    MEANS_PERIOD,    /* sy:updatePeriod */
    MEANS_FREQUENCY, /* sy:updateFrequency */
    MEANS_ITEM,
    MEANS_GROUP,  /* look at its children as well */
    MEANS_SOURCE, /* the feed an entry was taken from */
    MEANINGS,
};

struct word {
    enum meaning meaning;
    int rank; /* the higher one wins where several elements mean the same */
};

struct word feed_word(const xmlNode *element);

/* The element is called that, in any case and namespace, also behind an undeclared prefix. */
bool feed_named(const xmlNode *element, const char *name);

#endif
