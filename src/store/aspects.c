#include "store/aspects.h"

#include "store/mentions.h"

#include <stdlib.h>

enum { NEED_BITS = 16, TOUCHPOINT_BITS = TOUCHPOINTS_MAX };

static int64_t bits_of(size_t id, enum label polarity, unsigned width)
{
    int64_t bit = (int64_t)1 << id;
    return polarity == LABEL_NONE       ? 0
           : polarity == LABEL_NEGATIVE ? bit | bit << width
           : polarity == LABEL_POSITIVE ? bit | bit << 2 * width
                                        : bit;
}

static enum label polarity_of(int64_t bits, size_t id, unsigned width)
{
    return !(bits >> id & 1)              ? LABEL_NONE
           : bits >> (width + id) & 1     ? LABEL_NEGATIVE
           : bits >> (2 * width + id) & 1 ? LABEL_POSITIVE
                                          : LABEL_NEUTRAL;
}

struct aspects aspects_pack(const struct labels *labels, const int64_t ids[TOUCHPOINTS_MAX])
{
    struct aspects aspects = {.stage = labels->stage, .intents = labels->intents};
    for (size_t i = 0; i < NEED_COUNT; i++) {
        aspects.needs |= bits_of(i, labels->needs[i], NEED_BITS);
    }
    for (size_t i = 0; i < TOUCHPOINTS_MAX; i++) {
        if (labels->touchpoints[i] && ids[i] >= 0) {
            aspects.touchpoints |= bits_of((size_t)ids[i], labels->touchpoints[i], TOUCHPOINT_BITS);
        }
    }
    return aspects;
}

struct labels aspects_unpack(const struct aspects *aspects)
{
    struct labels labels = {.stage = (enum stage)aspects->stage,
                            .intents = (uint32_t)aspects->intents};
    for (size_t i = 0; i < NEED_COUNT; i++) {
        labels.needs[i] = polarity_of(aspects->needs, i, NEED_BITS);
    }
    for (size_t i = 0; i < TOUCHPOINTS_MAX; i++) {
        labels.touchpoints[i] = polarity_of(aspects->touchpoints, i, TOUCHPOINT_BITS);
    }
    return labels;
}

void query_aspects(struct query *query, const struct aspects *aspects)
{
    query_int(query, aspects->needs);
    query_int(query, aspects->touchpoints);
    query_int(query, aspects->stage);
    query_int(query, aspects->intents);
}

struct aspects column_aspects(struct query *query)
{
    struct aspects aspects;
    aspects.needs = column_int(query);
    aspects.touchpoints = column_int(query);
    aspects.stage = column_int(query);
    aspects.intents = column_int(query);
    return aspects;
}

struct bits_wanted needs_wanted(uint32_t needs, enum label polarity)
{
    int64_t bits = needs;
    int64_t negative = bits << NEED_BITS, positive = bits << 2 * NEED_BITS;
    return (struct bits_wanted){
        .mask = polarity ? bits | negative | positive : bits,
        .value = bits | (polarity == LABEL_NEGATIVE   ? negative
                         : polarity == LABEL_POSITIVE ? positive
                                                      : 0),
    };
}

struct bits_wanted touchpoint_wanted(int64_t id)
{
    int64_t bit = id < 0 ? 0 : (int64_t)1 << id;
    return (struct bits_wanted){bit, id < 0 ? 1 : bit}; /* of no touchpoint: nothing */
}

bool touchpoint_find(struct store *store, struct str name, int64_t *id, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT id FROM touchpoints WHERE name = ?");
    query_text(&query, text_or_empty(name));
    *id = query_row(&query) ? column_int(&query) : -1;
    return query_ok(&query, err);
}

bool mention_touchpoints(struct store *store, struct arena *arena,
                         struct str names[TOUCHPOINTS_MAX], struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, "SELECT id, name FROM touchpoints");
    memset(names, 0, TOUCHPOINTS_MAX * sizeof *names);
    while (query_row(&query)) {
        int64_t id = column_int(&query);
        if (id >= 0 && id < TOUCHPOINTS_MAX) {
            names[id] = column_text(&query, arena);
        }
    }
    return query_ok(&query, err);
}

static bool touchpoint_insert(struct store *store, struct str name, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "INSERT INTO touchpoints(id, name) SELECT max(id) + 1, ? FROM touchpoints");
    query_text(&query, name);
    return query_run(&query, err);
}

static bool ids_read(struct store *store, const struct str *names, size_t count,
                     int64_t ids[TOUCHPOINTS_MAX], struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, "SELECT id, name FROM touchpoints");
    while (query_row(&query)) {
        int64_t id = column_int(&query);
        struct str name = column_view(&query);
        for (size_t i = 0; i < count; i++) {
            ids[i] = str_eq(names[i], name) ? id : ids[i];
        }
    }
    return query_ok(&query, err);
}

static bool touchpoint_make(struct store *store, struct str name, int64_t *id, struct err *err)
{
    if (!touchpoint_insert(store, name, err) || !touchpoint_find(store, name, id, err)) {
        return false;
    }
    return *id < TOUCHPOINTS_MAX ||
           err_set(err, "%s: touchpoint %.*s: at most %d of them, those of old included",
                   store->path, STR_FMT(name), TOUCHPOINTS_MAX);
}

bool touchpoint_ids(struct store *store, const struct str *names, size_t count,
                    int64_t ids[TOUCHPOINTS_MAX], struct err *err)
{
    for (size_t i = 0; i < TOUCHPOINTS_MAX; i++) {
        ids[i] = -1;
    }
    bool well = !count || ids_read(store, names, count, ids, err);
    for (size_t i = 0; well && i < count; i++) {
        well = ids[i] >= 0 || touchpoint_make(store, names[i], &ids[i], err);
    }
    return well;
}

/* ---- facts ---- */

struct aspect_change {
    int64_t brand, about, id, slot, stage; /* the key */
    int64_t total, negative, positive;
};

static struct aspect_change *change_room(struct aspect_changes *changes)
{
    if (changes->count == changes->capacity) {
        changes->capacity = changes->capacity ? changes->capacity * 2 : 64;
        changes->list = mem_resize(changes->list, changes->capacity, sizeof *changes->list);
    }
    return &changes->list[changes->count++];
}

static bool same_key(const struct aspect_change *a, const struct aspect_change *b)
{
    return a->slot == b->slot && a->id == b->id && a->about == b->about && a->stage == b->stage &&
           a->brand == b->brand;
}

static size_t key_hash(const struct aspect_change *change)
{
    uint64_t key = (uint64_t)(change->slot * 4 + change->about) * 64 + (uint64_t)change->id;
    key = (key * 8 + (uint64_t)change->stage) ^ (uint64_t)change->brand << 40;
    return key * HASH_STEP >> 56;
}

static void change_merge(struct aspect_change *into, const struct aspect_change *from)
{
    into->total += from->total;
    into->negative += from->negative;
    into->positive += from->positive;
}

/* Most mentions of a page are about what others of it are about: fewer are left to sort. */
static void change_put(struct aspect_changes *changes, const struct aspect_change *change)
{
    uint32_t *recent = &changes->recent[key_hash(change)];
    if (*recent && *recent <= changes->count && same_key(&changes->list[*recent - 1], change)) {
        change_merge(&changes->list[*recent - 1], change);
        return;
    }
    *change_room(changes) = *change;
    *recent = (uint32_t)changes->count;
}

static void change_add(struct aspect_changes *changes, const struct aspect_counted *counted,
                       enum about about, int64_t id, enum label polarity, int sign)
{
    struct aspect_change change = {
        .brand = counted->brand,
        .about = about,
        .id = id,
        .slot = counted->slot,
        .stage = counted->aspects->stage,
        .total = sign,
        .negative = polarity == LABEL_NEGATIVE ? sign : 0,
        .positive = polarity == LABEL_POSITIVE ? sign : 0,
    };
    change_put(changes, &change);
}

void aspect_changes_add(struct aspect_changes *changes, const struct aspect_counted *counted,
                        int sign)
{
    const struct aspects *aspects = counted->aspects;
    changes->taken |= sign < 0;
    for (int i = 0; aspects->needs && i < NEED_COUNT; i++) {
        enum label polarity = polarity_of(aspects->needs, (size_t)i, NEED_BITS);
        if (polarity) {
            change_add(changes, counted, ABOUT_NEED, i, polarity, sign);
        }
    }
    for (int i = 0; aspects->touchpoints && i < TOUCHPOINTS_MAX; i++) {
        enum label polarity = polarity_of(aspects->touchpoints, (size_t)i, TOUCHPOINT_BITS);
        if (polarity) {
            change_add(changes, counted, ABOUT_TOUCHPOINT, i, polarity, sign);
        }
    }
    if (!aspects->touchpoints && aspects->stage) {
        change_add(changes, counted, ABOUT_TOUCHPOINT, -1, counted->label, sign);
    }
    for (int i = 0; aspects->intents >> i; i++) {
        if (aspects->intents >> i & 1) {
            change_add(changes, counted, ABOUT_INTENT, i, counted->label, sign);
        }
    }
}

static int order(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int change_order(const void *left, const void *right)
{
    const struct aspect_change *a = left, *b = right;
    int by = order(a->brand, b->brand);
    by = by ? by : order(a->about, b->about);
    by = by ? by : order(a->id, b->id);
    by = by ? by : order(a->slot, b->slot);
    return by ? by : order(a->stage, b->stage);
}

void aspect_changes_settle(struct aspect_changes *changes)
{
    size_t kept = 0;
    if (changes->count) {
        qsort(changes->list, changes->count, sizeof *changes->list, change_order);
    }
    for (size_t i = 0; i < changes->count;) {
        struct aspect_change sum = changes->list[i++];
        while (i < changes->count && change_order(&sum, &changes->list[i]) == 0) {
            change_merge(&sum, &changes->list[i++]);
        }
        if (sum.total || sum.negative || sum.positive) {
            changes->list[kept++] = sum;
        }
    }
    changes->count = kept;
}

static void query_key(struct query *query, const struct aspect_change *change)
{
    query_int(query, change->brand);
    query_int(query, change->about);
    query_int(query, change->id);
    query_int(query, change->slot);
    query_int(query, change->stage);
}

#define FACT_INSERT                                                                                \
    "INSERT INTO aspect_facts(brand_id, about, id, slot, stage, total, negative, positive) VALUES"
#define FACT_VALUES "(?, ?, ?, ?, ?, ?, ?, ?)"
#define FACT_ADD                                                                                   \
    " ON CONFLICT DO UPDATE SET total = total + excluded.total, "                                  \
    "negative = negative + excluded.negative, positive = positive + excluded.positive"

static bool facts_add(struct store *store, const struct aspect_change *list, size_t count,
                      struct err *err)
{
    for (size_t i = 0; i < count;) {
        size_t together = rows_together(count - i);
        struct query query CLEANUP_QUERY =
            query_start(store, ROWS_SQL(together, FACT_INSERT, FACT_VALUES, FACT_ADD));
        for (size_t k = 0; k < together; k++, i++) {
            query_key(&query, &list[i]);
            query_int(&query, list[i].total);
            query_int(&query, list[i].negative);
            query_int(&query, list[i].positive);
        }
        if (!query_run(&query, err)) {
            return false;
        }
    }
    return true;
}

static bool fact_drop(struct store *store, const struct aspect_change *change, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "DELETE FROM aspect_facts WHERE brand_id = ? AND about = ? AND id = ? "
                           "AND slot = ? AND stage = ? AND total = 0");
    query_key(&query, change);
    return query_run(&query, err);
}

bool aspect_changes_write(struct store *store, struct aspect_changes *changes, struct err *err)
{
    if (!facts_add(store, changes->list, changes->count, err)) {
        return false;
    }
    for (size_t i = 0; i < changes->count; i++) {
        if (changes->list[i].total < 0 && !fact_drop(store, &changes->list[i], err)) {
            return false;
        }
    }
    changes->count = 0;
    return true;
}

enum { LEFT_MOST = 20000 };

bool aspect_changes_leave(struct store *store, struct aspect_changes *changes, struct err *err)
{
    struct aspect_changes *left = &store->left;
    if (sqlite3_get_autocommit(store->db)) {
        return aspect_changes_write(store, changes, err);
    }
    for (size_t i = 0; i < changes->count; i++) {
        change_put(left, &changes->list[i]);
    }
    changes->count = 0;
    if (left->count < LEFT_MOST) {
        return true;
    }
    aspect_changes_settle(left);
    return aspect_changes_write(store, left, err);
}

void aspect_changes_clear(struct aspect_changes *changes)
{
    mem_free_at(&changes->list);
    *changes = (struct aspect_changes){0};
}

int64_t aspect_change_brand(const struct aspect_changes *changes, size_t at)
{
    return changes->list[at].brand;
}
