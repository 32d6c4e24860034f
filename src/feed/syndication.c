/* RSS 0.90 to 2.0, RDF, Atom 0.3 and 1.0 by one reading: feed_words.h says what an element means,
 * the best ranked element of each meaning is kept, and only those are turned into values. */
#include "base/limits.h"
#include "feed/constructs.h"
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
    const xmlNode *next;   /* link rel=next, */
    const xmlNode *older;  /* and rel=prev-archive: RFC 5005, 3 and 4 */
    const xmlNode *source; /* the feed an Atom entry was taken from */
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

/* Content that nobody can read (RFC 4287, 4.1.3). */
static bool is_media(struct arena *arena, const xmlNode *node)
{
    struct str type = xml_attribute(arena, node, "type");
    return str_starts(type, STR("image/")) || str_starts(type, STR("audio/")) ||
           str_starts(type, STR("video/"));
}

static bool says_nothing(struct arena *arena, const xmlNode *node, enum meaning meaning)
{
    return (meaning != MEANS_REPLY_TO && is_blank(node)) ||
           (meaning == MEANS_TEXT && is_media(arena, node));
}

static void gather_link(struct arena *arena, const xmlNode *link, struct gathered *g)
{
    struct str rel = xml_attribute(arena, link, "rel");
    if (str_eq_nocase(rel, STR("next"))) {
        g->next = g->next ? g->next : link;
    } else if (str_eq_nocase(rel, STR("prev-archive"))) {
        g->older = g->older ? g->older : link;
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
        } else if (word.meaning == MEANS_SOURCE) {
            g->source = child;
        } else if (word.rank > g->slots[word.meaning].rank &&
                   !says_nothing(arena, child, word.meaning)) {
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
    here = here.n ? url_resolve(feed->arena, above, here) : STR_NONE;
    return str_find(here, STR("://")) != STR_NOT_FOUND ? here : above;
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

static struct str title_of(const struct feed *feed, const xmlNode *node)
{
    bool html;
    if (!node) {
        return STR_NONE;
    }
    struct str text = text_construct(feed->arena, node, &html);
    return html ? reading_html_line(feed->reading, text) : reading_line(feed->reading, text);
}

/* Of several ways to say the same (Atom 0.3) the last is the best (RFC 2046, 5.1.4). */
static const xmlNode *best_part(struct arena *arena, const xmlNode *node)
{
    const xmlNode *best = node;
    bool several = str_starts(xml_attribute(arena, node, "type"), STR("multipart/"));
    for (const xmlNode *child = several ? node->children : NULL; child; child = child->next) {
        best = child->type == XML_ELEMENT_NODE ? child : best;
    }
    return best;
}

static struct value body_of(const struct feed *feed, const xmlNode *node)
{
    bool html;
    if (!node) {
        return (struct value){.text = STR_NONE};
    }
    struct str text = text_construct(feed->arena, best_part(feed->arena, node), &html);
    return (struct value){.text = html ? reading_html(feed->reading, text) : text};
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
    return person_name(whole);
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

/* The xml:lang in force at a node; an empty one takes back what stands above it (XML 1.0, 2.12) and
 * is empty here. Some forget the prefix. */
static struct str language_at(const struct feed *feed, const xmlNode *node)
{
    for (; node && node->type == XML_ELEMENT_NODE; node = node->parent) {
        struct str language = xml_attribute(feed->arena, node, "xml:lang");
        language = language.p ? language : xml_attribute(feed->arena, node, "lang");
        if (language.p) {
            return language.n ? reading_language(feed->reading, language) : STR("");
        }
    }
    return STR_NONE;
}

static struct str language_of(const struct feed *feed, const struct gathered *g,
                              const xmlNode *item)
{
    const xmlNode *text = g->slots[MEANS_TEXT].node, *said = g->slots[MEANS_LANGUAGE].node;
    return said ? reading_language(feed->reading, xml_content(feed->arena, said))
                : language_at(feed, text ? text : item);
}

/* RSS 2.0: a guid is a URL unless isPermaLink says no, and may be a relative one when it says yes.
 * An id of Atom that is one is the best there is where an entry has no link. */
static struct str permalink(const struct feed *feed, const xmlNode *id)
{
    struct str said = id ? xml_attribute(feed->arena, id, "isPermaLink") : STR_NONE;
    if (!id || feed_named(id, "identifier") || str_eq_nocase(said, STR("false"))) {
        return STR_NONE;
    }
    if (str_eq_nocase(said, STR("true"))) {
        return address_of(feed, id);
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

/* RFC 4287, 4.2.1: of the entry, of the feed it was taken from, of the feed it stands in. */
static struct str item_author(const struct feed *feed, const struct gathered *g)
{
    struct str author = author_of(feed, g->slots[MEANS_AUTHOR].node);
    if (author.n == 0 && g->source) {
        struct gathered source = {0};
        gather(feed->arena, g->source, &source);
        author = author_of(feed, source.slots[MEANS_AUTHOR].node);
    }
    return author.n ? author : feed->author;
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
    mention->author = item_author(feed, &g);
    struct str language = language_of(feed, &g, item);
    mention->language = language.n ? language : language.p ? STR_NONE : feed->language;
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
    if (info->link.n == 0) {
        info->link = permalink(feed, g.slots[MEANS_ID].node);
    }
    info->title = title_of(feed, g.slots[MEANS_TITLE].node);
    info->id = line_of(feed, g.slots[MEANS_ID].node);
    info->author = author_of(feed, g.slots[MEANS_AUTHOR].node);
    info->language = language_of(
        feed, &(struct gathered){.slots[MEANS_LANGUAGE] = g.slots[MEANS_LANGUAGE]}, head);
    info->updated_at = time_of(feed, g.slots[MEANS_UPDATED].node, "updated", NULL);
    if (info->updated_at == TIME_NONE) {
        info->updated_at = time_of(feed, g.slots[MEANS_PUBLISHED].node, "published", NULL);
    }
    info->next = address_of(feed, g.next ? g.next : g.older);
    info->cadence.hint_s = hint(feed, &g);
    read_skips(head, &info->cadence);
    info->language = info->language.n ? info->language : STR_NONE;
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
