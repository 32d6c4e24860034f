#include "../check.h"

#include "feed/balance.h"
#include "feed/xml.h"

#include "base/limits.h"

#include <libxml/parser.h>
#include <stdlib.h>

static char *balanced(const char *text)
{
    struct buf out = BUF_INIT(64 * KIB);
    balance(str_of(text), &out);
    assert_false(out.overflow);
    return out.p ? out.p : calloc(1, 1);
}

static void tags_that_cross_or_never_end_become_a_tree(void **state)
{
    static const struct {
        const char *text, *tree;
    } cases[] = {
        {"<a><b>x</b></a>", "<a><b>x</b></a>"},
        {"<d><b>x</d><l>y</l>", "<d><b>x</b></d><l>y</l>"},
        {"<a>x</b></a>", "<a>x</a>"},
        {"<a><b>x", "<a><b>x</b></a>"},
        {"<item><t>1</t><item><t>2</t>", "<item><t>1</t></item><item><t>2</t></item>"},
        {"<ENTRY>1<entry>2", "<ENTRY>1</ENTRY><entry>2</entry>"},
        {"<T>x</t>", "<T>x</T>"},
        {"<a href=x/y>z</a>", "<a href=\"x/y\">z</a>"},
        {"<a href=x checked>z</a>", "<a href=\"x\" checked=\"\">z</a>"},
        {"<a href='x>y'>z</a>", "<a href='x>y'>z</a>"},
        {"<a href='x>y</a>", "<a href='x'>y</a>"},
        {"<br/><hr />", "<br/><hr/>"},
        {"</a>", ""},
        {"<", ""},
        {"<3x>y", "y"},
        {"<a 3=4 b=c>y</a>", "<a b=\"c\">y</a>"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *tree = balanced(cases[i].text);
        assert_string_equal(tree, cases[i].tree);
        free(tree);
    }
}

/* Tags in any order, some broken: what comes out must be a tree to a parser nobody here wrote, and
 * no text may be lost. */
static void random_tags_become_well_formed_and_keep_their_text(void **state)
{
    static const char *const pieces[] = {"<a>",     "</a>",  "<b c=d>",  "</b>",   "<item>",
                                         "</item>", "<br/>", "<i x='1'", "</i",    " e=\"<\"",
                                         ">",       "<p q>", "</p>",     "<entry>"};
    uint64_t seed = 1;
    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct buf text = BUF_INIT(8 * KIB), out = BUF_INIT(64 * KIB);
        buf_add_z(&text, "<root>");
        for (int i = 0; i < 40; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            size_t at = (size_t)(seed >> 33) % (sizeof pieces / sizeof *pieces);
            buf_addf(&text, "%s w%d ", pieces[at], i);
        }
        balance(buf_str(&text), &out);
        xmlDoc *document = xmlReadMemory(out.p, (int)out.n, NULL, "UTF-8",
                                         XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
        if (!document) {
            fail_msg("round %d: no tree: %s\nof: %s", round, out.p, text.p);
        }
        xmlFreeDoc(document);
        buf_clear(&text);
        buf_clear(&out);
    }
}

static void elements_too_deep_lose_their_tags_but_not_their_text(void **state)
{
    struct buf text = BUF_INIT(64 * KIB);
    (void)state;
    for (int i = 0; i < 3 * BALANCE_DEPTH; i++) {
        buf_add_z(&text, "<a>x");
    }
    char *tree = balanced(text.p);
    size_t letters = 0, tags = 0;
    for (const char *c = tree; *c; c++) {
        letters += *c == 'x';
        tags += *c == '<';
    }
    assert_int_equal(letters, 3 * BALANCE_DEPTH);
    assert_int_equal(tags, 2 * BALANCE_DEPTH);
    free(tree);
    buf_clear(&text);
}

static void a_bold_word_that_never_ends_costs_no_item_its_link(void **state)
{
    struct err err = ERR_NONE;
    CLEANUP(arena_clear) struct arena arena = {0};
    (void)state;
    xmlDoc *document CLEANUP_XML = xml_read(
        STR("<rss><item><description><b>x</description><link>y</link></item></rss>"), &err);
    assert_non_null(document);
    const xmlNode *item = xmlDocGetRootElement(document)->children;
    assert_string_equal((const char *)item->children->next->name, "link");
    assert_true(str_eq(xml_content(&arena, item->children->next), STR("y")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_that_cross_or_never_end_become_a_tree),
        cmocka_unit_test(random_tags_become_well_formed_and_keep_their_text),
        cmocka_unit_test(elements_too_deep_lose_their_tags_but_not_their_text),
        cmocka_unit_test(a_bold_word_that_never_ends_costs_no_item_its_link),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
