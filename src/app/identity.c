#include "app/identity.h"

#include "base/map.h"
#include "feed/url_identity.h"

/* Without an author only a long text is one person's. */
enum { ANONYMOUS_WORDS = 40 };

bool identity_may_change(const struct recipe *recipe)
{
    if (recipe->format == FORMAT_SYNDICATION || recipe->format == FORMAT_STRUCTURED) {
        return true;
    }
    for (unsigned i = 0; i < recipe->field_count; i++) {
        if (recipe->fields[i].name == FIELD_ID) {
            return false;
        }
    }
    return true;
}

static uint64_t mixed(uint64_t hash, uint64_t more)
{
    hash = (hash ^ more) * HASH_STEP;
    return hash ^ (hash >> 29);
}

/* Of one that is not dated no day: it would be another one with every day it is seen again. */
static uint64_t day_said(const struct mention *mention)
{
    int64_t at = mention->published_at;
    return at == TIME_NONE ? 0 : (uint64_t)(at / DAY);
}

uint64_t identity_of_words(const struct tokens *tokens, const struct mention *mention)
{
    uint64_t hash = 0;
    size_t words = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        if (tokens->list[i].kind <= TOKEN_HANDLE) {
            hash = mixed(hash, tokens_hash(tokens->list[i].folded));
            words++;
        }
    }
    if (!words || (!mention->author.n && words < ANONYMOUS_WORDS)) {
        return 0;
    }
    hash = mixed(hash, str_hash_stable(mention->author));
    return mixed(hash, day_said(mention));
}

static void count_urls(struct map *times, const struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->mentions[i].url.n) {
            map_put(times, batch->mentions[i].url, NULL)->number++;
        }
    }
}

void identity_of_urls(struct batch *batch)
{
    CLEANUP(map_clear) struct map times = {0};
    count_urls(&times, batch);
    for (size_t i = 0; i < batch->count; i++) {
        struct mention *mention = &batch->mentions[i];
        bool own = mention->url.n && map_get(&times, mention->url)->number == 1;
        struct str url = own ? url_identity(&batch->arena, mention->url) : STR_NONE;
        mention->keys[KEY_URL] = url.n ? mixed(str_hash_stable(url), KEY_URL) : 0;
    }
}
