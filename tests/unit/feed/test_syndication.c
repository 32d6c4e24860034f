#include "feed_test.h"

#include "text/utf8.h"

struct feed {
    struct batch batch;
    struct page page;
    struct err err;
    bool read;
};

static struct feed read_feed(const char *body)
{
    struct feed feed = {.err = ERR_NONE};
    feed.read = read_text("syndication", str_of(body), &feed.page, &feed.batch, &feed.err);
    return feed;
}

/* The only item of a feed. */
static struct mention item_of(struct feed *feed, const char *body)
{
    *feed = read_feed(body);
    if (!feed->read) {
        fail_msg("%s", feed->err.text);
    }
    assert_int_equal(feed->batch.count, 1);
    return feed->batch.mentions[0];
}

#define RSS(inside)  "<rss version='2.0'><channel><title>c</title>" inside "</channel></rss>"
#define ITEM(inside) RSS("<item>" inside "</item>")
#define ATOM(inside) "<feed xmlns='http://www.w3.org/2005/Atom'>" inside "</feed>"

static void every_dialect_gives_its_items(void **state)
{
    static const char *const feeds[] = {
        "<rss version='0.91'><channel><item><title>t</title><link>http://h/1</link></item>"
        "</channel></rss>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
        "xmlns='http://purl.org/rss/1.0/'><channel><title>c</title></channel>"
        "<item rdf:about='http://h/1'><title>t</title><link>http://h/1</link></item></rdf:RDF>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
        "xmlns='http://my.netscape.com/rdf/simple/0.9/'><channel/><item><title>t</title>"
        "<link>http://h/1</link></item></rdf:RDF>",
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title>t</title>"
        "<link rel='alternate' href='http://h/1'/></entry></feed>",
        ATOM("<entry><title>t</title><link href='http://h/1'/></entry>"),
        "<RSS><Channel><Item><Title>t</Title><Link>http://h/1</Link></Item></Channel></RSS>",
        "<rss xmlns='http://backend.userland.com/rss2'><channel><item><title>t</title>"
        "<link>http://h/1</link></item></channel></rss>",
        "<rss><item><title>t</title><link>http://h/1</link></item></rss>",
        "<CHANNEL HREF='http://h/'><ITEM href='http://h/1' lastmod='2026-11-01T10:00'>"
        "<TITLE>t</TITLE></ITEM></CHANNEL>",
        "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"title\":\"t\","
        "\"url\":\"http://h/1\"}]}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof feeds / sizeof *feeds; i++) {
        struct feed feed;
        struct mention m = item_of(&feed, feeds[i]);
        assert_str(m.title, "t");
        assert_str(m.url, "http://h/1");
        assert_true(m.native_id.n > 0);
        batch_clear(&feed.batch);
    }
}

static void ill_formed_xml_loses_nothing_it_need_not_lose(void **state)
{
    static const struct {
        const char *body, *title;
    } cases[] = {
        {ITEM("<title>testing &hellip; entity</title>"), "testing \xE2\x80\xA6 entity"},
        {ITEM("<title>Tom & Jerry &amp; R&D</title>"), "Tom & Jerry & R&D"},
        {ITEM("<title>a\x01\x02 b\x1F</title>"), "a b"},
        {"\n\n  <?xml version='1.0'?>" ITEM("<title>late prologue</title>"), "late prologue"},
        {"junk before " ITEM("<title>junk</title>"), "junk"},
        {"<br /><b>Warning</b>: it broke<br />" ITEM("<title>words of a server</title>"),
         "words of a server"},
        {"<br />x<?xml version='1.0'?>" ITEM("<title>and a prologue</title>"), "and a prologue"},
        {"<?xml version='1.0'?> & \xEF\xBB\xBF 1 < 2 <?xml version='1.0'?>" ITEM(
             "<title>two prologues</title>"),
         "two prologues"},
        {"<rss><?xml version='1.0'?><channel><item><title>inside</title></item></channel></rss>",
         "inside"},
        {"<!DOCTYPE rss [<!ENTITY x 'known'>]>" ITEM("<title>&x; &y;</title>"), "known &y;"},
        {"<!DOCTYPE rss PUBLIC '-//Netscape//DTD RSS 0.91//EN' 'http://n.example/rss.dtd'>" ITEM(
             "<title>caf&eacute;</title>"),
         "caf\xC3\xA9"},
        {ITEM("<title><![CDATA[5 > 3 & <b>so</b>]]></title>"), "5 > 3 & so"},
        {ITEM("<title>it&#146;s &#x2019; &#1740; &#0;</title>"),
         "it\xE2\x80\x99s \xE2\x80\x99 \xDB\x8C \xEF\xBF\xBD"},
        {ITEM("<title>a < b</title>"), "a < b"},
        {ITEM("<title>undeclared</title><foo:bar>x</foo:bar>"), "undeclared"},
        {"<rss><channel><item><title>cut off</title><description>and the re", "cut off"},
        {ITEM("<title>twice &amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt;</title>"), "twice bold"},
        {ATOM("<entry><title type='html'>&lt;i&gt;AT&amp;amp;T&lt;/i&gt;</title></entry>"), "AT&T"},
        {ATOM("<entry><title>1 &lt; 2</title></entry>"), "1 < 2"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct feed feed;
        assert_str(item_of(&feed, cases[i].body).title, cases[i].title);
        batch_clear(&feed.batch);
    }
}

static void the_fullest_content_is_taken(void **state)
{
    static const struct {
        const char *body, *text;
    } cases[] = {
        {ITEM("<description>short</description><x:encoded "
              "xmlns:x='http://purl.org/rss/1.0/modules/content/'>&lt;p&gt;long&lt;/p&gt;</"
              "x:encoded>"),
         "long"},
        {ITEM("<content:encoded>undeclared prefix</content:encoded><description>s</description>"),
         "undeclared prefix"},
        {ITEM("<content:encoded> </content:encoded><description>not blank</description>"),
         "not blank"},
        {ATOM("<entry><summary>s</summary><content>c</content></entry>"), "c"},
        {ATOM("<entry><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a "
              "<b>b</b><p>c</p></div></content></entry>"),
         "a b\n\nc"},
        {"<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><content type='text/plain' "
         "mode='base64'>aGVsbG8=</content></entry></feed>",
         "hello"},
        {ITEM("<media:group xmlns:media='http://search.yahoo.com/mrss/'>"
              "<media:description>video</media:description></media:group>"),
         "video"},
        {ITEM("<description>one<br>two &amp; three</description>"), "one\ntwo & three"},
        {ATOM("<entry><content type='image/png'>aGVsbG8=</content><summary>s</summary></entry>"),
         "s"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct feed feed;
        assert_str(item_of(&feed, cases[i].body).text, cases[i].text);
        batch_clear(&feed.batch);
    }
}

static void links_are_found_and_resolved(void **state)
{
    static const struct {
        const char *body, *url;
    } cases[] = {
        {ITEM("<title>t</title><link>c</link>"), "https://www.example.com/a/c"},
        {ITEM("<title>t</title><guid>http://h/p</guid>"), "http://h/p"},
        {ITEM("<title>t</title><guid isPermaLink='false'>http://h/p</guid>"), ""},
        {ITEM("<title>t</title><guid isPermaLink='true'>/p</guid>"), "https://www.example.com/p"},
        {ITEM("<title>t</title><guid>/p</guid>"), ""},
        {"<feed xml:base='urn:of:no:use'><entry><title>t</title><link href='/p'/></entry></feed>",
         "https://www.example.com/p"},
        {ITEM("<title>t</title><guid>not-a-url</guid>"), ""},
        {ITEM("<link>http://h/text</link><atom:link xmlns:atom='http://www.w3.org/2005/Atom' "
              "rel='self' href='http://h/self'/>"),
         "http://h/text"},
        {ATOM("<entry><link rel='self' href='http://h/s'/><link rel='enclosure' href='http://h/e'/>"
              "<link type='application/json' href='http://h/j'/>"
              "<link rel='alternate' type='text/html' href='http://h/a'/></entry>"),
         "http://h/a"},
        {"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://b/x/'><entry xml:base='y/'>"
         "<link href='z'/></entry></feed>",
         "http://b/x/y/z"},
        {ITEM("<link>http://h/?a=1&b=2</link>"), "http://h/?a=1&b=2"},
        {ITEM("<link>\n  http://h/white space \n</link>"), "http://h/white%20space"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct feed feed;
        assert_str(item_of(&feed, cases[i].body).url, cases[i].url);
        batch_clear(&feed.batch);
    }
}

static void authors_are_names(void **state)
{
    static const struct {
        const char *body, *author;
    } cases[] = {
        {ITEM("<title>t</title><author>me@h.example (Mina R)</author>"), "Mina R"},
        {ITEM("<title>t</title><author>Mina R &lt;me@h.example&gt;</author>"), "Mina R"},
        {ITEM("<title>t</title><author>Mina R (me@h.example)</author>"), "Mina R"},
        {ITEM("<title>t</title><author>me@h.example</author>"), "me@h.example"},
        {ITEM("<title>t</title><dc:creator>Creator</dc:creator>"), "Creator"},
        {ATOM("<author><name>Feed</name></author><entry><title>t</title></entry>"), "Feed"},
        {ATOM("<author><name>Feed</name></author><entry><author><email>e@h</email></author>"
              "<title>t</title></entry>"),
         "e@h"},
        {ITEM("<title>t</title><dc:publisher>House</dc:publisher>"), ""},
        {ITEM("<author>Alone</author>"), "Alone"},
        {ATOM("<author><name>Feed</name></author><entry><title>t</title><source><title>s</title>"
              "<author><name>Source</name></author></source></entry>"),
         "Source"},
        {ATOM("<author><name>Feed</name></author><entry><title>t</title><source><author>"
              "<name>Source</name></author></source><author><name>Entry</name></author></entry>"),
         "Entry"},
        {ATOM("<author><name>Feed</name></author><entry><title>t</title><author><name> </name>"
              "</author></entry>"),
         "Feed"},
        {ITEM("<title>t</title>"), ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct feed feed;
        assert_str(item_of(&feed, cases[i].body).author, cases[i].author);
        batch_clear(&feed.batch);
    }
}

static void languages_are_inherited(void **state)
{
    static const struct {
        const char *body, *language;
    } cases[] = {
        {RSS("<language>fa_IR</language><item><title>t</title></item>"), "fa-IR"},
        {RSS("<language>fa</language><item><dc:language>en</dc:language><title>t</title></item>"),
         "en"},
        {"<feed xml:lang='de'><entry><title>t</title></entry></feed>", "de"},
        {"<feed xml:lang='de'><entry xml:lang='fr'><title>t</title></entry></feed>", "fr"},
        {"<feed xml:lang='de'><entry><title>t</title><content xml:lang='it'>c</content></entry>"
         "</feed>",
         "it"},
        {"<rss lang='en'><channel><item><title>t</title></item></channel></rss>", "en"},
        {ITEM("<title>t</title>"), ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct feed feed;
        assert_str(item_of(&feed, cases[i].body).language, cases[i].language);
        batch_clear(&feed.batch);
    }
}

static void namespaces_are_known_by_address_or_prefix_or_place(void **state)
{
    static const char *const feeds[] = {
        "<feed xmlns='https://www.w3.org/2005/Atom'><entry><title>t</title></entry></feed>",
        "<feed xmlns='http://h.example/our-own'><entry><title>t</title></entry></feed>",
        "<x:rss "
        "xmlns:x='urn:y'><x:channel><x:item><x:title>t</x:title></x:item></x:channel></x:rss>",
        "<rss xmlns:dc='http://h.example/wrong'><channel><item><dc:title>t</dc:title></item>"
        "</channel></rss>",
        "<rss xmlns:f='urn:f'><channel><item><f:title>other</f:title><title>t</title></item>"
        "</channel></rss>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='urn:f' "
        "xmlns:r='http://purl.org/rss/1.0/'><r:item><title>other</title><r:title>t</r:title>"
        "</r:item></rdf:RDF>",
    };
    (void)state;
    for (size_t i = 0; i < sizeof feeds / sizeof *feeds; i++) {
        struct feed feed;
        assert_str(item_of(&feed, feeds[i]).title, "t");
        batch_clear(&feed.batch);
    }
}

static void plain_text_is_left_alone_where_it_is_said_to_be_plain(void **state)
{
    static const struct {
        const char *body, *title;
    } cases[] = {
        {ATOM("<entry><title type='text'>a &lt;b>bold&lt;/b> claim</title></entry>"),
         "a <b>bold</b> claim"},
        {ATOM("<entry><title>a &lt;b>bold&lt;/b> claim</title></entry>"), "a bold claim"},
        {ATOM("<entry><title type='html'>vector&lt;int> &amp;amp; me</title></entry>"),
         "vector & me"},
        {ITEM("<title>vector&lt;int> and me</title>"), "vector<int> and me"},
        {ITEM("<title>a &lt;b>bold&lt;/b> claim</title>"), "a bold claim"},
        {ITEM("<title>5 &lt; 6 &amp;amp; 7</title>"), "5 < 6 & 7"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct feed feed;
        assert_str(item_of(&feed, cases[i].body).title, cases[i].title);
        batch_clear(&feed.batch);
    }
}

static void a_bad_date_is_a_problem_and_the_item_stays(void **state)
{
    struct feed feed;
    struct mention m = item_of(&feed, ITEM("<title>t</title><pubDate>the day after</pubDate>"));
    struct err err = ERR_NONE;
    (void)state;
    assert_int_equal(m.published_at, TIME_NONE);
    assert_int_equal(feed.page.problem_count, 1);
    problem_describe(&feed.page.problems[0], &err);
    assert_string_equal(err.text, "item 1: field published: not a date: \"the day after\"");
    batch_clear(&feed.batch);
}

static void a_future_date_is_held_down_to_now(void **state)
{
    struct feed feed;
    struct mention m =
        item_of(&feed, ITEM("<title>t</title><pubDate>1 Jan 2031 00:00 GMT</pubDate>"));
    (void)state;
    assert_int_equal(m.published_at, NOW);
    assert_int_equal(feed.page.problem_count, 1);
    batch_clear(&feed.batch);
}

static void items_without_an_id_get_the_same_one_every_time(void **state)
{
    struct feed a, b, c, d;
    struct mention first = item_of(&a, ITEM("<title>t</title><description>d</description>"));
    struct mention again = item_of(&b, ITEM("<description>d</description><title>t</title>"));
    struct mention other = item_of(&c, ITEM("<title>td</title><description/>"));
    struct mention linked = item_of(&d, ITEM("<link>http://h.example/x?utm_source=rss</link>"));
    (void)state;
    assert_int_equal(first.native_id.n, 16);
    assert_true(str_eq(first.native_id, again.native_id));
    assert_false(str_eq(first.native_id, other.native_id));
    assert_str(linked.native_id, "https://h.example/x");
    batch_clear(&a.batch);
    batch_clear(&b.batch);
    batch_clear(&c.batch);
    batch_clear(&d.batch);
}

static void what_is_no_feed_is_refused_with_the_reason(void **state)
{
    static const struct {
        const char *body, *error;
    } cases[] = {
        {"", "not XML"},
        {"no feed at all", "not XML"},
        {"<html><body>404</body></html>", "the page is <html>"},
        {"{\"error\":1}", "JSON without a list of items"},
        {"{\"items\":", "not JSON"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct feed feed = read_feed(cases[i].body);
        assert_false(feed.read);
        assert_contains(feed.err.text, cases[i].error);
        assert_int_equal(feed.batch.count, 0);
        batch_clear(&feed.batch);
    }
}

static void entities_are_never_expanded_or_fetched(void **state)
{
    struct feed feed;
    struct mention m =
        item_of(&feed, "<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
                       "<!ENTITY f SYSTEM 'file:///etc/passwd'>]>" ITEM("<title>&b;&f;</title>"));
    (void)state;
    assert_str(m.title, "&b;&f;");
    batch_clear(&feed.batch);
}

static void hints_of_the_feed_are_told(void **state)
{
    struct feed feed = read_feed(RSS("<ttl>90</ttl>"));
    (void)state;
    assert_int_equal(feed.page.info.cadence.hint_s, 5400);
    batch_clear(&feed.batch);
    feed = read_feed(RSS("<sy:updatePeriod>daily</sy:updatePeriod>"
                         "<sy:updateFrequency>4</sy:updateFrequency>"));
    assert_int_equal(feed.page.info.cadence.hint_s, 6 * HOUR);
    batch_clear(&feed.batch);
}

/* A valid feed with bytes changed at random: nothing crashes, and what comes out is UTF-8. */
static void mutilated_feeds_never_give_anything_but_utf8(void **state)
{
    static const char feed[] =
        "<?xml version='1.0' encoding='utf-8'?><rss xmlns:content='http://purl.org/rss/1.0/modules/"
        "content/'><channel><title>\xD8\xB3\xD9\x84</title><item><title>a &amp; &hellip; b</title>"
        "<link>http://h/x</link><guid>1</guid><pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate>"
        "<content:encoded><![CDATA[<p>x<b>y</b></p>]]></content:encoded></item></channel></rss>";
    uint32_t seed = 3;
    (void)state;
    for (int round = 0; round < 3000; round++) {
        char body[sizeof feed];
        memcpy(body, feed, sizeof feed);
        for (int n = 0; n < 1 + round % 9; n++) {
            seed = seed * 1664525u + 1013904223u;
            body[(seed >> 8) % (sizeof feed - 1)] = (char)(seed >> 24);
        }
        struct batch batch = {0};
        struct page page;
        struct err err = ERR_NONE;
        if (read_text("syndication", (struct str){body, sizeof feed - 1}, &page, &batch, &err)) {
            for (size_t i = 0; i < batch.count; i++) {
                assert_true(utf8_valid(batch.mentions[i].title));
                assert_true(utf8_valid(batch.mentions[i].text));
                assert_true(utf8_valid(batch.mentions[i].url));
                assert_true(batch.mentions[i].native_id.n > 0);
            }
        }
        batch_clear(&batch);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_dialect_gives_its_items),
        cmocka_unit_test(ill_formed_xml_loses_nothing_it_need_not_lose),
        cmocka_unit_test(the_fullest_content_is_taken),
        cmocka_unit_test(links_are_found_and_resolved),
        cmocka_unit_test(authors_are_names),
        cmocka_unit_test(languages_are_inherited),
        cmocka_unit_test(namespaces_are_known_by_address_or_prefix_or_place),
        cmocka_unit_test(plain_text_is_left_alone_where_it_is_said_to_be_plain),
        cmocka_unit_test(a_bad_date_is_a_problem_and_the_item_stays),
        cmocka_unit_test(a_future_date_is_held_down_to_now),
        cmocka_unit_test(items_without_an_id_get_the_same_one_every_time),
        cmocka_unit_test(what_is_no_feed_is_refused_with_the_reason),
        cmocka_unit_test(entities_are_never_expanded_or_fetched),
        cmocka_unit_test(hints_of_the_feed_are_told),
        cmocka_unit_test(mutilated_feeds_never_give_anything_but_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
