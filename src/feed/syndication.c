/* RSS 0.90 to 2.0, RDF, Atom 0.3 and 1.0 by one reading: feed_words.h says what an element means,
 * the best ranked element of each meaning is kept, and only those are turned into values. */
#include "base/limits.h"
#include "feed/feed_words.h"
#include "feed/reading.h"
#include "feed/url.h"
#include "feed/xml.h"

#include <ctype.h>

#define ITEM_DEPTH 8 /* levels below the root at which an item may stand */

struct slot {
    const xmlNode *node; /* of the best element so far, NULL for none */
    int rank;
};

/* What was found among the children of an item, or of the feed itself. */
struct gathered {
    struct slot slots[MEANINGS];
    const xmlNode *next; /* link rel=next */
};

struct feed {
    struct reading *reading;
    struct arena *arena;
    struct str base; /* for links when no xml:base stands above them */
    struct str language;
    struct str author; /* of the Atom feed, for entries without one */
};

/* The worth of a link as the address a reader goes to: RFC 4287, 4.2.7. */
static int link_rank(struct arena *arena, const xmlNode *link)
{
    struct str rel = xml_attribute(arena, link, "rel"), type = xml_attribute(arena, link, "type");
    bool has_href = xml_attribute(arena, link, "href").n > 0;
    bool alternate =
        rel.n == 0 || str_eq_nocase(rel, STR("alternate")) || str_ends(rel, STR("/alternate"));
    if (!has_href) {
        return link->children ? 7 : 0;
    }
    if (alternate) {
        return type.n == 0 || str_starts(type, STR("text/html")) ? 6 : 5;
    }
    return str_eq(rel, STR("related")) || str_eq(rel, STR("via")) ? 1 : 0;
}

static bool is_blank(const xmlNode *node)
{
    return !node->children || (!node->children->next && xmlIsBlankNode(node->children));
}

static void gather_link(struct arena *arena, const xmlNode *link, struct gathered *g)
{
    if (str_eq_nocase(xml_attribute(arena, link, "rel"), STR("next"))) {
        g->next = g->next ? g->next : link;
    }
    int rank = link_rank(arena, link);
    if (rank > g->slots[MEANS_LINK].rank) {
        g->slots[MEANS_LINK] = (struct slot){link, rank};
    }
}

static void gather(struct arena *arena, const xmlNode *parent, struct gathered *g)
{
    for (const xmlNode *child = parent->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE) {
            continue;
        }
        struct word word = feed_word(child);
        if (word.meaning == MEANS_LINK) {
            gather_link(arena, child, g);
        } else if (word.meaning == MEANS_GROUP) {
            gather(arena, child, g);
        } else if (word.rank > g->slots[word.meaning].rank &&
                   (word.meaning == MEANS_REPLY_TO || !is_blank(child))) {
            g->slots[word.meaning] = (struct slot){child, word.rank};
        }
    }
}

/* The xml:base chain: RFC 4287, 2. */
static struct str base_of(const struct feed *feed, const xmlNode *node)
{
    if (!node || node->type != XML_ELEMENT_NODE) {
        return feed->base;
    }
    struct str here = xml_attribute(feed->arena, node, "xml:base");
    struct str above = base_of(feed, node->parent);
    return here.n ? url_resolve(feed->arena, above, here) : above;
}

static struct str line_of(const struct feed *feed, const xmlNode *node)
{
    return reading_line(feed->reading, xml_content(feed->arena, node));
}

/* The address in a link element: its href, or its text. */
static struct str address_of(const struct feed *feed, const xmlNode *link)
{
    if (!link) {
        return STR_NONE;
    }
    struct str href = xml_attribute(feed->arena, link, "href");
    href = str_trim(href.n ? href : xml_content(feed->arena, link));
    return href.n ? reading_line(feed->reading, url_resolve(feed->arena, base_of(feed, link), href))
                  : STR_NONE;
}

/* The children of a node as markup, for content that stands in the document unescaped. */
static struct str inner_markup(const struct feed *feed, const xmlNode *node)
{
    xmlBuffer *buffer = xmlBufferCreate();
    if (!buffer) {
        mem_out();
    }
    for (xmlNode *child = node->children; child; child = child->next) {
        xmlNodeDump(buffer, node->doc, child, 0, 0);
    }
    struct str markup = str_copy(feed->arena, str_of((const char *)xmlBufferContent(buffer)));
    xmlBufferFree(buffer);
    return markup;
}

static bool has_elements(const xmlNode *node)
{
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            return true;
        }
    }
    return false;
}

static unsigned base64_value(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (unsigned)(at - digits) : 64;
}

static struct str base64(struct arena *arena, struct str s)
{
    char *out = arena_alloc(arena, s.n + 1, 1);
    size_t n = 0;
    unsigned bits = 0, count = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned value = base64_value(s.p[i]);
        if (value < 64) {
            bits = (bits << 6 | value) & 0xFFFF;
            count += 6;
        }
        if (count >= 8) {
            count -= 8;
            out[n++] = (char)(bits >> count & 0xFF);
        }
    }
    return (struct str){out, n};
}

/* Text that claims to be plain is HTML all the same when it has a closing tag or a reference. */
static bool looks_like_html(struct str s)
{
    size_t ampersand = str_find_byte(s, '&');
    struct str behind =
        ampersand == STR_NOT_FOUND ? STR_NONE : str_slice(s, ampersand, ampersand + 10);
    return str_find(s, STR("</")) != STR_NOT_FOUND || str_find(s, STR("<br")) != STR_NOT_FOUND ||
           str_find_byte(behind, ';') != STR_NOT_FOUND;
}

/* A text construct as HTML or plain: RFC 4287, 3.1, and `mode` of Atom 0.3. RSS says nothing of the
 * kind and is HTML. */
static struct str text_of(const struct feed *feed, const xmlNode *node, bool *html)
{
    struct str type = xml_attribute(feed->arena, node, "type");
    struct str mode = xml_attribute(feed->arena, node, "mode");
    if (has_elements(node)) {
        *html = true;
        return inner_markup(feed, node);
    }
    struct str text = xml_content(feed->arena, node);
    bool binary = str_find_byte(type, '/') != STR_NOT_FOUND && !str_starts(type, STR("text/")) &&
                  !str_ends(type, STR("xml")); /* RFC 4287, 4.1.3.3 */
    if (binary || str_eq(mode, STR("base64")) || str_eq(mode, STR("base64binary"))) {
        text = base64(feed->arena, text);
    }
    bool atom = node->ns && node->ns->href && strstr((const char *)node->ns->href, "tom");
    bool plain = type.n ? str_eq(type, STR("text")) || str_eq(type, STR("text/plain")) : atom;
    *html = !plain || looks_like_html(text);
    return text;
}

static struct str title_of(const struct feed *feed, const xmlNode *node)
{
    bool html;
    if (!node) {
        return STR_NONE;
    }
    struct str text = text_of(feed, node, &html);
    return html ? reading_html_line(feed->reading, text) : reading_line(feed->reading, text);
}

static struct value body_of(const struct feed *feed, const xmlNode *node)
{
    bool html;
    if (!node) {
        return (struct value){.text = STR_NONE};
    }
    struct str text = text_of(feed, node, &html);
    return (struct value){.text = html ? reading_html(feed->reading, text) : text};
}

/* "name@host (Name)", "Name (name@host)", "Name <name@host>": the name; else all of it. */
static struct str person(struct str s)
{
    size_t open = str_find_byte(s, '('), close = str_find_byte(s, ')');
    if (open == STR_NOT_FOUND) {
        open = str_find_byte(s, '<');
        close = str_find_byte(s, '>');
    }
    if (open == STR_NOT_FOUND || close == STR_NOT_FOUND || close < open) {
        return s;
    }
    struct str before = str_trim(str_slice(s, 0, open));
    struct str inside = str_trim(str_slice(s, open + 1, close));
    bool inside_is_address = str_find_byte(inside, '@') != STR_NOT_FOUND ||
                             str_find(inside, STR("://")) != STR_NOT_FOUND;
    bool before_is_address = str_find_byte(before, '@') != STR_NOT_FOUND;
    if (before.n && inside_is_address) {
        return before;
    }
    return inside.n && (before_is_address || before.n == 0) ? inside : s;
}

static struct str author_of(const struct feed *feed, const xmlNode *node)
{
    static const char *const parts[] = {"name", "email", "uri", "url"};
    for (size_t i = 0; node && has_elements(node) && i < sizeof parts / sizeof *parts; i++) {
        for (const xmlNode *child = node->children; child; child = child->next) {
            if (child->type == XML_ELEMENT_NODE && feed_named(child, parts[i])) {
                struct str name = title_of(feed, child);
                if (name.n) {
                    return name;
                }
            }
        }
    }
    struct str whole = node ? title_of(feed, node) : STR_NONE;
    return person(whole);
}

static int64_t time_of(const struct feed *feed, const xmlNode *node, const char *field,
                       enum time_precision *precision)
{
    if (!node) {
        return TIME_NONE;
    }
    struct str text = str_trim(xml_content(feed->arena, node));
    int64_t at = reading_time(feed->reading, text, precision);
    if (at == TIME_NONE && text.n) {
        reading_problem(feed->reading, field, "not a date: \"%.*s\"",
                        STR_FMT(str_slice(text, 0, 60)));
    }
    return at;
}

/* The xml:lang in force at a node. */
static struct str language_at(const struct feed *feed, const xmlNode *node)
{
    for (; node && node->type == XML_ELEMENT_NODE; node = node->parent) {
        struct str language = xml_attribute(feed->arena, node, "xml:lang");
        if (language.n) {
            return reading_line(feed->reading, language);
        }
    }
    return STR_NONE;
}

static struct str language_of(const struct feed *feed, const struct gathered *g,
                              const xmlNode *item)
{
    struct str said = line_of(feed, g->slots[MEANS_LANGUAGE].node);
    if (said.n == 0 && g->slots[MEANS_TEXT].node) {
        said = language_at(feed, g->slots[MEANS_TEXT].node);
    }
    return said.n ? said : language_at(feed, item);
}

/* RSS 2.0: a guid is a URL unless isPermaLink says no. An id of Atom that is one is the best there
 * is where an entry has no link. */
static struct str permalink(const struct feed *feed, const xmlNode *id)
{
    if (!id || feed_named(id, "identifier") ||
        str_eq_nocase(xml_attribute(feed->arena, id, "isPermaLink"), STR("false"))) {
        return STR_NONE;
    }
    struct str text = line_of(feed, id);
    return url_origin(text).n ? text : STR_NONE;
}

static void read_addresses(const struct feed *feed, const struct gathered *g, const xmlNode *item,
                           struct mention *mention)
{
    const xmlNode *id = g->slots[MEANS_ID].node;
    mention->url = address_of(feed, g->slots[MEANS_LINK].node);
    mention->native_id = line_of(feed, id);
    if (mention->url.n == 0) {
        mention->url = permalink(feed, id);
    }
    if (mention->url.n == 0) { /* CDF has its addresses and times in attributes */
        mention->url = reading_line(feed->reading, xml_attribute(feed->arena, item, "href"));
    }
    struct str about = xml_attribute(feed->arena, item, "rdf:about");
    if (mention->native_id.n == 0) {
        mention->native_id = reading_line(feed->reading, about);
    }
    if (g->slots[MEANS_REPLY_TO].node) {
        mention->reply_to = reading_line(
            feed->reading, xml_attribute(feed->arena, g->slots[MEANS_REPLY_TO].node, "ref"));
    }
}

static void read_item(const struct feed *feed, const xmlNode *item)
{
    struct gathered g = {0};
    struct mention *mention = reading_item(feed->reading);
    if (!mention) {
        return;
    }
    gather(feed->arena, item, &g);
    read_addresses(feed, &g, item, mention);
    mention->title = title_of(feed, g.slots[MEANS_TITLE].node);
    mention->author = author_of(feed, g.slots[MEANS_AUTHOR].node);
    mention->author = mention->author.n ? mention->author : feed->author;
    mention->language = language_of(feed, &g, item);
    mention->language = mention->language.n ? mention->language : feed->language;
    mention->published_at =
        time_of(feed, g.slots[MEANS_PUBLISHED].node, "published", &mention->published_precision);
    enum time_precision precision = PRECISION_SECOND;
    mention->updated_at = time_of(feed, g.slots[MEANS_UPDATED].node, "updated", &precision);
    if (mention->updated_at == TIME_NONE) {
        mention->updated_at =
            reading_time(feed->reading, xml_attribute(feed->arena, item, "lastmod"), &precision);
    }
    if (mention->published_at == TIME_NONE) {
        mention->published_precision = precision;
    }
    reading_set(feed->reading, mention, FIELD_TEXT, body_of(feed, g.slots[MEANS_TEXT].node));
    refine_item(feed->reading, mention);
    reading_finish(feed->reading, mention);
}

/* Items stand in the channel, beside it (RSS 1.0), or where a broken feed has put them. */
static void read_items(const struct feed *feed, const xmlNode *parent, int depth)
{
    for (const xmlNode *child = parent->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE) {
            continue;
        }
        if (feed_word(child).meaning == MEANS_ITEM) {
            read_item(feed, child);
            depth = depth < ITEM_DEPTH ? ITEM_DEPTH - 1 : depth; /* siblings are items, too */
        } else if (depth < ITEM_DEPTH) {
            read_items(feed, child, depth + 1);
        }
    }
}

static int64_t hint(const struct feed *feed, const struct gathered *g)
{
    static const struct {
        const char *period;
        int64_t seconds;
    } periods[] = {{"hourly", HOUR},
                   {"daily", DAY},
                   {"weekly", 7 * DAY},
                   {"monthly", 30 * DAY},
                   {"yearly", 365 * DAY}};
    int64_t minutes, times = 1;
    if (str_to_int(line_of(feed, g->slots[MEANS_TTL].node), &minutes) && minutes > 0 &&
        minutes < 366 * 24 * 60) {
        return minutes * 60;
    }
    struct str period = line_of(feed, g->slots[MEANS_PERIOD].node);
    str_to_int(line_of(feed, g->slots[MEANS_FREQUENCY].node), &times);
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        if (str_eq_nocase(period, str_of(periods[i].period))) {
            return periods[i].seconds / (times > 0 ? times : 1);
        }
    }
    return 0;
}

/* <skipHours><hour>24</hour></skipHours>: 0 to 23 in GMT, and 24 is midnight, too. */
static void skip_hour(struct str text, struct cadence *cadence)
{
    int64_t hour;
    if (str_to_int(text, &hour) && hour >= 0 && hour <= 24) {
        cadence->skip_hours |= 1u << (hour % 24);
    }
}

static void skip_day(struct str text, struct cadence *cadence)
{
    static const char *const days[] = {"saturday",  "sunday",   "monday", "tuesday",
                                       "wednesday", "thursday", "friday"};
    for (unsigned i = 0; i < sizeof days / sizeof *days; i++) {
        if (str_eq_nocase(text, str_of(days[i]))) {
            cadence->skip_days |= 1u << i;
        }
    }
}

static void read_skips(const xmlNode *head, struct cadence *cadence)
{
    for (const xmlNode *list = head->children; list; list = list->next) {
        bool hours = list->type == XML_ELEMENT_NODE && feed_named(list, "skipHours");
        bool days = list->type == XML_ELEMENT_NODE && feed_named(list, "skipDays");
        for (const xmlNode *one = hours || days ? list->children : NULL; one; one = one->next) {
            const xmlNode *text = one->type == XML_ELEMENT_NODE ? one->children : NULL;
            if (text && text->type == XML_TEXT_NODE) {
                (hours ? skip_hour : skip_day)(str_trim(str_of((const char *)text->content)),
                                               cadence);
            }
        }
    }
}

static void read_head(struct feed *feed, const xmlNode *head)
{
    struct gathered g = {0};
    struct feed_info *info = &feed->reading->page->info;
    gather(feed->arena, head, &g);
    info->link = address_of(feed, g.slots[MEANS_LINK].node);
    if (info->link.n == 0) {
        info->link = reading_line(feed->reading, xml_attribute(feed->arena, head, "href"));
    }
    info->title = title_of(feed, g.slots[MEANS_TITLE].node);
    info->id = line_of(feed, g.slots[MEANS_ID].node);
    info->author = author_of(feed, g.slots[MEANS_AUTHOR].node);
    info->language = line_of(feed, g.slots[MEANS_LANGUAGE].node);
    info->language = info->language.n ? info->language : language_at(feed, head);
    info->updated_at = time_of(feed, g.slots[MEANS_UPDATED].node, "updated", NULL);
    if (info->updated_at == TIME_NONE) {
        info->updated_at = time_of(feed, g.slots[MEANS_PUBLISHED].node, "published", NULL);
    }
    info->next = g.next ? address_of(feed, g.next) : STR_NONE;
    info->cadence.hint_s = hint(feed, &g);
    read_skips(head, &info->cadence);
    feed->language = info->language;
    const xmlNode *author = g.slots[MEANS_AUTHOR].node;
    if (author && feed_named(author, "author") && has_elements(author)) {
        feed->author = info->author;
    }
    if (feed->base.n == 0) {
        feed->base = info->link;
    }
}

/* The element that tells of the feed: the channel, the root of Atom, or an entry that is a document
 * of its own (RFC 4287, 2). NULL: this is no feed. */
static const xmlNode *find_head(const xmlNode *root)
{
    if (feed_named(root, "feed") || feed_named(root, "channel") || feed_named(root, "entry")) {
        return root;
    }
    for (const xmlNode *child = root->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE &&
            (feed_named(child, "channel") || feed_named(child, "feed"))) {
            return child;
        }
    }
    return feed_named(root, "rss") || feed_named(root, "rdf") ? root : NULL;
}

bool syndication_read(struct reading *r, struct err *err)
{
    if (str_starts(str_trim(r->body), STR("{"))) {
        return json_feed_read(r, err);
    }
    xmlDoc *document CLEANUP_XML = xml_read(r->body, err);
    if (!document) {
        return err_wrap(err, "not a feed");
    }
    const xmlNode *root = xmlDocGetRootElement(document);
    const xmlNode *head = find_head(root);
    if (!head) {
        return err_set(err, "not a feed: the page is <%.40s>", (const char *)root->name);
    }
    struct feed feed = {.reading = r, .arena = &r->batch->arena, .base = r->context->url};
    read_head(&feed, head);
    if (feed_word(root).meaning == MEANS_ITEM) {
        read_item(&feed, root);
    } else {
        read_items(&feed, root, 0);
    }
    return true;
}
