/* The shipped lexicon, for targets that score. */
#ifndef FUZZ_SHIPPED_H
#define FUZZ_SHIPPED_H

#include "fuzz.h"

#include "sentiment/lexicon.h"

/* Of the process: opened once for all inputs. */
static inline const struct lexicon *shipped_words(void)
{
    static struct lexicon *lexicon;
    struct err err = ERR_NONE;
    if (!lexicon && !lexicon_open(LEXICON_IMAGE, &lexicon, &err)) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
    return lexicon;
}

#endif
