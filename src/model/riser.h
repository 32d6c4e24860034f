/* Something that is said more now than before: a word, two words, a hashtag. A plain record. */
#ifndef MODEL_RISER_H
#define MODEL_RISER_H

#include "base/str.h"

enum riser_kind { RISER_WORD, RISER_PHRASE, RISER_HASHTAG, RISER_KINDS };

struct riser {
    enum riser_kind kind;
    struct str words; /* folded; a hashtag without its # */
    double mentions;  /* of the last seven days that say it */
    double usual;     /* in seven days, by the four weeks before */
    double z;         /* how clearly: log-odds in standard errors */
};

const char *riser_kind_name(enum riser_kind kind); /* "word", "phrase", "hashtag" */

#endif
