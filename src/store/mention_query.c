#include "store/aspects.h"
#include "store/author_key.h"
#include "store/mention_links.h"
#include "store/mentions.h"
#include "store/search_index.h"
#include "store/url_bases.h"

#define COLUMNS                                                                                    \
    "SELECT m.id, s.name, CAST(m.native_id AS TEXT), " URL_SHOWN ", m.title, m.text, m.author, "   \
    "coalesce(m.reach, -1), coalesce(m.rating, -1), m.published_at, m.published_precision, "       \
    "m.updated_at, m.fetched_at, m.posted_at, m.stated_language, CAST(m.reply_to AS TEXT), "       \
    "CAST(m.repost_of AS TEXT), m.language, m.label, c.label, m.compound, m.confidence, "          \
    "x.version, coalesce(a.needs, m.needs), "                                                      \
    "coalesce(a.touchpoints, m.touchpoints), coalesce(a.stage, m.stage), "                         \
    "coalesce(a.intents, m.intents), coalesce(m.story_id, m.id), "                                 \
    "(a.needs IS NOT NULL) + 2 * (a.stage IS NOT NULL) + 4 * (a.touchpoints IS NOT NULL) + "       \
    "8 * (a.intents IS NOT NULL), coalesce((SELECT max(r.replaced_at) FROM mention_revisions r "   \
    "WHERE r.mention_id = m.id), 0) "
#define JOINS                                                                                      \
    " CROSS JOIN sources s ON s.id = m.source_id "                                                 \
    "LEFT JOIN mention_labels c ON c.mention_id = m.id "                                           \
    "LEFT JOIN aspect_labels a ON a.mention_id = m.id "                                            \
    "LEFT JOIN lexicons x ON x.id = m.lexicon_id "

static void label_read(struct query *query, struct mention_row *row)
{
    struct score *score = &row->mention.score;
    score->label = column_label(query);
    enum label corrected = column_label(query);
    row->corrected = corrected != LABEL_NONE;
    if (row->corrected) {
        score->label = corrected;
    }
    score->compound = (double)column_int(query) / COMPOUND_ONE;
    score->confidence = (double)column_int(query) / COMPOUND_ONE;
}

/* The columns of COLUMNS. */
static void row_read(struct query *query, struct arena *arena, struct mention_row *row)
{
    struct mention *m = &row->mention;
    *row = (struct mention_row){0};
    m->id = column_int(query);
    m->source = column_text(query, arena);
    m->native_id = column_text(query, arena);
    m->url = column_text(query, arena);
    m->title = column_text(query, arena);
    m->text = column_text(query, arena);
    m->author = column_text(query, arena);
    m->reach = column_int(query);
    m->rating = column_real(query);
    m->published_at = column_time(query);
    m->published_precision = column_bool(query) ? PRECISION_DAY : PRECISION_SECOND;
    m->updated_at = column_time(query);
    m->fetched_at = column_int(query);
    row->posted_at = column_int(query);
    m->language = column_text(query, arena);
    m->reply_to = column_text(query, arena);
    m->repost_of = column_text(query, arena);
    m->score.language = language_from_name(str_z(arena, column_view(query)));
    label_read(query, row);
    row->lexicon = column_text(query, arena);
    struct aspects aspects = column_aspects(query);
    m->labels = aspects_unpack(&aspects);
    row->story = column_int(query);
    row->said = (unsigned)column_int(query); /* bits in the order of enum about */
    m->edited_at = column_int(query);
}

static bool brands_read(struct store *store, struct arena *arena, struct mention_row *row,
                        struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT b.name FROM mention_brands l JOIN brands b ON b.id = l.brand_id "
                           "WHERE l.mention_id = ? ORDER BY b.name");
    query_int(&query, row->mention.id);
    while (row->brand_count < MENTION_BRANDS && query_row(&query)) {
        row->brands[row->brand_count++] = column_text(&query, arena);
    }
    return query_ok(&query, err);
}

bool mention_get(struct store *store, int64_t id, struct arena *arena, struct mention_row *row,
                 bool *found, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, COLUMNS "FROM mentions m" JOINS "WHERE m.id = ?");
    query_int(&query, id);
    *found = query_row(&query);
    if (*found) {
        row_read(&query, arena, row);
    }
    return query_ok(&query, err) && (!*found || brands_read(store, arena, row, err));
}

/* ---- searching ---- */

#define MATCH_PARAMETER 7

struct mention_query {
    struct query query; /* its statement is our own, not of the cache */
    unsigned shape;
    struct arena keep;  /* what is bound */
    struct arena arena; /* of the row handed out */
    struct mention_row row;
    struct str words; /* to match, without an author */
    struct str wider; /* what else to match when there is nothing; absent: nothing else */
};

#define FROM(index)                                                                                \
    " FROM mentions m" index JOINS "WHERE m.posted_at >= ?3 AND m.posted_at < ?4 "                 \
    "AND (m.posted_at, m.id) < (?5, ?6)"
#define IN_BRAND                                                                                   \
    " AND EXISTS(SELECT 1 FROM mention_brands l WHERE l.mention_id = m.id AND l.brand_id = ?1)"
#define IN_SOURCE " AND m.source_id = ?2"
#define LABELLED  " AND coalesce(c.label, m.label) = ?8"
#define NEWER     " AND m.id > ?10", " ORDER BY m.posted_at DESC, m.id DESC"

/* Parameters, by number, of every search: ?1 brand, ?2 source, ?3 since, ?4 until, ?5 and ?6 the
 * place after which to go on, ?7 match, ?8 label, ?9 language, ?10 newer, ?11 and
 * ?12 needs, ?13 and ?14 touchpoint, ?15 stage, ?16 intents, ?17 author, ?18 and ?19 rating,
 * ?20 reach, ?21 story, ?22 limit. All are bound always. */

/* One of six roads into the table, each along an index that has the order of the answer, so that
 * the newest fifty are found without looking at the rest; those of an author or a story are few
 * enough to be put in order. CROSS JOIN keeps SQLite on the road. */
static const struct road {
    const char *from, *brand, *source, *label, *newer, *order;
} by_match = {" FROM mention_search f CROSS JOIN mentions m ON m.id = -f.rowid" JOINS
              "WHERE mention_search MATCH ?7 AND f.rowid > -?6 "
              "AND m.posted_at >= ?3 AND m.posted_at < ?4",
              " AND EXISTS(SELECT 1 FROM mention_brands l WHERE l.mention_id = -f.rowid "
              "AND l.brand_id = ?1)",
              IN_SOURCE,
              LABELLED,
              " AND f.rowid < -?10",
              " ORDER BY f.rowid"},
  by_brand = {" FROM mention_brands l CROSS JOIN mentions m ON m.id = l.mention_id" JOINS
              "WHERE l.posted_at >= ?3 AND l.posted_at < ?4 "
              "AND (l.posted_at, l.mention_id) < (?5, ?6)",
              " AND l.brand_id = ?1",
              " AND l.source_id = ?2",
              " AND l.label = ?8",
              " AND l.mention_id > ?10",
              " ORDER BY l.posted_at DESC, l.mention_id DESC"},
  by_author = {" FROM mention_search f CROSS JOIN mentions m ON m.id = -f.rowid" JOINS
               "WHERE mention_search MATCH ?7 AND m.posted_at >= ?3 AND m.posted_at < ?4 "
               "AND (m.posted_at, m.id) < (?5, ?6)",
               IN_BRAND, IN_SOURCE, LABELLED, NEWER},
  by_story = {FROM(""), IN_BRAND, IN_SOURCE, LABELLED, NEWER},
  by_source = {FROM(" INDEXED BY mentions_by_source"), "", IN_SOURCE, LABELLED, NEWER},
  by_time = {FROM(" INDEXED BY mentions_by_time"), "", "", LABELLED, NEWER};

/* What a question may ask for: each a bit of its shape. */
enum {
    ASKS_MATCH,
    ASKS_AUTHOR,
    ASKS_STORY,
    ASKS_BRAND,
    ASKS_SOURCE,
    ASKS_LABEL,
    ASKS_LANGUAGE,
    ASKS_NEWER,
    ASKS_NEEDS,
    ASKS_TOUCHPOINT,
    ASKS_STAGE,
    ASKS_INTENTS,
    ASKS_RATING,
    ASKS_REACH,
    ASKS_FIRSTS,
};

/* The shape says which statement a question takes: two of one shape differ in what is bound. */
static unsigned shape_of(const struct mention_filter *filter)
{
    bool rating = filter->rating_least > 0 || filter->rating_most < RATING_BEST;
    return (unsigned)(filter->match.p != NULL) << ASKS_MATCH |
           (unsigned)(filter->author.p != NULL) << ASKS_AUTHOR |
           (unsigned)(filter->story != 0) << ASKS_STORY |
           (unsigned)(filter->brand.p != NULL) << ASKS_BRAND |
           (unsigned)(filter->source.p != NULL) << ASKS_SOURCE |
           (unsigned)(filter->label != LABEL_NONE) << ASKS_LABEL |
           (unsigned)(filter->language.p != NULL) << ASKS_LANGUAGE |
           (unsigned)(filter->newer != 0) << ASKS_NEWER |
           (unsigned)(filter->needs != 0) << ASKS_NEEDS |
           (unsigned)(filter->touchpoint.p != NULL) << ASKS_TOUCHPOINT |
           (unsigned)(filter->stage != STAGE_NONE) << ASKS_STAGE |
           (unsigned)(filter->intents != 0) << ASKS_INTENTS | (unsigned)rating << ASKS_RATING |
           (unsigned)(filter->reach > 0) << ASKS_REACH | (unsigned)filter->firsts << ASKS_FIRSTS;
}

static bool asks(unsigned shape, unsigned what)
{
    return shape >> what & 1;
}

static const struct road *road_of(unsigned shape)
{
    static const struct road *const roads[] = {&by_match, &by_author, &by_story, &by_brand,
                                               &by_source};
    for (unsigned i = 0; i < sizeof roads / sizeof *roads; i++) {
        if (asks(shape, i)) { /* in the order of ASKS_ */
            return roads[i];
        }
    }
    return &by_time;
}

/* The links of a brand have the labels that count; a mention has those that were found. */
static void aspects_write(unsigned shape, bool links, struct buf *sql)
{
    static const struct {
        unsigned asks;
        const char *column, *test;
    } tests[] = {{ASKS_NEEDS, "needs", "& ?11 = ?12"},
                 {ASKS_TOUCHPOINT, "touchpoints", "& ?13 = ?14"},
                 {ASKS_STAGE, "stage", "= ?15"},
                 {ASKS_INTENTS, "intents", "& ?16 = ?16"}};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        const char *column = tests[i].column;
        if (asks(shape, tests[i].asks) && links) {
            buf_addf(sql, " AND l.%s %s", column, tests[i].test);
        } else if (asks(shape, tests[i].asks)) {
            buf_addf(sql, " AND coalesce(a.%s, m.%s) %s", column, column, tests[i].test);
        }
    }
}

static void sql_write(unsigned shape, struct buf *sql)
{
    const struct road *road = road_of(shape);
    const struct {
        unsigned asks;
        const char *test;
    } tests[] = {
        {ASKS_BRAND, road->brand},
        {ASKS_SOURCE, road->source},
        {ASKS_LABEL, road->label},
        {ASKS_LANGUAGE, " AND m.language = ?9"},
        {ASKS_NEWER, road->newer},
        {ASKS_AUTHOR, " AND m.author COLLATE NOCASE IN (?17, '@' || ?17)"},
        {ASKS_RATING, " AND m.rating BETWEEN ?18 AND ?19"},
        {ASKS_REACH, " AND m.reach >= ?20"},
        {ASKS_STORY, " AND m.id IN (SELECT id FROM mentions WHERE story_id = (SELECT "
                     "coalesce(story_id, id) FROM mentions WHERE id = ?21) UNION SELECT ?21)"},
        {ASKS_FIRSTS, " AND NOT EXISTS(SELECT 1 FROM story_firsts t WHERE t.story_id = m.story_id "
                      "AND t.brand_id = ?1 AND t.mention_id <> m.id)"},
    };
    buf_add_z(sql, COLUMNS);
    buf_add_z(sql, road->from);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        buf_add_z(sql, asks(shape, tests[i].asks) ? tests[i].test : "");
    }
    aspects_write(shape, road == &by_brand, sql);
    buf_add_z(sql, road->order);
    buf_add_z(sql, " LIMIT ?22");
}

static bool aspects_bind(struct query *query, const struct mention_filter *filter, struct err *err)
{
    int64_t id;
    if (!touchpoint_find(query->store, filter->touchpoint, &id, err)) {
        return false;
    }
    struct bits_wanted needs = needs_wanted(filter->needs, filter->polarity);
    struct bits_wanted touchpoint = touchpoint_wanted(id);
    query_int(query, needs.mask);
    query_int(query, needs.value);
    query_int(query, touchpoint.mask);
    query_int(query, touchpoint.value);
    query_int(query, filter->stage);
    query_int(query, filter->intents);
    return true;
}

static bool search_bind(struct mention_query *made, const struct mention_filter *filter,
                        struct str match, struct err *err)
{
    struct query *query = &made->query;
    int64_t brand, source;
    if (!store_brand_find(query->store, filter->brand, &brand, err) ||
        !store_source_find(query->store, filter->source, &source, err)) {
        return false;
    }
    query_int(query, brand);
    query_int(query, source);
    query_int(query, filter->since);
    query_int(query, filter->until);
    query_int(query, filter->after.posted_at);
    query_int(query, filter->after.id);
    query_text(query, match);
    query_label(query, filter->label);
    query_text(query, filter->language);
    query_int(query, filter->newer);
    if (!aspects_bind(query, filter, err)) {
        return false;
    }
    query_text(query, filter->author);
    query_real(query, filter->rating_least);
    query_real(query, filter->rating_most);
    query_int(query, filter->reach);
    query_int(query, filter->story);
    query_int(query, filter->limit ? (int64_t)filter->limit : -1);
    return true;
}

static struct search_statement *statement_of(struct mention_query *made)
{
    return &made->query.store->searches[made->shape % STORE_SEARCHES];
}

/* The statement of the last question of this shape, if it is free; preparing one takes longer than
 * fetching fifty rows. */
static bool search_prepare(struct mention_query *made, struct err *err)
{
    struct buf sql CLEANUP_BUF = BUF_INIT(16u * KIB);
    struct query *query = &made->query;
    struct search_statement *kept = statement_of(made);
    if (kept->stmt && kept->shape == made->shape) {
        query->stmt = kept->stmt;
        kept->stmt = NULL;
        return true;
    }
    sql_write(made->shape, &sql);
    if (sqlite3_prepare_v3(query->store->db, buf_str(&sql).p, (int)sql.n, SQLITE_PREPARE_PERSISTENT,
                           &query->stmt, NULL) != SQLITE_OK) {
        return store_fail(query->store, err);
    }
    return true;
}

/* What to match of that author alone. What finds nothing still does. */
static struct str of_author(struct mention_query *made, struct str author, struct str match)
{
    struct author_word word = author_word(author);
    struct str quoted = author_quoted(&word);
    if (!quoted.n || str_eq(match, STR("\"\""))) {
        return match;
    }
    if (made->wider.p) {
        made->wider = str_format(&made->keep, "%.*s %.*s", STR_FMT(quoted), STR_FMT(made->wider));
    }
    return match.p ? str_format(&made->keep, "%.*s %.*s", STR_FMT(quoted), STR_FMT(match))
                   : str_copy(&made->keep, quoted);
}

bool mention_query_open(struct store *store, const struct mention_filter *filter,
                        struct mention_query **query, struct err *err)
{
    struct mention_query *made = mem_zalloc(1, sizeof *made);
    made->query.store = store;
    made->shape = shape_of(filter);
    /* What is bound lives as long as the statement, so in memory that goes with it. */
    struct mention_filter kept = *filter;
    struct str match = STR_NONE;
    kept.language = str_copy(&made->keep, filter->language);
    kept.author = str_copy(&made->keep, filter->author);
    if (filter->match.p) {
        bool first_page = filter->after.id == INT64_MAX;
        match = search_query(store, filter->match, &made->keep, first_page ? &made->wider : NULL);
    }
    made->words = match;
    match = of_author(made, filter->author, match);
    if (!search_prepare(made, err) || !search_bind(made, &kept, match, err)) {
        mention_query_close(made);
        return false;
    }
    *query = made;
    return true;
}

/* Whether any mention has the words, whatever else it is not. */
static bool words_are_there(struct mention_query *query)
{
    struct query any CLEANUP_QUERY = query_start(
        query->query.store, "SELECT 1 FROM mention_search WHERE mention_search MATCH ? LIMIT 1");
    query_text(&any, query->words);
    return query_row(&any);
}

/* The first row of the wider question, when nothing has the words of the one asked. */
static bool wider_row(struct mention_query *query)
{
    struct query *own = &query->query;
    if (!query->wider.p || own->status != SQLITE_OK ||
        (query->shape != 1u << ASKS_MATCH && words_are_there(query))) {
        return false;
    }
    struct str match = query->wider;
    query->wider = STR_NONE;
    sqlite3_reset(own->stmt);
    own->bound = MATCH_PARAMETER - 1;
    query_text(own, match);
    own->bound = sqlite3_bind_parameter_count(own->stmt);
    return query_row(own);
}

bool mention_query_next(struct mention_query *query, const struct mention_row **row,
                        struct err *err)
{
    *row = NULL;
    arena_reset(&query->arena);
    if (!query_row(&query->query) && !wider_row(query)) {
        return query_ok(&query->query, err);
    }
    query->wider = STR_NONE;
    row_read(&query->query, &query->arena, &query->row);
    if (!brands_read(query->query.store, &query->arena, &query->row, err)) {
        return false;
    }
    *row = &query->row;
    return true;
}

void mention_query_close(struct mention_query *query)
{
    if (!query) {
        return;
    }
    struct search_statement *kept = statement_of(query);
    sqlite3_stmt *old = kept->stmt;
    sqlite3_reset(query->query.stmt);
    sqlite3_clear_bindings(query->query.stmt);
    *kept = (struct search_statement){query->shape, query->query.stmt};
    sqlite3_finalize(old);
    arena_clear(&query->arena);
    arena_clear(&query->keep);
    mem_free_at(&query);
}

void mention_query_close_at(struct mention_query **query)
{
    mention_query_close(*query);
}
