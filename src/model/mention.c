#include "model/mention.h"

struct str mention_words(const struct mention *mention, struct arena *arena)
{
    if (mention->title.n == 0) {
        return mention->text;
    }
    return str_format(arena, "%.*s\n%.*s", STR_FMT(mention->title), STR_FMT(mention->text));
}
