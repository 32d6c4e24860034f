#include "feed/feed_words.h"

#include "base/str.h"

/* Vocabularies. Core is RSS of any version and Atom: their names never contradict each other. */
enum space { CORE, DC, DCTERMS, CONTENT, MEDIA, ITUNES, XHTML, THREAD, SY, OTHER };

/* A namespace by the beginning of its URI, or by the prefix people give it when they forget to
 * declare it. Sources: the specifications, and feeds in the wild for the variants. */
static const struct {
    const char *uri, *prefix;
    enum space space;
} spaces[] = {
    {"http://www.w3.org/2005/atom", "atom", CORE},
    {"http://purl.org/atom/", "atom", CORE},
    {"http://purl.org/rss/1.0/modules/content", "content", CONTENT},
    {"http://purl.org/rss/1.0/modules/syndication", "sy", SY},
    {"http://purl.org/rss/", NULL, CORE},
    {"http://purl.org/net/rss1.1", NULL, CORE},
    {"http://my.netscape.com/", NULL, CORE},
    {"http://channel.netscape.com/", NULL, CORE},
    {"http://backend.userland.com/", NULL, CORE},
    {"http://blogs.law.harvard.edu/tech/rss", NULL, CORE},
    {"http://cyber.law.harvard.edu/rss", NULL, CORE},
    {"http://cyber.harvard.edu/rss", NULL, CORE},
    {"http://www.rssboard.org/", NULL, CORE},
    {"http://purl.org/dc/terms", "dcterms", DCTERMS},
    {"http://purl.org/dc/", "dc", DC},
    {"http://search.yahoo.com/mrss", "media", MEDIA},
    {"http://www.itunes.com/", "itunes", ITUNES},
    {"http://www.w3.org/1999/xhtml", "xhtml", XHTML},
    {"http://www.w3.org/1999/02/22-rdf-syntax-ns", "rdf", CORE},
    {"http://purl.org/syndication/thread", "thr", THREAD},
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
    {"encoded", CONTENT, {MEANS_TEXT, 7}},
    {"body", XHTML, {MEANS_TEXT, 6}},
    {"div", XHTML, {MEANS_TEXT, 6}},
    {"fullitem", CORE, {MEANS_TEXT, 6}},
    {"content", CORE, {MEANS_TEXT, 5}},
    {"description", CORE, {MEANS_TEXT, 4}},
    {"summary", CORE, {MEANS_TEXT, 4}},
    {"description", DC, {MEANS_TEXT, 3}},
    {"abstract", DCTERMS, {MEANS_TEXT, 3}},
    {"abstract", CORE, {MEANS_TEXT, 3}}, /* of CDF */
    {"description", MEDIA, {MEANS_TEXT, 2}},
    {"summary", ITUNES, {MEANS_TEXT, 1}},
    {"description", OTHER, {MEANS_TEXT, 1}},
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
};

/* Letters of any case. */
static bool begins(const char *text, const char *beginning)
{
    struct str s = str_of(text), b = str_of(beginning);
    return str_eq_nocase(str_slice(s, 0, b.n), b);
}

static enum space space_of(const xmlNode *element)
{
    const char *colon = strchr((const char *)element->name, ':');
    const char *uri = element->ns ? (const char *)element->ns->href : NULL;
    struct str prefix = {(const char *)element->name,
                         colon ? (size_t)(colon - (const char *)element->name) : 0};
    if (!uri && !colon) {
        return CORE;
    }
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        bool found = uri ? begins(uri, spaces[i].uri)
                         : spaces[i].prefix && str_eq_nocase(prefix, str_of(spaces[i].prefix));
        if (found) {
            return spaces[i].space;
        }
    }
    return OTHER;
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
