#include "fixture.h"

/* Ids of what a filter finds, "3 1". */
static const char *found(struct fixture *fixture, struct mention_filter filter)
{
    struct mention_query *query CLEANUP_MENTION_QUERY = NULL;
    const struct mention_row *row;
    char *text = arena_alloc(&fixture->arena, CELL_MAX, 1);
    size_t n = 0;
    must(mention_query_open(fixture->store, &filter, &query, &fixture->err));
    do {
        must(mention_query_next(query, &row, &fixture->err));
        n += row ? (size_t)snprintf(text + n, CELL_MAX - n, n ? " %lld" : "%lld",
                                    (long long)row->mention.id)
                 : 0;
    } while (row);
    return text;
}

static const char *matches(struct fixture *fixture, const char *words)
{
    struct mention_filter filter = MENTION_FILTER;
    filter.match = str_of(words);
    return found(fixture, filter);
}

static void store_texts(struct fixture *fixture, const char *const *texts, size_t count)
{
    CLEANUP(batch_clear) struct batch batch = {0};
    for (size_t i = 0; i < count; i++) {
        char id[24];
        snprintf(id, sizeof id, "%zu", i);
        said(&batch, id, texts[i], T0, LABEL_NEUTRAL);
    }
    store_page(fixture, "shop", &batch);
    must(search_index(fixture->store, &fixture->err));
}

#define KETAB    "\xDA\xA9\xD8\xAA\xD8\xA7\xD8\xA8" /* book */
#define KHEYLI   "\xD8\xAE\xDB\x8C\xD9\x84\xDB\x8C" /* very */
#define KHEYLI_A "\xD8\xAE\xD9\x8A\xD9\x84\xD9\x8A" /* the same with Arabic yeh */
#define DIR      "\xD8\xAF\xDB\x8C\xD8\xB1"         /* late */
#define ROCKET   "\xF0\x9F\x9A\x80"

static void persian_is_found_however_it_is_spelled(void **state)
{
    struct fixture *fixture = *state;
    static const char *const texts[] = {KETAB " " KHEYLI " " DIR, KHEYLI_A " good", KETAB};
    store_texts(fixture, texts, 3);
    assert_string_equal(matches(fixture, KHEYLI), "2 1");
    assert_string_equal(matches(fixture, KHEYLI_A), "2 1");
    assert_string_equal(matches(fixture, DIR " " KETAB), "1");
    assert_string_equal(matches(fixture, "\xDA\xA9\xD8\xAA"), "3 1"); /* its first two letters */
}

static void every_word_must_be_there_and_the_last_goes_on_when_nothing_has_it(void **state)
{
    struct fixture *fixture = *state;
    static const char *const texts[] = {"late delivery", "delivered late", "never late"};
    store_texts(fixture, texts, 3);
    assert_string_equal(matches(fixture, "late deliver"), "2 1");
    assert_string_equal(matches(fixture, "late delivery"), "1");
    struct mention_filter elsewhere = MENTION_FILTER;
    elsewhere.match = STR("late delivery");
    elsewhere.source = STR("forum");
    assert_string_equal(found(fixture, elsewhere), "");
    elsewhere.match = STR("late del");
    elsewhere.source = STR("shop");
    assert_string_equal(found(fixture, elsewhere), "2 1");
    elsewhere.match = STR("never");
    elsewhere.label = LABEL_NEGATIVE; /* "never" is there: it is not asked for as a beginning */
    assert_string_equal(found(fixture, elsewhere), "");
    assert_string_equal(matches(fixture, "lat delivery"), "");
    assert_string_equal(matches(fixture, "LATE, never"), "3");
    assert_string_equal(matches(fixture, "  "), "");
    assert_string_equal(matches(fixture, ""), "");
}

static void whatever_is_typed_is_text(void **state)
{
    struct fixture *fixture = *state;
    static const char *const texts[] = {"not or and near", "plain", "words delivery", ROCKET " up"};
    static const char *const typed[] = {
        "\"",
        "\"\"\"",
        "'",
        "NOT",
        "plain OR",
        "AND AND",
        "NEAR(",
        "NEAR(a b, 2)",
        "a*",
        "*",
        "^",
        "^plain",
        "words:plain",
        "mention_search",
        "-plain",
        "(",
        ")",
        "{a b}: c",
        "a + b",
        "--",
        "; DROP TABLE mentions",
        "%",
        "\\",
        "\xE2\x80\x8C",
        "\xEF\xBF\xBD",
        "a\x01"
        "b",
        "@#$%^&*()",
        "+",
        "\"unbalanced",
        ":)",
        ROCKET ROCKET,
        "x\"y z\"",
    };
    store_texts(fixture, texts, 4);
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        matches(fixture, typed[i]);
    }
    struct mention_filter filter = MENTION_FILTER;
    filter.match = (struct str){"plain\0OR", 8};
    found(fixture, filter);
    assert_string_equal(matches(fixture, "NOT"), "1");
    assert_string_equal(matches(fixture, "OR and"), "1");
    assert_string_equal(matches(fixture, ROCKET), "4");
    assert_string_equal(cell(fixture, "SELECT count(*) FROM v_mentions"), "4");
}

/* A fold that changes nothing, so that all bytes reach the query. */
static void raw_fold(void *user, struct str text, struct buf *folded)
{
    (void)user;
    buf_add(folded, text);
}

static void no_bytes_of_a_query_are_syntax_even_when_the_fold_keeps_them(void **state)
{
    struct fixture *fixture = *state;
    static const char alphabet[] = "ab \"'*^():{}+-ANDORNT,\0\x01";
    static const char *const texts[] = {"a b", "\"a\" AND b*", "(a OR b)"};
    unsigned seed = 7;
    store_set_fold(fixture->store, (struct store_fold){raw_fold, NULL, 2});
    store_texts(fixture, texts, 3);
    for (size_t i = 0; i < 3000; i++) {
        char typed[24];
        struct mention_filter filter = MENTION_FILTER;
        filter.match = (struct str){typed, (size_t)rand_r(&seed) % sizeof typed};
        for (size_t at = 0; at < sizeof typed; at++) {
            typed[at] = alphabet[(size_t)rand_r(&seed) % sizeof alphabet];
        }
        found(fixture, filter);
    }
    assert_string_equal(matches(fixture, "AND"), "2");
    assert_string_equal(matches(fixture, "\"a\""), "2");
}

static void a_query_of_a_hundred_thousand_words_is_cut(void **state)
{
    struct fixture *fixture = *state;
    static const char *const texts[] = {"a"};
    struct mention_filter filter = MENTION_FILTER;
    char *typed = mem_alloc(200000);
    for (size_t i = 0; i < 200000; i += 2) {
        memcpy(typed + i, "a ", 2);
    }
    store_texts(fixture, texts, 1);
    filter.match = (struct str){typed, 200000};
    assert_string_equal(found(fixture, filter), "1");
    free(typed);
}

static void an_edited_mention_is_found_by_its_new_words_only(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch one = {0}, two = {0}, three = {0};
    said(&one, "1", "purple box", T0, LABEL_NEUTRAL);
    said(&one, "2", "purple sky", T0, LABEL_NEUTRAL);
    store_page(fixture, "shop", &one);
    assert_string_equal(matches(fixture, "purple"), ""); /* not indexed yet */
    said(&two, "1", "orange box", T0, LABEL_NEUTRAL);
    store_page(fixture, "shop", &two); /* edited before it is indexed */
    must(search_index(fixture->store, &fixture->err));
    assert_string_equal(matches(fixture, "purple"), "2");
    said(&three, "1", "green box", T0, LABEL_NEUTRAL);
    store_page(fixture, "shop", &three); /* and after */
    assert_string_equal(matches(fixture, "orange"), "");
    assert_string_equal(matches(fixture, "green box"), "1");
    assert_string_equal(
        cell(fixture, "SELECT group_concat(rowid) FROM v_search WHERE v_search MATCH 'box'"), "1");
}

static void another_fold_makes_the_index_anew(void **state)
{
    struct fixture *fixture = *state;
    static const char *const texts[] = {"don't"};
    store_texts(fixture, texts, 1);
    assert_string_equal(matches(fixture, "don"), "1");
    store_set_fold(fixture->store, (struct store_fold){raw_fold, NULL, 2});
    must(search_index(fixture->store, &fixture->err));
    assert_string_equal(matches(fixture, "don't"), "1");
    assert_string_equal(matches(fixture, "t"), "");
}

/* Twelve mentions with every combination that the filters tell apart. */
static void store_dozen(struct fixture *fixture)
{
    CLEANUP(batch_clear) struct batch shop = {0}, forum = {0};
    for (int i = 0; i < 12; i++) {
        char id[24];
        snprintf(id, sizeof id, "%d", i);
        struct mention *m = said(i < 6 ? &shop : &forum, id, i % 2 ? "odd one" : "even one",
                                 T0 + (i * 5 % 12) * 100, (enum label)(1 + i % 3));
        m->brands[0] = (size_t)i % 2;
        m->score.language = i % 4 ? LANG_EN : LANG_FA;
        m->brand_count = i == 11 ? 0 : 1;
    }
    store_page(fixture, "shop", &shop);
    store_page(fixture, "forum", &forum);
    must(search_index(fixture->store, &fixture->err));
}

/* The same filter said in plain SQL over the view. */
static const char *expected(struct fixture *fixture, const struct mention_filter *f)
{
    char sql[1024];
    size_t n = (size_t)snprintf(
        sql, sizeof sql,
        "SELECT coalesce(group_concat(id, ' '), '') FROM (SELECT id FROM v_mentions WHERE "
        "posted_at >= %lld AND posted_at < %lld",
        (long long)f->since, (long long)f->until);
    const struct {
        const char *column;
        struct str value;
    } equal[] = {{"brand", f->brand},
                 {"source", f->source},
                 {"language", f->language},
                 {"label", str_of(f->label ? label_name(f->label) : NULL)},
                 {"substr(text, 1, 3)", f->match}};
    for (size_t i = 0; i < sizeof equal / sizeof *equal; i++) {
        n += equal[i].value.p ? (size_t)snprintf(sql + n, sizeof sql - n, " AND %s = '%.*s'",
                                                 equal[i].column, STR_FMT(equal[i].value))
                              : 0;
    }
    snprintf(sql + n, sizeof sql - n, " ORDER BY %s id DESC LIMIT %lld)",
             f->match.p ? "" : "posted_at DESC,", f->limit ? (long long)f->limit : -1LL);
    return cell(fixture, sql);
}

static void every_combination_of_filters_finds_what_plain_sql_finds(void **state)
{
    struct fixture *fixture = *state;
    static const char *const brands[] = {NULL, "acme", "globex", "nobody"};
    static const char *const sources[] = {NULL, "shop", "forum", "nowhere"};
    static const char *const languages[] = {NULL, "fa", "en"};
    static const char *const words[] = {NULL, "odd"};
    size_t hits = 0;
    store_dozen(fixture);
    for (unsigned i = 0; i < 4 * 4 * 3 * 2 * 4 * 3; i++) {
        struct mention_filter filter = MENTION_FILTER;
        filter.brand = str_of(brands[i % 4]);
        filter.source = str_of(sources[i / 4 % 4]);
        filter.language = str_of(languages[i / 16 % 3]);
        filter.match = str_of(words[i / 48 % 2]);
        filter.label = (enum label)(i / 96 % 4);
        filter.since = i / 384 ? T0 + 300 : INT64_MIN;
        filter.until = i / 384 ? T0 + 900 : INT64_MAX;
        filter.limit = i / 384 == 2 ? 2 : 0;
        const char *ids = found(fixture, filter);
        assert_string_equal(ids, expected(fixture, &filter));
        hits += *ids != 0;
    }
    assert_true(hits > 100);
}

static void pages_follow_one_another_without_gap_or_repeat(void **state)
{
    struct fixture *fixture = *state;
    static const char *const brands[] = {NULL, "acme"};
    static const char *const words[] = {NULL, "one"};
    store_dozen(fixture);
    for (size_t i = 0; i < 4; i++) {
        struct mention_filter filter = MENTION_FILTER;
        filter.brand = str_of(brands[i % 2]);
        filter.match = str_of(words[i / 2]);
        const char *whole = found(fixture, filter);
        char paged[128] = "";
        const char *page;
        filter.limit = 2;
        while (page = found(fixture, filter), *page) {
            struct mention_row row;
            bool there;
            snprintf(paged + strlen(paged), sizeof paged - strlen(paged), "%s%s", *paged ? " " : "",
                     page);
            const char *last = strrchr(page, ' ');
            must(mention_get(fixture->store, atoll(last ? last : page), &fixture->arena, &row,
                             &there, &fixture->err));
            filter.after = (struct mention_place){row.posted_at, row.mention.id};
        }
        assert_string_equal(paged, whole);
    }
}

static void a_corrected_label_is_what_filters_see(void **state)
{
    struct fixture *fixture = *state;
    static const char *const texts[] = {"one"};
    bool there;
    store_texts(fixture, texts, 1);
    must(sentiment_correct(fixture, 1, LABEL_NEGATIVE, STR("t"), &there));
    struct mention_filter filter = MENTION_FILTER;
    filter.label = LABEL_NEGATIVE;
    assert_string_equal(found(fixture, filter), "1");
    filter.brand = STR("acme");
    assert_string_equal(found(fixture, filter), "1");
    filter.match = STR("one");
    assert_string_equal(found(fixture, filter), "1");
    filter.label = LABEL_NEUTRAL;
    assert_string_equal(found(fixture, filter), "");
}

/* A page of one mention, with the words that its maker says it has: not those of the fold, so that
 * it can be told where they come from. */
static void tell(struct fixture *fixture, const char *id, const char *text, const char *words)
{
    CLEANUP(batch_clear) struct batch batch = {0};
    struct mention *mention = said(&batch, id, text, T0, LABEL_NEUTRAL);
    mention->author = STR("@Sara");
    mention->folded = words ? str_of(words) : STR_NONE;
    store_page(fixture, "shop", &batch);
}

static void words_that_came_with_a_mention_are_not_made_again(void **state)
{
    struct fixture *fixture = *state;
    struct mention_filter hers = MENTION_FILTER;
    tell(fixture, "a", "late", "given");
    tell(fixture, "b", "later", "given twice");
    must(search_index(fixture->store, &fixture->err));
    assert_string_equal(matches(fixture, "given"), "2 1");
    assert_string_equal(matches(fixture, "twice"), "2");
    hers.author = STR("sara");
    assert_string_equal(found(fixture, hers), "2 1");
    tell(fixture, "c", "late again", "given thrice");
    must(search_index(fixture->store, &fixture->err));
    assert_string_equal(matches(fixture, "given"), "3 2 1");
}

static void mentions_without_words_of_their_own_are_indexed_between_the_others(void **state)
{
    struct fixture *fixture = *state;
    tell(fixture, "a", "late one", NULL);
    tell(fixture, "b", "late two", "given two");
    tell(fixture, "c", "late three", NULL);
    tell(fixture, "d", "late four", "given four");
    tell(fixture, "e", "late five", "given five");
    must(search_index(fixture->store, &fixture->err));
    assert_string_equal(matches(fixture, "late"), "3 2 1");
    assert_string_equal(matches(fixture, "given"), "5 4");
}

static void words_are_forgotten_when_their_mention_is_edited_before_it_is_indexed(void **state)
{
    struct fixture *fixture = *state;
    tell(fixture, "a", "late", "given");
    tell(fixture, "b", "later", "given");
    tell(fixture, "a", "never", "edited");
    must(search_index(fixture->store, &fixture->err));
    assert_string_equal(matches(fixture, "given"), "");
    assert_string_equal(matches(fixture, "never"), "1");
    assert_string_equal(matches(fixture, "later"), "2");
}

static void words_are_forgotten_when_somebody_else_has_written(void **state)
{
    struct fixture *fixture = *state;
    struct store *ours = fixture->store;
    tell(fixture, "a", "late", "given");
    fixture_open(fixture, STORE_WRITE);
    tell(fixture, "a", "never", NULL);
    store_close(fixture->store);
    fixture->store = ours;
    tell(fixture, "b", "later", "given");
    must(search_index(fixture->store, &fixture->err));
    assert_string_equal(matches(fixture, "given"), "");
    assert_string_equal(matches(fixture, "never"), "1");
    assert_string_equal(matches(fixture, "later"), "2");
}

static void words_of_what_was_rolled_back_are_forgotten(void **state)
{
    struct fixture *fixture = *state;
    struct mention_counts counts = {0};
    struct mentions_origin origin = {STR("shop"), test_brands, {STR("1"), test_touchpoints, 2}};
    struct known known = {.state = MENTION_NEW};
    CLEANUP(batch_clear) struct batch batch = {0};
    said(&batch, "a", "late", T0, LABEL_NEUTRAL)->folded = STR("given");
    must(store_begin(fixture->store, &fixture->err));
    must(mentions_add(fixture->store, &origin, &batch, &known, &counts, &fixture->err));
    store_rollback(fixture->store);
    tell(fixture, "b", "later", "other");
    must(search_index(fixture->store, &fixture->err));
    assert_string_equal(matches(fixture, "given"), "");
    assert_string_equal(matches(fixture, "other"), "1");
}

static void more_words_than_are_kept_are_made_from_the_texts(void **state)
{
    enum { EACH = 1 << 20, PAGES = 6 };
    struct fixture *fixture = *state;
    char *words = mem_zalloc(EACH + 1, 1);
    memset(words, 'w', EACH);
    for (int i = 0; i < PAGES; i++) {
        char id[2] = {(char)('a' + i), 0};
        tell(fixture, id, "late", words);
    }
    free(words);
    must(search_index(fixture->store, &fixture->err));
    assert_string_equal(matches(fixture, "late"), "6 5 4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(persian_is_found_however_it_is_spelled),
        store_test(every_word_must_be_there_and_the_last_goes_on_when_nothing_has_it),
        store_test(whatever_is_typed_is_text),
        store_test(no_bytes_of_a_query_are_syntax_even_when_the_fold_keeps_them),
        store_test(a_query_of_a_hundred_thousand_words_is_cut),
        store_test(an_edited_mention_is_found_by_its_new_words_only),
        store_test(another_fold_makes_the_index_anew),
        store_test(every_combination_of_filters_finds_what_plain_sql_finds),
        store_test(pages_follow_one_another_without_gap_or_repeat),
        store_test(a_corrected_label_is_what_filters_see),
        store_test(words_that_came_with_a_mention_are_not_made_again),
        store_test(mentions_without_words_of_their_own_are_indexed_between_the_others),
        store_test(words_are_forgotten_when_their_mention_is_edited_before_it_is_indexed),
        store_test(words_are_forgotten_when_somebody_else_has_written),
        store_test(words_of_what_was_rolled_back_are_forgotten),
        store_test(more_words_than_are_kept_are_made_from_the_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
