/* Every term is a chain of keys in one hash table: the key of its first word, of its first two
 * words written together, ..., of all of them, which bears the uses. So at each token of a text one
 * lookup tells whether any term begins there, whatever the number of terms, and a text that writes
 * some of the words together walks the same chain with fewer steps. Handles, hashtags and
 * open-ended terms are keys of other kinds in the same table. */
#include "match/query.h"

#include "base/limits.h"
#include "text/word_table.h"

#include <stdlib.h>

enum key_kind { KEY_WORDS, KEY_HANDLE, KEY_TAG, KEY_OPEN, KEY_OPEN_HANDLE, KEY_OPEN_TAG };

enum {
    OPEN_MIN = 2,   /* letters before a '*' */
    KEY_MAX = 1024, /* bytes of a key; a term with more is refused */
    NO_USE = 0,
};

struct node {
    struct str key; /* absent: an empty slot */
    uint64_t hash;
    enum key_kind kind;
    bool goes_on;  /* there is a longer key that begins with this one */
    uint32_t uses; /* the first, from 1, or NO_USE */
};

struct use {
    uint32_t query;
    uint32_t next; /* of the same key, or NO_USE */
};

/* Uses lie in the order query, list, term; of each query these are its three lists. */
struct lists {
    size_t any, all, none, end; /* indexes of uses */
};

struct matcher {
    struct node *nodes;
    size_t count, capacity; /* capacity is a power of two */
    struct use *uses;
    size_t use_count;
    struct lists *lists;
    size_t *open_sizes; /* distinct lengths of open-ended keys */
    size_t open_count;
};

/* ---- The table ---- */

static uint64_t kind_hash(enum key_kind kind, uint64_t hash)
{
    return hash + kind * HASH_STEP;
}

static struct node *node_slot(const struct matcher *m, enum key_kind kind, struct str key,
                              uint64_t hash)
{
    hash = kind_hash(kind, hash);
    size_t at = hash & (m->capacity - 1);
    while (m->nodes[at].key.p && !(m->nodes[at].hash == hash && m->nodes[at].kind == kind &&
                                   str_eq(m->nodes[at].key, key))) {
        at = (at + 1) & (m->capacity - 1);
    }
    return &m->nodes[at];
}

static const struct node *node_find(const struct matcher *m, enum key_kind kind, struct str key,
                                    uint64_t hash)
{
    const struct node *node = node_slot(m, kind, key, hash);
    return node->key.p ? node : NULL;
}

static void nodes_grow(struct arena *arena, struct matcher *m)
{
    struct node *old = m->nodes;
    size_t before = m->capacity;
    m->capacity = before ? before * 2 : 64;
    m->nodes = arena_array(arena, struct node, m->capacity);
    for (size_t i = 0; i < before; i++) {
        if (old[i].key.p) {
            *node_slot(m, old[i].kind, old[i].key, token_hash(old[i].key)) = old[i];
        }
    }
}

static struct node *node_add(struct arena *arena, struct matcher *m, enum key_kind kind,
                             struct str key)
{
    if (m->count * 2 >= m->capacity) {
        nodes_grow(arena, m);
    }
    uint64_t hash = token_hash(key);
    struct node *node = node_slot(m, kind, key, hash);
    if (!node->key.p) {
        node->key = str_copy(arena, key);
        node->hash = kind_hash(kind, hash);
        node->kind = kind;
        m->count++;
    }
    return node;
}

/* ---- Keys ---- */

struct key {
    char bytes[KEY_MAX];
    size_t n;
};

static struct str key_str(const struct key *key)
{
    return (struct str){key->bytes, key->n};
}

/* A word as it is compared: without the 's of English. */
static struct str bare(struct str folded)
{
    return str_ends(folded, STR("'s")) ? str_slice(folded, 0, folded.n - 2) : folded;
}

static bool key_add(struct key *key, struct str s)
{
    if (s.n > KEY_MAX - key->n) {
        return false;
    }
    memcpy(key->bytes + key->n, s.p, s.n);
    key->n += s.n;
    return true;
}

/* A handle or hashtag written as words are: without '_' and '.'. */
static bool key_add_name(struct key *key, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '_' && s.p[i] != '.' && !key_add(key, str_slice(s, i, i + 1))) {
            return false;
        }
    }
    return true;
}

static bool is_comparable(const struct token *token)
{
    return token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER || token->kind == TOKEN_URL;
}

/* ---- Building ---- */

struct builder {
    struct arena *arena;
    struct matcher *matcher;
    struct tokens tokens;
    uint32_t query; /* where we are */
    struct str term;
};

static void open_size_add(struct builder *b, size_t n)
{
    struct matcher *m = b->matcher;
    for (size_t i = 0; i < m->open_count; i++) {
        if (m->open_sizes[i] == n) {
            return;
        }
    }
    m->open_sizes[m->open_count++] = n;
}

static void use_add(struct builder *b, enum key_kind kind, struct str key)
{
    struct matcher *m = b->matcher;
    struct node *node = node_add(b->arena, m, kind, key);
    m->uses[m->use_count] = (struct use){.query = b->query, .next = node->uses};
    node->uses = (uint32_t)++m->use_count;
    if (kind >= KEY_OPEN) {
        open_size_add(b, key.n);
    }
}

static size_t letters(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.n; i++) {
        count += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    }
    return count;
}

/* The words of the term, each longer beginning a key; the last is the term's own. */
static bool words_add(struct builder *b, bool open, struct err *err)
{
    struct key key;
    key.n = 0;
    size_t words = 0;
    for (size_t i = 0; i < b->tokens.count; i++) {
        if (!is_comparable(&b->tokens.list[i])) {
            continue;
        }
        if (words++ == LIMIT_QUERY_WORDS) {
            return err_set(err, "more than %u words", LIMIT_QUERY_WORDS);
        }
        if (key.n) {
            node_add(b->arena, b->matcher, KEY_WORDS, key_str(&key))->goes_on = true;
        }
        if (!key_add(&key, bare(b->tokens.list[i].folded))) {
            return err_set(err, "longer than %d bytes", KEY_MAX);
        }
    }
    if (words == 0) {
        return err_set(err, "no word in it");
    }
    if (open && letters(key_str(&key)) < OPEN_MIN) {
        return err_set(err, "under %d letters before the '*'", OPEN_MIN);
    }
    use_add(b, open ? KEY_OPEN : KEY_WORDS, key_str(&key));
    return true;
}

/* "@name" or "#tag": nothing else may stand in the term. */
static bool name_add(struct builder *b, bool open, struct err *err)
{
    bool handle = b->term.p[0] == '@';
    const struct tokens *tokens = &b->tokens;
    struct str key = tokens_joined(tokens, 0, tokens->count);
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->list[i];
        bool part =
            handle ? token->kind == TOKEN_HANDLE && i == 0
                   : (token->flags & TOKEN_HASHTAG) && (i == 0) == !!(token->flags & TOKEN_TAG);
        if (!part) {
            return err_set(err, "more than one %s", handle ? "handle" : "hashtag");
        }
    }
    if (key.n == 0) {
        return err_set(err, "no name behind the '%c'", b->term.p[0]);
    }
    if (open && letters(key) < OPEN_MIN) {
        return err_set(err, "under %d letters before the '*'", OPEN_MIN);
    }
    if (handle) {
        use_add(b, open ? KEY_OPEN_HANDLE : KEY_HANDLE, key);
    } else {
        use_add(b, open ? KEY_OPEN_TAG : KEY_TAG, key);
    }
    return true;
}

static bool term_add(struct builder *b, struct str term, struct err *err)
{
    b->term = str_trim(term);
    bool open = str_ends(b->term, STR("*"));
    tokens_read(&b->tokens, str_slice(b->term, 0, b->term.n - open));
    bool named = b->term.n && (b->term.p[0] == '@' || b->term.p[0] == '#');
    return (named ? name_add(b, open, err) : words_add(b, open, err)) ||
           err_wrap(err, "\"%.*s\"", STR_FMT(term));
}

static bool list_add(struct builder *b, const char *name, const struct str *terms, size_t count,
                     struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!term_add(b, terms[i], err)) {
            return err_wrap(err, "%s", name);
        }
    }
    return true;
}

static bool query_add(struct builder *b, const struct query *query, struct err *err)
{
    struct lists *lists = &b->matcher->lists[b->query];
    if (query->any_count + query->all_count == 0) {
        return err_set(err, "neither any nor all: it would match everything");
    }
    lists->any = b->matcher->use_count;
    lists->all = lists->any + query->any_count;
    lists->none = lists->all + query->all_count;
    lists->end = lists->none + query->none_count;
    return list_add(b, "any", query->any, query->any_count, err) &&
           list_add(b, "all", query->all, query->all_count, err) &&
           list_add(b, "none", query->none, query->none_count, err);
}

struct matcher *matcher_build(struct arena *arena, const struct query *queries, size_t count,
                              struct err *err)
{
    size_t terms = 0;
    for (size_t i = 0; i < count; i++) {
        terms += queries[i].any_count + queries[i].all_count + queries[i].none_count;
    }
    struct matcher *m = arena_new(arena, struct matcher);
    m->uses = arena_array(arena, struct use, terms);
    m->lists = arena_array(arena, struct lists, count);
    m->open_sizes = arena_array(arena, size_t, terms);
    nodes_grow(arena, m);
    struct builder b = {.arena = arena, .matcher = m};
    bool built = true;
    for (size_t i = 0; i < count && built; i++) {
        b.query = (uint32_t)i;
        built = query_add(&b, &queries[i], err) || err_wrap(err, "query %zu", i + 1);
    }
    tokens_clear(&b.tokens);
    return built ? m : NULL;
}

/* ---- Finding ---- */

struct finder {
    const struct matcher *matcher;
    const struct tokens *tokens;
    uint64_t *found; /* a bit for each use */
};

static void mark_uses(struct finder *f, const struct node *node)
{
    for (uint32_t use = node ? node->uses : NO_USE; use; use = f->matcher->uses[use - 1].next) {
        f->found[(use - 1) / 64] |= 1ull << (use - 1) % 64;
    }
}

/* The open-ended keys that `key` begins with, of those that end behind its byte `from`. */
static void find_open(struct finder *f, enum key_kind kind, struct str key, size_t from)
{
    const struct matcher *m = f->matcher;
    for (size_t i = 0; i < m->open_count; i++) {
        size_t n = m->open_sizes[i];
        if (n > from && n <= key.n) {
            struct str beginning = str_slice(key, 0, n);
            mark_uses(f, node_find(m, kind, beginning, token_hash(beginning)));
        }
    }
}

/* A part joined with a ZWNJ makes it another word, unless it is an ending. */
static bool word_ends(const struct tokens *tokens, size_t index)
{
    if (index + 1 == tokens->count) {
        return true;
    }
    const struct token *next = &tokens->list[index + 1];
    return !(next->flags & TOKEN_ZWNJ) || (word_kinds(tokens_hash(next->folded)) & WORD_ENDING);
}

/* The terms whose first word begins with token `first`. */
static void find_words(struct finder *f, size_t first)
{
    struct key key;
    key.n = 0;
    for (size_t i = first; i < f->tokens->count && i - first < LIMIT_QUERY_WORDS; i++) {
        const struct token *token = &f->tokens->list[i];
        struct str word = bare(token->folded);
        size_t before = key.n;
        if (!is_comparable(token)) {
            return;
        }
        /* Nearly every word begins no term: its own hash says so. */
        if (i == first && word.n == token->folded.n && f->matcher->open_count == 0 &&
            !node_find(f->matcher, KEY_WORDS, word, tokens_hash(token->folded))) {
            return;
        }
        if (!key_add(&key, word)) {
            return;
        }
        find_open(f, KEY_OPEN, key_str(&key), before);
        const struct node *node =
            node_find(f->matcher, KEY_WORDS, key_str(&key), token_hash(key_str(&key)));
        if (node && word_ends(f->tokens, i)) {
            mark_uses(f, node);
        }
        if (!node || !node->goes_on) {
            return;
        }
    }
}

/* A name: of its own kind as it is, and as the words it may be written together from. */
static void find_name(struct finder *f, enum key_kind kind, enum key_kind open, struct str name)
{
    struct key key;
    key.n = 0;
    if (name.n > KEY_MAX) {
        return;
    }
    mark_uses(f, node_find(f->matcher, kind, name, token_hash(name)));
    find_open(f, open, name, 0);
    if (key_add_name(&key, name)) {
        struct str words = key_str(&key);
        mark_uses(f, node_find(f->matcher, KEY_WORDS, words, token_hash(words)));
        find_open(f, KEY_OPEN, words, 0);
    }
}

static void find_tag(struct finder *f, size_t first)
{
    size_t count = 1;
    while (first + count < f->tokens->count &&
           (f->tokens->list[first + count].flags & (TOKEN_HASHTAG | TOKEN_TAG)) == TOKEN_HASHTAG) {
        count++;
    }
    find_name(f, KEY_TAG, KEY_OPEN_TAG, tokens_joined(f->tokens, first, count));
}

static void find_at(struct finder *f, size_t index)
{
    const struct token *token = &f->tokens->list[index];
    if (token->kind == TOKEN_HANDLE) {
        find_name(f, KEY_HANDLE, KEY_OPEN_HANDLE, token->folded);
        return;
    }
    if (token->flags & TOKEN_TAG) {
        find_tag(f, index);
    }
    if (is_comparable(token) && !(token->flags & TOKEN_ZWNJ)) {
        find_words(f, index);
    }
}

static bool is_found(const struct finder *f, size_t use)
{
    return f->found[use / 64] >> use % 64 & 1;
}

static bool is_matched(const struct finder *f, const struct lists *lists)
{
    bool any = lists->any == lists->all;
    for (size_t use = lists->any; use < lists->all && !any; use++) {
        any = is_found(f, use);
    }
    for (size_t use = lists->all; use < lists->none && any; use++) {
        any = is_found(f, use);
    }
    for (size_t use = lists->none; use < lists->end && any; use++) {
        any = !is_found(f, use);
    }
    return any;
}

size_t matcher_find(const struct matcher *matcher, const struct tokens *tokens, size_t *brands,
                    size_t max)
{
    size_t words = matcher->use_count / 64 + 1, count = 0, next = 0;
    CLEANUP_FREE uint64_t *found = mem_zalloc(words, sizeof *found);
    struct finder f = {.matcher = matcher, .tokens = tokens, .found = found};
    for (size_t i = 0; i < tokens->count; i++) {
        find_at(&f, i);
    }
    for (size_t word = 0; word < words; word++) {
        for (uint64_t bits = found[word]; bits; bits &= bits - 1) {
            size_t query = matcher->uses[word * 64 + (size_t)__builtin_ctzll(bits)].query;
            if (query >= next && is_matched(&f, &matcher->lists[query])) {
                if (count < max) {
                    brands[count] = query;
                }
                count++;
            }
            next = query >= next ? query + 1 : next;
        }
    }
    return count;
}
