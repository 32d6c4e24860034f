#include "fixture.h"

/* Mentions with these ids, addresses and authors on one page, "0" to "9" fetched in this order. */
struct given {
    const char *id, *url, *author;
};

static void store_given(struct fixture *fixture, const struct given *given, size_t count,
                        const char *text)
{
    CLEANUP(batch_clear) struct batch batch = {0};
    for (size_t i = 0; i < count; i++) {
        struct mention *mention = said(&batch, given[i].id, text, T0, LABEL_NEUTRAL);
        mention->url = given[i].url ? str_of(given[i].url) : STR_NONE;
        mention->author = given[i].author ? str_of(given[i].author) : STR_NONE;
    }
    store_page(fixture, "shop", &batch);
}

/* As the store gives it, which must be as the view does. */
static struct str url_of(struct fixture *fixture, const char *id)
{
    struct mention_row row;
    bool there;
    char sql[256];
    snprintf(sql, sizeof sql, "SELECT id FROM v_mentions WHERE native_id = '%s'", id);
    must(mention_get(fixture->store, atoll(cell(fixture, sql)), &fixture->arena, &row, &there,
                     &fixture->err));
    assert_true(there);
    snprintf(sql, sizeof sql, "SELECT url FROM v_mentions WHERE native_id = '%s'", id);
    assert_string_equal(cell(fixture, sql),
                        row.mention.url.p ? str_z(&fixture->arena, row.mention.url) : "NULL");
    return row.mention.url;
}

static void check_given(struct fixture *fixture, const struct given *given, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct str url = url_of(fixture, given[i].id);
        assert_true(given[i].url ? str_eq(url, str_of(given[i].url)) : !url.p);
    }
}

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void every_address_comes_back_as_it_was_given(void **state)
{
    struct fixture *fixture = *state;
    static const struct given given[] = {
        {"17", "https://a.example/p/17", "sara"},
        {"18", "https://a.example/p/18", NULL},
        {"0019", "https://a.example/p/0019", "@a"},
        {"-20", "https://a.example/p/-20", "p"},
        {"9223372036854775808", "https://a.example/p/9223372036854775808", "17"},
        {"21", "https://a.example/sara/21", "sara"},
        {"22", "https://a.example/ali_reza/22", "ali_reza"},
        {"23", "https://a.example/sara/sara/23", "sara"},
        {"24", "https://a.example/ali/ali/24", "ali"},
        {"25", "https://a.example/<author>/25", "sara"},
        {"26", "https://a.example/<author>/26", "author"},
        {"27", "https://a.example/author/27", "author"},
        {"28", "https://a.example/<author/28", "<author"},
        {"29", "https://a.example/29/show", "sara"},
        {"30", "30", "sara"},
        {"31", "31", NULL},
        {"32", NULL, "sara"},
        {"33", "", "sara"},
        {"https://b.example/1", "https://b.example/1", "sara"},
        {"https://b.example/2", "https://b.example/2", ""},
        {"<author>", "https://a.example/sara/<author>", "sara"},
    };
    store_given(fixture, given, COUNT(given), "late");
    check_given(fixture, given, COUNT(given));
    assert_string_equal(cell(fixture, "SELECT count(*) FROM mentions WHERE url_base > 0"), "15");
}

static void a_base_is_made_when_a_page_has_it_twice_and_used_from_then_on(void **state)
{
    struct fixture *fixture = *state;
    static const struct given one[] = {{"1", "https://a.example/1", NULL}};
    static const struct given two[] = {{"2", "https://a.example/2", NULL},
                                       {"3", "https://a.example/3", NULL}};
    static const struct given last[] = {{"4", "https://a.example/4", NULL}};
    store_given(fixture, one, 1, "late");
    assert_string_equal(cell(fixture, "SELECT count(*) FROM url_bases"), "0");
    store_given(fixture, two, 2, "late");
    store_given(fixture, last, 1, "late");
    assert_string_equal(cell(fixture, "SELECT group_concat(native_id) FROM mentions WHERE url_base "
                                      "= (SELECT id FROM url_bases)"),
                        "2,3,4");
    check_given(fixture, one, 1);
    check_given(fixture, two, 2);
    check_given(fixture, last, 1);
}

static void an_edited_mention_has_the_address_and_author_of_its_edit(void **state)
{
    struct fixture *fixture = *state;
    static const struct given before[] = {{"1", "https://a.example/sara/1", "sara"},
                                          {"2", "https://a.example/ali/2", "ali"}};
    static const struct given after[] = {{"1", "https://a.example/sara_k/1", "sara_k"},
                                         {"2", "https://a.example/late#2", "sara"}};
    store_given(fixture, before, 2, "late");
    store_given(fixture, after, 2, "never");
    check_given(fixture, after, 2);
}

static void generated_addresses_come_back(void **state)
{
    enum { PAGES = 20, EACH = 50, LETTERS = 12 };
    static const char letters[] = "aab<>/author12";
    struct fixture *fixture = *state;
    struct given given[EACH];
    unsigned draw = 7;
    for (int page = 0; page < PAGES; page++) {
        for (int i = 0; i < EACH; i++) {
            char *text[2];
            for (int part = 0; part < 2; part++) {
                text[part] = arena_alloc(&fixture->arena, LETTERS + 1, 1);
                size_t n = (draw = draw * 1664525u + 1013904223u) >> 16 & 7;
                for (size_t k = 0; k < n; k++) {
                    draw = draw * 1664525u + 1013904223u;
                    text[part][k] = letters[(draw >> 16) % (sizeof letters - 1)];
                }
            }
            struct str id = str_format(&fixture->arena, "%d%s", page * EACH + i, text[0]);
            struct str url = str_format(&fixture->arena, "x/%s/%.*s", text[1], STR_FMT(id));
            given[i] = (struct given){str_z(&fixture->arena, id), str_z(&fixture->arena, url),
                                      text[i % 2]};
        }
        store_given(fixture, given, EACH, "late");
        check_given(fixture, given, EACH);
    }
}

static void names_in_bases_are_forgotten_with_the_last_mention(void **state)
{
    struct fixture *fixture = *state;
    static const struct given given[] = {{"1", "https://a.example/users/sara.k/1", "Sara K"},
                                         {"2", "https://a.example/users/sara.k/2", "Sara K"}};
    static const int64_t ids[] = {1, 2};
    store_given(fixture, given, 2, "late");
    assert_string_equal(cell(fixture, "SELECT count(*) FROM url_bases"), "1");
    erase(fixture, ids, 1, ERASE_COUNTED);
    assert_string_equal(cell(fixture, "SELECT count(*) FROM url_bases"), "1");
    erase(fixture, ids + 1, 1, ERASE_COUNTED);
    assert_string_equal(cell(fixture, "SELECT count(*) FROM url_bases"), "0");
}

/* Edits and erasures in whatever order; what is counted is what there is. */
static void a_base_is_there_as_long_as_a_mention_has_it(void **state)
{
    enum { ROUNDS = 60, SITES = 4, EACH = 8 };
    struct fixture *fixture = *state;
    unsigned seed = 5;
    for (int round = 0; round < ROUNDS; round++) {
        struct given given[EACH];
        for (int i = 0; i < EACH; i++) {
            struct str id = str_format(&fixture->arena, "%d", round + rand_r(&seed) % 40);
            struct str url = str_format(&fixture->arena, "https://%d.example/%.*s",
                                        rand_r(&seed) % SITES, STR_FMT(id));
            given[i] = (struct given){str_z(&fixture->arena, id), str_z(&fixture->arena, url), "a"};
        }
        store_given(fixture, given, EACH, rand_r(&seed) % 2 ? "late" : "never");
        int64_t id = rand_r(&seed) % (4 * round + 1) + 1;
        erase(fixture, &id, 1, rand_r(&seed) % 2 ? ERASE_COUNTED : ERASE_UNCOUNTED);
        assert_string_equal(cell(fixture, "SELECT count(*) FROM url_bases u WHERE u.mentions <> "
                                          "(SELECT count(*) FROM mentions WHERE url_base = u.id) "
                                          "OR u.mentions = 0"),
                            "0");
    }
    assert_string_not_equal(cell(fixture, "SELECT count(*) FROM url_bases"), "0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(every_address_comes_back_as_it_was_given),
        store_test(a_base_is_made_when_a_page_has_it_twice_and_used_from_then_on),
        store_test(an_edited_mention_has_the_address_and_author_of_its_edit),
        store_test(generated_addresses_come_back),
        store_test(a_base_is_there_as_long_as_a_mention_has_it),
        store_test(names_in_bases_are_forgotten_with_the_last_mention),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
