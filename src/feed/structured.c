/* Reviews in the markup of a page, in the words of schema.org and of data-vocabulary.org before it.
 * Of the ways a page may mark them up the first that yields any is taken, since pages repeat the
 * same reviews in several. */
#include "feed/json_path.h"
#include "feed/json_read.h"
#include "feed/reading.h"
#include "feed/reviews.h"
#include "feed/url.h"
#include "feed/xml.h"

/* The value of a property as text: of a list the first, of an object its name or what it holds. */
static struct str property(struct arena *arena, json_t *object, const char *key)
{
    static const char *const inner[] = {"name", "@value", "alternateName", "@id"};
    json_t *value = json_object_get(object, key);
    value = json_is_array(value) ? json_array_get(value, 0) : value;
    for (size_t i = 0; json_is_object(value) && i < sizeof inner / sizeof *inner; i++) {
        json_t *part = json_object_get(value, inner[i]);
        value = part && !json_is_object(part) ? part : value;
    }
    return json_text(arena, json_is_array(value) ? json_array_get(value, 0) : value);
}

static struct str first_of(struct arena *arena, json_t *object, const char *const *keys)
{
    for (; *keys; keys++) {
        struct str text = str_trim(property(arena, object, *keys));
        if (text.n) {
            return text;
        }
    }
    return STR_NONE;
}

/* "4.5", "4,5", "4 out of 5", "90%": the number at the beginning. */
static bool leading_number(struct arena *arena, struct str text, double *number)
{
    text = str_trim(text);
    for (size_t n = text.n; n > 0; n--) {
        if ((n == text.n || strchr(" /%*", text.p[n])) &&
            number_read(arena, str_slice(text, 0, n), number)) {
            return true;
        }
    }
    return false;
}

/* The rating, as an object or a bare value, in the review itself when there is no other place. */
static json_t *rating_holder(json_t *review)
{
    json_t *rating = json_object_get(review, "reviewRating");
    rating = rating ? rating : json_object_get(review, "rating");
    rating = json_is_array(rating) ? json_array_get(rating, 0) : rating;
    return rating ? rating : review;
}

static struct str rating_text(struct arena *arena, json_t *holder)
{
    static const char *const keys[] = {"ratingValue", "value", NULL};
    return json_is_object(holder) ? first_of(arena, holder, keys) : json_text(arena, holder);
}

/* https://schema.org/Rating: 1 to 5 unless the page says otherwise; sites that rate to 10 or 100
 * and do not say so give themselves away by their values. */
static void read_rating(struct reading *r, json_t *review, struct mention *mention)
{
    static const char *const best_keys[] = {"bestRating", "best", NULL};
    static const char *const worst_keys[] = {"worstRating", "worst", NULL};
    struct arena *arena = &r->batch->arena;
    json_t *holder = rating_holder(review);
    struct str text = rating_text(arena, holder);
    double value, best = 5, worst = 1, result;
    if (text.n == 0) {
        return;
    }
    if (!leading_number(arena, text, &value)) {
        reading_problem(r, "rating", "not a number: \"%.*s\"", STR_FMT(str_slice(text, 0, 60)));
        return;
    }
    if (!leading_number(arena, first_of(arena, holder, best_keys), &best)) {
        best = value <= 5 ? 5 : value <= 10 ? 10 : 100;
    }
    if (!leading_number(arena, first_of(arena, holder, worst_keys), &worst)) {
        worst = value < 1 ? 0 : 1;
        if (value == 0) { /* stars that nobody gave */
            return;
        }
    }
    if (worst >= best) { /* some write the rating itself into both */
        best = value <= 5 ? 5 : value <= 10 ? 10 : 100;
        worst = 1;
    }
    if (!rating_scale(value, worst, best, &result)) {
        reading_problem(r, "rating", "%g is not between %g and %g", value, worst, best);
        return;
    }
    mention->rating = result;
}

static void read_times(struct reading *r, json_t *review, struct mention *mention)
{
    static const char *const published[] = {"datePublished", "dateCreated", "uploadDate",
                                            "dtreviewed", NULL};
    static const char *const updated[] = {"dateModified", NULL};
    struct str text = first_of(&r->batch->arena, review, published);
    if (text.n) {
        reading_set(r, mention, FIELD_PUBLISHED, (struct value){.text = text});
    }
    mention->updated_at = reading_time(r, first_of(&r->batch->arena, review, updated), NULL);
}

/* A review without an address of its own has that of the page, which is not its identity. */
static void read_address(struct reading *r, json_t *review, struct mention *mention)
{
    static const char *const keys[] = {"url", "@id", NULL};
    struct arena *arena = &r->batch->arena;
    struct str url = str_trim(first_of(arena, review, keys));
    struct str base = r->page->info.link.n ? r->page->info.link : r->context->url;
    if (url.n && !str_starts(url, STR("_:"))) {
        url = url_resolve(arena, base, url);
    }
    if (url_origin(url).n && !str_eq(url, base)) {
        mention->url = reading_line(r, url);
        mention->native_id = reading_line(r, url);
    }
    struct str identifier = property(arena, review, "identifier");
    if (mention->native_id.n == 0 && identifier.n) {
        mention->native_id = reading_line(r, identifier);
    }
}

/* inLanguage as a tag or a Language with its tag for another name, or the @language of the text. */
static struct str language_of(struct arena *arena, json_t *review)
{
    json_t *said = json_object_get(review, "inLanguage");
    struct str tag = property(arena, said, "alternateName");
    tag = tag.n ? tag : property(arena, review, "inLanguage");
    return tag.n ? tag : property(arena, json_object_get(review, "reviewBody"), "@language");
}

static void read_review(struct reading *r, json_t *review)
{
    static const char *const title[] = {"headline", "name", "summary", NULL};
    static const char *const text[] = {"reviewBody", "description", "text", "articleBody", NULL};
    static const char *const author[] = {"author", "creator", "reviewer", NULL};
    struct arena *arena = &r->batch->arena;
    struct mention *mention = reading_item(r);
    if (!mention) {
        return;
    }
    read_address(r, review, mention);
    mention->title = reading_html_line(r, first_of(arena, review, title));
    mention->text = reading_html(r, first_of(arena, review, text));
    mention->author = reading_html_line(r, first_of(arena, review, author));
    mention->language = reading_language(r, language_of(arena, review));
    mention->language = mention->language.n ? mention->language : r->page->info.language;
    read_times(r, review, mention);
    read_rating(r, review, mention);
    size_t before = r->batch->count;
    refine_item(r, mention);
    reading_finish(r, mention);
    if (r->batch->count == before && mention->url.n == 0) {
        mention->url = r->page->info.link;
    }
}

static const xmlNode *find_element(const xmlNode *root, const char *name)
{
    for (const xmlNode *node = root; node; node = next_element(root, node)) {
        if (xmlStrcasecmp(node->name, (const xmlChar *)name) == 0) {
            return node;
        }
    }
    return NULL;
}

static struct str canonical_link(struct reading *r, const xmlNode *root)
{
    struct arena *arena = &r->batch->arena;
    for (const xmlNode *node = root; node; node = next_element(root, node)) {
        if (xmlStrcasecmp(node->name, (const xmlChar *)"link") == 0 &&
            has_word(arena, node, "rel", STR("canonical"))) {
            return reading_line(
                r, url_resolve(arena, r->context->url, xml_attribute(arena, node, "href")));
        }
    }
    return r->context->url;
}

bool structured_read(struct reading *r, struct err *err)
{
    struct arena *arena = &r->batch->arena;
    xmlDoc *document CLEANUP_XML = html_read(r->body, err);
    if (!document) {
        return false;
    }
    xmlNode *root = xmlDocGetRootElement(document);
    struct feed_info *info = &r->page->info;
    info->title = reading_html_line(r, xml_content(arena, find_element(root, "title")));
    info->language = reading_language(r, xml_attribute(arena, root, "lang"));
    info->link = canonical_link(r, root);
    json_t *reviews CLEANUP_JSON = json_array(), *review;
    size_t unreadable = json_ld_reviews(root, arena, reviews), i;
    if (unreadable) {
        reading_problem(r, NULL, "%zu of the JSON-LD blocks are not JSON", unreadable);
    }
    if (json_array_size(reviews) == 0) {
        microdata_reviews(root, arena, reviews);
    }
    if (json_array_size(reviews) == 0) {
        rdfa_reviews(root, arena, reviews);
    }
    if (json_array_size(reviews) == 0) {
        hreview_reviews(root, arena, reviews);
    }
    json_array_foreach(reviews, i, review)
    {
        read_review(r, review);
    }
    return true;
}
