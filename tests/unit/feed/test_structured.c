#include "feed_test.h"

#include "base/buf.h"

struct reviews {
    struct batch batch;
    struct page page;
    struct err err;
};

static void read_page(struct reviews *r, const char *body)
{
    *r = (struct reviews){.err = ERR_NONE};
    if (!read_text("structured", str_of(body), &r->page, &r->batch, &r->err)) {
        fail_msg("%s", r->err.text);
    }
}

#define LD(json)      "<html><script type=\"application/ld+json\">" json "</script></html>"
#define RATED(rating) LD("{\"@type\":\"Review\",\"reviewBody\":\"b\",\"reviewRating\":" rating "}")

static void reviews_are_found_wherever_json_ld_puts_them(void **state)
{
    static const struct {
        const char *body;
        size_t count;
    } cases[] = {
        {LD("{\"@type\":\"Review\",\"reviewBody\":\"b\"}"), 1},
        {LD("[{\"@type\":\"Review\",\"reviewBody\":\"b\"}]"), 1},
        {LD("{\"@graph\":[{\"@type\":[\"Thing\",\"http://schema.org/Review\"],\"text\":\"b\"}]}"),
         1},
        {LD("{\"@type\":\"Product\",\"review\":{\"@type\":\"Review\",\"reviewBody\":\"b\"}}"), 1},
        {LD("{\"@type\":\"Product\",\"reviews\":[{\"reviewBody\":\"b\"},{\"reviewBody\":\"c\"}]}"),
         2},
        {LD("{\"@type\":\"Product\",\"review\":{\"@id\":\"#1\"}}"), 0},
        {LD("{\"@type\":\"AggregateRating\",\"ratingValue\":4}"), 0},
        {LD("{\"@type\":\"Review\"}"), 0},
        {"<script type='application/ld+json; charset=utf-8'>{\"@type\":\"Review\",\"text\":\"b\"}"
         "</script>",
         1},
        {"<p>nothing</p>", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reviews r;
        read_page(&r, cases[i].body);
        assert_int_equal(r.batch.count, cases[i].count);
        batch_clear(&r.batch);
    }
}

static void ratings_are_taken_against_their_scale(void **state)
{
    static const struct {
        const char *body;
        double rating; /* RATING_NONE: none */
    } cases[] = {
        {RATED("{\"ratingValue\":\"4\"}"), 75},
        {RATED("{\"ratingValue\":4,\"bestRating\":\"10\"}"), 100.0 / 3},
        {RATED("{\"ratingValue\":\"4,5\",\"bestRating\":5,\"worstRating\":0}"), 90},
        {RATED("{\"ratingValue\":9}"), 800.0 / 9},
        {RATED("{\"ratingValue\":\"80%\"}"), 7900.0 / 99},
        {RATED("{\"ratingValue\":\"4 / 5\"}"), 75},
        {RATED("{\"ratingValue\":\"\xDB\xB5\"}"), 100},
        {RATED("{\"ratingValue\":5,\"bestRating\":5,\"worstRating\":5}"), 100},
        {RATED("\"3\""), 50},
        {RATED("{\"ratingValue\":0}"), RATING_NONE},
        {RATED("{\"ratingValue\":7,\"bestRating\":5}"), RATING_NONE},
        {RATED("{\"ratingValue\":\"good\"}"), RATING_NONE},
        {RATED("{}"), RATING_NONE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reviews r;
        read_page(&r, cases[i].body);
        assert_int_equal(r.batch.count, 1);
        assert_float_equal(r.batch.mentions[0].rating, cases[i].rating, 1e-9);
        batch_clear(&r.batch);
    }
}

static void markup_of_every_kind_gives_the_same_review(void **state)
{
    static const char *const pages[] = {
        LD("{\"@type\":\"Review\",\"headline\":\"h\",\"reviewBody\":{\"@value\":\"b\",\"@"
           "language\":"
           "\"en\"},\"author\":[{\"name\":\"Ava\"},{\"name\":\"Bo\"}],\"reviewRating\":{"
           "\"ratingValue\":4},\"datePublished\":\"2026-01-02\"}"),
        LD("{\"@type\":\"Review\",\"name\":\"h\",\"text\":\"b\",\"author\":\"Ava\",\"inLanguage\":{"
           "\"name\":\"English\",\"alternateName\":\"en\"},\"reviewRating\":\"4/5\","
           "\"datePublished\":\"January 2, 2026\"}"),
        "<html lang='en'><div itemscope itemtype='https://schema.org/Review http://h.example/Post' "
        "itemref=r><b itemprop=name>h</b><p itemprop=reviewBody>b</p><i itemprop=author itemscope>"
        "<a itemprop=name>Ava</a></i><meta itemprop=datePublished content=2026-01-02></div>"
        "<div id=r><u itemprop=reviewRating itemscope><meter itemprop=ratingValue value=4></meter>"
        "</u></div>",
        "<html lang='en'><div itemscope itemtype='http://data-vocabulary.org/Review'>"
        "<b itemprop=summary>h</b><p itemprop=description>b</p><i itemprop=reviewer>Ava</i>"
        "<time itemprop=dtreviewed datetime=2026-01-02></time><u itemprop=rating>4</u></div>",
        "<html lang='en'><div vocab='https://schema.org/' typeof=Review><b property=name>h</b>"
        "<p property=reviewBody>b</p><i property=author typeof=Person><a property=name>Ava</a></i>"
        "<meta property=datePublished content=2026-01-02><u property=reviewRating typeof=Rating>"
        "<meta property=ratingValue content=4></u></div>",
        "<html lang='en'><div xmlns:v='http://rdf.data-vocabulary.org/#' typeof='v:Review'>"
        "<b property='v:summary'>h</b><p property='v:description'>b</p><i property='v:reviewer'>Ava"
        "</i><i property='v:dtreviewed' content='2026-01-02'></i><u rel='v:rating' property="
        "'v:rating' typeof='v:Rating'><s property='v:value'>4</s><s "
        "property='v:best'>5</s></u></div>",
        "<html lang='en'><div class=hreview><b class=summary>h</b><p class=description>b</p>"
        "<i class='reviewer vcard'><a class=fn>Ava</a></i><abbr class=dtreviewed title=20260102>x"
        "</abbr><u class=rating><s class=value-title title=4></s></u></div>",
        "<html lang='en'><div class=h-review><b class=p-name>h</b><p class=e-content>b</p>"
        "<i class='p-author h-card'>Ava</i><time class=dt-published datetime=2026-01-02></time>"
        "<data class=p-rating value=4></data></div>",
    };
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct reviews r;
        read_page(&r, pages[i]);
        if (r.batch.count != 1) {
            fail_msg("page %zu: %zu reviews", i, r.batch.count);
        }
        struct mention m = r.batch.mentions[0];
        assert_str(m.title, "h");
        assert_str(m.text, "b");
        assert_str(m.author, "Ava");
        assert_str(m.language, "en");
        assert_float_equal(m.rating, 75, 0);
        assert_int_equal(m.published_at, 1767312000);
        batch_clear(&r.batch);
    }
}

static void json_of_careless_pages_is_read(void **state)
{
    static const struct {
        const char *body, *text;
    } cases[] = {
        {LD("//<![CDATA[\n{\"@type\":\"Review\",\"text\":\"in CDATA\"}\n//]]>"), "in CDATA"},
        {LD("<!--\n{\"@type\":\"Review\",\"text\":\"in a comment\"}\n-->"), "in a comment"},
        {LD("{\"@type\":\"Review\",\"text\":\"two\nlines\",}"), "two\nlines"},
        {LD("{\"@type\":\"Review\",\"text\":\"it\\'s\",\"x\":NaN,\"y\":undefined}"), "it's"},
        {LD("{\"@type\":\"Review\",\"text\":\"half \\ud83d an emoji\"}"),
         "half \xEF\xBF\xBD an emoji"},
        {LD("{\"@type\":\"Review\",\"text\":\"\\ud83d\\ude00 \\ude00\\ud83d\"}"),
         "\xF0\x9F\x98\x80 \xEF\xBF\xBD\xEF\xBF\xBD"},
        {LD("{\"@type\":\"Review\",\"text\":\"a &amp; b\"}"), "a & b"},
        {LD("{\"@type\":\"Review\",\"text\":\"\\ud83d and\",\"n\":18446744073709551615}"),
         "\xEF\xBF\xBD and"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reviews r;
        read_page(&r, cases[i].body);
        assert_int_equal(r.batch.count, 1);
        assert_str(r.batch.mentions[0].text, cases[i].text);
        batch_clear(&r.batch);
    }
}

static void references_within_the_page_are_followed(void **state)
{
    struct reviews r;
    (void)state;
    read_page(&r, "<html lang=fa><script type='application/ld+json'>{\"@graph\":[{\"@type\":"
                  "\"Person\",\"@id\":\"#p\",\"name\":\"Ava &amp; Co\",\"url\":\"/x\"},{\"@type\":"
                  "\"Review\",\"reviewBody\":\"b\",\"author\":{\"@id\":\"#p\"},\"reviewRating\":"
                  "{\"@id\":\"#r\"}}]}</script><script type='application/ld+json'>{\"@id\":\"#r\","
                  "\"@type\":\"Rating\",\"ratingValue\":2}</script>");
    assert_int_equal(r.batch.count, 1);
    assert_str(r.batch.mentions[0].author, "Ava & Co");
    assert_str(r.batch.mentions[0].language, "fa");
    assert_float_equal(r.batch.mentions[0].rating, 25, 1e-9);
    batch_clear(&r.batch);
}

static void reviews_of_one_page_keep_apart_and_the_page_is_their_address(void **state)
{
    struct reviews r;
    (void)state;
    read_page(&r, LD("[{\"@type\":\"Review\",\"reviewBody\":\"one\"},"
                     "{\"@type\":\"Review\",\"reviewBody\":\"two\"}]"));
    assert_int_equal(r.batch.count, 2);
    assert_false(str_eq(r.batch.mentions[0].native_id, r.batch.mentions[1].native_id));
    assert_str(r.batch.mentions[0].url, "https://www.example.com/a/b");
    batch_clear(&r.batch);
}

static void a_block_that_is_no_json_does_not_lose_the_others(void **state)
{
    struct reviews r;
    (void)state;
    read_page(&r, "<script type='application/ld+json'>{oops</script>" LD(
                      "{\"@type\":\"Review\",\"reviewBody\":\"b\"}"));
    assert_int_equal(r.batch.count, 1);
    assert_int_equal(r.page.problem_count, 1);
    batch_clear(&r.batch);
}

static void hostile_pages_end_soon(void **state)
{
    struct reviews r;
    struct buf page CLEANUP_BUF = BUF_INIT(8 << 20);
    (void)state;
    buf_add_z(&page, "<div id=b>");
    for (int i = 0; i < 2000; i++) {
        buf_add_z(&page, "<p itemprop=x>1</p>");
    }
    buf_add_z(&page, "</div>");
    for (int i = 0; i < 500; i++) {
        buf_add_z(&page, "<div itemscope itemtype='http://schema.org/Review' itemref=b></div>");
    }
    read_page(&r, page.p);
    batch_clear(&r.batch);
    buf_reset(&page);
    buf_add_z(&page, "<div ");
    for (int i = 0; i < 20000; i++) {
        buf_addf(&page, "a%d=1 ", i);
    }
    struct err err = ERR_NONE;
    assert_false(read_text("structured", buf_str(&page), &r.page, &r.batch, &err));
    assert_contains(err.text, "attributes");
    batch_clear(&r.batch);
}

/* Each of sixteen items refers to the next eight times, which a reader without memory follows 8^16
 * times; the last one leads back to the first. */
static void items_that_refer_to_one_another_end_soon(void **state)
{
    struct buf page CLEANUP_BUF = BUF_INIT(1 << 20);
    struct reviews r;
    (void)state;
    for (int i = 0; i < 16; i++) {
        buf_addf(&page, "<div id=i%d itemprop=p itemscope itemtype='http://schema.org/Review'", i);
        buf_add_z(&page, " itemref='");
        for (int times = 0; times < 8; times++) {
            buf_addf(&page, "i%d ", (i + 1) % 16);
        }
        buf_add_z(&page, "'></div>");
    }
    buf_add_z(&page, "<div itemscope itemtype='http://schema.org/Review'>"
                     "<p itemprop=reviewBody>good</p></div>");
    read_page(&r, page.p);
    batch_clear(&r.batch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reviews_are_found_wherever_json_ld_puts_them),
        cmocka_unit_test(ratings_are_taken_against_their_scale),
        cmocka_unit_test(markup_of_every_kind_gives_the_same_review),
        cmocka_unit_test(json_of_careless_pages_is_read),
        cmocka_unit_test(references_within_the_page_are_followed),
        cmocka_unit_test(reviews_of_one_page_keep_apart_and_the_page_is_their_address),
        cmocka_unit_test(a_block_that_is_no_json_does_not_lose_the_others),
        cmocka_unit_test(hostile_pages_end_soon),
        cmocka_unit_test(items_that_refer_to_one_another_end_soon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
