#include "feed/draft.h"

#include "base/limits.h"
#include "feed/charset.h"
#include "feed/url.h"
#include "feed/xml.h"

/* What the page gives when it is read as one of the formats that need no paths. */
static size_t items_as(enum recipe_format format, const struct draft_page *page)
{
    struct recipe recipe = {.format = format};
    struct extract_context context = {
        .url = page->url, .content_type = page->content_type, .now = TIME_NONE};
    struct batch batch CLEANUP(batch_clear) = {0};
    struct page read;
    struct err unused;
    return extract(&recipe, &context, page->body, &read, &batch, &unused) ? batch.count : 0;
}

static bool is_feed_type(struct str type)
{
    static const char *const types[] = {"application/rss+xml", "application/atom+xml",
                                        "application/feed+json", "application/rdf+xml"};
    type = str_trim(str_slice(type, 0, str_find_byte(type, ';')));
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (str_eq_nocase(type, str_of(types[i]))) {
            return true;
        }
    }
    return false;
}

/* https://html.spec.whatwg.org/multipage/links.html#rel-alternate */
static void note_link(const struct draft_page *page, struct arena *arena, const xmlNode *node,
                      struct draft *draft)
{
    struct str rel = xml_attribute(arena, node, "rel"), href = xml_attribute(arena, node, "href");
    struct str word;
    bool alternate = false;
    while (str_take(&rel, ' ', &word)) {
        alternate |= str_eq_nocase(word, STR("alternate"));
    }
    if (alternate && href.n && is_feed_type(xml_attribute(arena, node, "type"))) {
        struct str url = url_resolve(arena, page->url, str_trim(href));
        if (url_origin(url).n) {
            draft->linked[draft->linked_count++] = str_copy(arena, url);
        }
    }
}

static void find_links(const struct draft_page *page, struct arena *arena, struct draft *draft)
{
    struct err unused;
    struct str text = charset_to_utf8(arena, page->body, page->content_type);
    xmlDoc *document CLEANUP_XML = html_read(text, &unused);
    const xmlNode *node = document ? xmlDocGetRootElement(document) : NULL;
    const size_t most = sizeof draft->linked / sizeof *draft->linked;
    while (node && draft->linked_count < most) {
        if (node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, "link") == 0) {
            note_link(page, arena, node, draft);
        }
        if (node->children && node->type == XML_ELEMENT_NODE) {
            node = node->children;
            continue;
        }
        while (node && !node->next) {
            node = node->parent;
        }
        node = node ? node->next : NULL;
    }
}

static void add_quoted(struct str s, struct buf *out)
{
    buf_add_byte(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\') {
            buf_add_byte(out, '\\');
        }
        buf_add_byte(out, s.p[i]);
    }
    buf_add_byte(out, '"');
}

static void add_head(const struct draft_page *page, const char *what, const char *format,
                     struct buf *out)
{
    buf_addf(out,
             "# A first draft: see feeds/README.md for what else a recipe can say.\n"
             "name: %s\nsummary: %s\nparams:\n  - {name: url, default: ",
             page->name, what);
    add_quoted(page->url, out);
    buf_addf(out, "}\nrequest:\n  url: \"{+url}\"\nformat: %s\ngap_ms: 2000\ninterval_s: 3600\n",
             format);
}

static bool is_markup(struct str body)
{
    return str_starts(str_trim(str_slice(body, 0, 1000)), STR("<")) ||
           str_starts(body, STR("\xEF\xBB\xBF<"));
}

bool draft_make(const struct draft_page *page, struct arena *arena, struct draft *draft)
{
    *draft = (struct draft){.recipe = BUF_INIT(LIMIT_CONFIG_FILE)};
    bool markup = is_markup(page->body);
    if (items_as(FORMAT_SYNDICATION, page)) {
        draft->what = "a feed";
        draft->page_name = markup ? "page.xml" : "page.json";
        add_head(page, draft->what, "syndication", &draft->recipe);
        buf_add_z(&draft->recipe, "conditional: yes\npaging: {kind: feed, newest_first: yes}\n");
        return true;
    }
    if (markup) {
        find_links(page, arena, draft);
        draft->what = "reviews in the markup of a page";
        draft->page_name = "page.html";
        add_head(page, draft->what, "structured", &draft->recipe);
        buf_add_z(&draft->recipe, "robots: yes\nconditional: yes\n");
        return items_as(FORMAT_STRUCTURED, page) > 0;
    }
    draft->what = "a list in JSON";
    draft->page_name = "page.json";
    add_head(page, draft->what, "json", &draft->recipe);
    struct str text = charset_to_utf8(arena, page->body, page->content_type);
    return draft_of_json(text, arena, &draft->recipe);
}
