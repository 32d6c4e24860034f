#include "feed/feed_words.h"

#include "base/str.h"

/* Vocabularies. Core is RSS of any version and Atom: their names never contradict each other. */
enum space { CORE, DC, DCTERMS, CONTENT, MEDIA, ITUNES, XHTML, THREAD, SY, OTHER };

/* A namespace by the beginning of its URI behind "http://", or by the prefix people give it when
 * they forget to declare it or get the URI wrong. Sources: the specifications, and feeds in the
 * wild for the variants. */
static const struct {
    const char *uri, *prefix;
    enum space space;
} spaces[] = {
    {"www.w3.org/2005/atom", "atom", CORE},
    {"purl.org/atom/", "atom", CORE},
    {"purl.org/rss/1.0/modules/content", "content", CONTENT},
    {"purl.org/rss/1.0/modules/syndication", "sy", SY},
    {"purl.org/rss/", NULL, CORE},
    {"purl.org/net/rss1.1", NULL, CORE},
    {"my.netscape.com/", NULL, CORE},
    {"channel.netscape.com/", NULL, CORE},
    {"backend.userland.com/", NULL, CORE},
    {"blogs.law.harvard.edu/tech/rss", NULL, CORE},
    {"cyber.law.harvard.edu/rss", NULL, CORE},
    {"cyber.harvard.edu/rss", NULL, CORE},
    {"www.rssboard.org/", NULL, CORE},
    {"purl.org/dc/terms", "dcterms", DCTERMS},
    {"purl.org/dc/", "dc", DC},
    {"search.yahoo.com/mrss", "media", MEDIA},
    {"www.itunes.com/", "itunes", ITUNES},
    {"example.com/dtds/podcast-1.0.dtd", "itunes", ITUNES}, /* as Apple's page had it once */
    {"www.w3.org/1999/xhtml", "xhtml", XHTML},
    {"www.w3.org/1999/02/22-rdf-syntax-ns", "rdf", CORE},
    {"purl.org/syndication/thread", "thr", THREAD},
};

static const struct {
    const char *name;
    enum space space;
    struct word word;
} words[] = {
    {"title", CORE, {MEANS_TITLE, 5}},
    {"title", DC, {MEANS_TITLE, 4}},
    {"title", ITUNES, {MEANS_TITLE, 2}},
    {"title", MEDIA, {MEANS_TITLE, 1}},
    {"link", CORE, {MEANS_LINK, 5}},
    {"guid", CORE, {MEANS_ID, 5}},
    {"id", CORE, {MEANS_ID, 5}},
    {"identifier", DC, {MEANS_ID, 2}},
    {"encoded", CONTENT, {MEANS_TEXT, 9}},
    {"body", XHTML, {MEANS_TEXT, 8}},
    {"div", XHTML, {MEANS_TEXT, 8}},
    {"fullitem", CORE, {MEANS_TEXT, 8}},
    {"content", CORE, {MEANS_TEXT, 7}},
    {"description", CORE, {MEANS_TEXT, 6}},
    {"summary", CORE, {MEANS_TEXT, 6}},
    {"description", DC, {MEANS_TEXT, 5}},
    {"abstract", DCTERMS, {MEANS_TEXT, 5}},
    {"abstract", CORE, {MEANS_TEXT, 5}}, /* of CDF */
    {"description", MEDIA, {MEANS_TEXT, 4}},
    {"summary", ITUNES, {MEANS_TEXT, 3}},
    {"description", OTHER, {MEANS_TEXT, 2}},
    {"subtitle", ITUNES, {MEANS_TEXT, 1}},
    {"author", CORE, {MEANS_AUTHOR, 5}},
    {"creator", DC, {MEANS_AUTHOR, 4}},
    {"author", DC, {MEANS_AUTHOR, 4}},
    {"managingeditor", CORE, {MEANS_AUTHOR, 3}},
    {"author", ITUNES, {MEANS_AUTHOR, 2}},
    {"credit", MEDIA, {MEANS_AUTHOR, 1}},
    {"language", CORE, {MEANS_LANGUAGE, 5}},
    {"language", DC, {MEANS_LANGUAGE, 4}},
    {"pubdate", CORE, {MEANS_PUBLISHED, 5}},
    {"published", CORE, {MEANS_PUBLISHED, 5}},
    {"issued", CORE, {MEANS_PUBLISHED, 4}},
    {"issued", DCTERMS, {MEANS_PUBLISHED, 4}},
    {"created", CORE, {MEANS_PUBLISHED, 3}},
    {"created", DCTERMS, {MEANS_PUBLISHED, 3}},
    {"updated", CORE, {MEANS_UPDATED, 5}},
    {"modified", CORE, {MEANS_UPDATED, 5}},
    {"modified", DCTERMS, {MEANS_UPDATED, 4}},
    {"lastbuilddate", CORE, {MEANS_UPDATED, 4}},
    {"date", DC, {MEANS_UPDATED, 3}},
    {"date", CORE, {MEANS_UPDATED, 2}},
    {"in-reply-to", THREAD, {MEANS_REPLY_TO, 1}},
    {"ttl", CORE, {MEANS_TTL, 1}},
    {"updateperiod", SY, {MEANS_PERIOD, 1}},
    {"updatefrequency", SY, {MEANS_FREQUENCY, 1}},
    {"item", CORE, {MEANS_ITEM, 1}},
    {"entry", CORE, {MEANS_ITEM, 1}},
    {"group", MEDIA, {MEANS_GROUP, 1}},
    {"content", MEDIA, {MEANS_GROUP, 1}},
    {"source", CORE, {MEANS_SOURCE, 1}},
};

/* Letters of any case. */
static bool begins(const char *text, const char *beginning)
{
    struct str s = str_of(text), b = str_of(beginning);
    return str_eq_nocase(str_slice(s, 0, b.n), b);
}

/* Behind the scheme, which some write with an s. */
static const char *without_scheme(const char *uri)
{
    return begins(uri, "http://") ? uri + 7 : begins(uri, "https://") ? uri + 8 : uri;
}

static enum space space_of_uri(const char *uri)
{
    uri = without_scheme(uri);
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        if (begins(uri, spaces[i].uri)) {
            return spaces[i].space;
        }
    }
    return OTHER;
}

static enum space space_of_prefix(struct str prefix)
{
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        if (spaces[i].prefix && str_eq_nocase(prefix, str_of(spaces[i].prefix))) {
            return spaces[i].space;
        }
    }
    return OTHER;
}

/* A namespace nobody knows that the root is in: somebody has made a feed his own. */
static bool is_of_root(const xmlNode *element)
{
    const xmlNode *root = xmlDocGetRootElement(element->doc);
    return root && root->ns && xmlStrEqual(root->ns->href, element->ns->href);
}

static enum space space_of(const xmlNode *element)
{
    const char *name = (const char *)element->name, *colon = strchr(name, ':');
    if (!element->ns || !element->ns->href) {
        return colon ? space_of_prefix((struct str){name, (size_t)(colon - name)}) : CORE;
    }
    enum space space = space_of_uri((const char *)element->ns->href);
    if (space == OTHER) {
        space = space_of_prefix(str_of((const char *)element->ns->prefix));
    }
    return space == OTHER && is_of_root(element) ? CORE : space;
}

static struct str local_name(const xmlNode *element)
{
    const char *colon = strchr((const char *)element->name, ':');
    return str_of(colon ? colon + 1 : (const char *)element->name);
}

bool feed_named(const xmlNode *element, const char *name)
{
    return str_eq_nocase(local_name(element), str_of(name));
}

struct word feed_word(const xmlNode *element)
{
    struct str name = local_name(element);
    enum space space = space_of(element);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (words[i].space == space && str_eq_nocase(name, str_of(words[i].name))) {
            return words[i].word;
        }
    }
    return (struct word){MEANS_NOTHING, 0};
}
