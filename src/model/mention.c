#include "model/mention.h"

#include <assert.h>

struct str mention_words(const struct mention *mention, struct arena *arena)
{
    if (mention->title.n == 0) {
        return mention->text;
    }
    struct str title = mention->title, text = mention->text;
    char *words = arena_alloc(arena, title.n + text.n + 2, 1);
    memcpy(words, title.p, title.n);
    words[title.n] = '\n';
    memcpy(words + title.n + 1, text.n ? text.p : "", text.n);
    return (struct str){words, title.n + 1 + text.n};
}

int64_t mention_posted_at(const struct mention *mention)
{
    int64_t published = mention->published_at, fetched = mention->fetched_at;
    assert(fetched != TIME_NONE);
    if (published == TIME_NONE || published > fetched) {
        return fetched;
    }
    if (mention->published_precision == PRECISION_SECOND) {
        return published;
    }
    bool fetched_that_day = published > fetched - DAY;
    return fetched_that_day ? fetched
                            : published + (int64_t)(str_hash_stable(mention->native_id) % DAY);
}

struct mention mention_copy(const struct mention *mention, struct arena *arena)
{
    struct mention copy = *mention;
    copy.native_id = str_copy(arena, mention->native_id);
    copy.url = str_copy(arena, mention->url);
    copy.title = str_copy(arena, mention->title);
    copy.text = str_copy(arena, mention->text);
    copy.author = str_copy(arena, mention->author);
    copy.source = str_copy(arena, mention->source);
    return copy;
}
