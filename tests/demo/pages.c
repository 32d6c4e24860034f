#include "pages.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

enum { PAGE_ITEMS = 50, X_ITEMS = 100 };

/* The events of one brand at one outlet, newest first, from `skip` on. */
struct cursor {
    const struct page_request *request;
    enum brand brand;
    enum outlet outlet;
    size_t at;     /* index behind the next candidate */
    int64_t since; /* ids above this one */
};

static struct cursor cursor_open(const struct page_request *request, enum brand brand,
                                 enum outlet outlet)
{
    return (struct cursor){request, brand, outlet, request->count, 0};
}

static const struct event *cursor_next(struct cursor *cursor)
{
    while (cursor->at > 0) {
        const struct event *event = &cursor->request->events[--cursor->at];
        if (event->id <= cursor->since) {
            return NULL;
        }
        if (event->brand == cursor->brand && event->outlet == cursor->outlet) {
            return event;
        }
    }
    return NULL;
}

static void skip(struct cursor *cursor, size_t count)
{
    while (count > 0 && cursor_next(cursor)) {
        count--;
    }
}

static int64_t argument_number(const struct page_request *request, const char *name, int64_t other)
{
    const char *text = request->argument(request->connection, name);
    int64_t value;
    return text && str_to_int(str_of(text), &value) ? value : other;
}

static json_t *text_of(struct str text)
{
    return json_stringn(text.p, text.n);
}

static void write_json(json_t *body, struct page_answer *answer)
{
    char *text = json_dumps(body, JSON_COMPACT);
    answer->type = "application/json; charset=utf-8";
    buf_add_z(&answer->body, text);
    free(text);
    json_decref(body);
}

static void refuse(struct page_answer *answer, unsigned status, const char *body)
{
    answer->status = status;
    answer->type = "application/json";
    buf_reset(&answer->body);
    buf_add_z(&answer->body, body);
}

static const char *utc(int64_t at, char text[TIME_TEXT_MAX])
{
    return time_format(at, text);
}

/* Nothing is ever deleted in this world. https://docs.x.com/x-api/posts/get-posts-by-ids */
static void x_lookup(const struct page_request *request, struct page_answer *answer)
{
    const char *ids = request->argument(request->connection, "ids");
    struct str rest = str_of(ids ? ids : ""), id;
    json_t *data = json_array();
    while (rest.n) {
        str_take(&rest, ',', &id);
        json_array_append_new(data, json_pack("{s:o, s:s}", "id", text_of(id), "text", "-"));
    }
    write_json(json_pack("{s:o}", "data", data), answer);
}

/* https://docs.x.com/x-api/posts/search-recent-posts */
static void x_search(const struct page_request *request, struct page_answer *answer)
{
    const char *token = request->header(request->connection, "Authorization");
    const char *query = request->argument(request->connection, "query");
    if (!token || strcmp(token, "Bearer demo-x-token") != 0) {
        refuse(answer, 401, "{\"title\":\"Unauthorized\",\"type\":\"about:blank\",\"status\":401}");
        return;
    }
    enum brand brand = query && strstr(query, brand_english[DORSAVI]) ? DORSAVI : ZARINAK;
    struct cursor cursor = cursor_open(request, brand, OUTLET_X);
    cursor.since = argument_number(request, "since_id", 0);
    int64_t from =
        argument_number(request, "next_token", argument_number(request, "pagination_token", 0));
    skip(&cursor, (size_t)from);
    json_t *data = json_array(), *users = json_array(), *meta = json_object();
    const struct event *event;
    char id[32], at[TIME_TEXT_MAX];
    while (json_array_size(data) < X_ITEMS && (event = cursor_next(&cursor))) {
        snprintf(id, sizeof id, "%lld", (long long)event->id);
        if (json_array_size(data) == 0) {
            json_object_set_new(meta, "newest_id", json_string(id));
        }
        json_array_append_new(data, json_pack("{s:s, s:o, s:s, s:s, s:s}", "id", id, "text",
                                              text_of(event->text), "author_id", id + 3,
                                              "created_at", utc(event->at, at), "lang", "und"));
        json_array_append_new(users,
                              json_pack("{s:s, s:o, s:o}", "id", id + 3, "username",
                                        text_of(event->author), "name", text_of(event->author)));
    }
    size_t shown = json_array_size(data);
    json_object_set_new(meta, "result_count", json_integer((json_int_t)shown));
    if (cursor_next(&cursor)) {
        snprintf(id, sizeof id, "%lld", (long long)(from + X_ITEMS));
        json_object_set_new(meta, "next_token", json_string(id));
    }
    json_t *body = json_pack("{s:o}", "meta", meta);
    if (shown) {
        json_object_set_new(body, "data", data);
        json_object_set_new(body, "includes", json_pack("{s:o}", "users", users));
    } else {
        json_decref(data);
        json_decref(users);
    }
    write_json(body, answer);
}

/* https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-hashtag/recent-media
 */
static void instagram(const struct page_request *request, struct page_answer *answer)
{
    const char *token = request->argument(request->connection, "access_token");
    if (!token || strcmp(token, "demo-ig-token") != 0) {
        refuse(answer, 400,
               "{\"error\":{\"message\":\"Error validating access token\",\"type\":"
               "\"OAuthException\",\"code\":190}}");
        return;
    }
    bool tags = str_ends(request->path, STR("/tags"));
    enum brand brand = str_find(request->path, STR("/2/")) == STR_NOT_FOUND ? ZARINAK : DORSAVI;
    struct cursor cursor = cursor_open(request, brand, OUTLET_INSTAGRAM);
    int64_t from = argument_number(request, "after", 0);
    skip(&cursor, (size_t)from);
    json_t *data = json_array();
    const struct event *event;
    char id[40], link[80], at[TIME_TEXT_MAX];
    while (json_array_size(data) < PAGE_ITEMS && (event = cursor_next(&cursor))) {
        snprintf(id, sizeof id, "1784%lld", (long long)event->id);
        snprintf(link, sizeof link, "https://www.instagram.com/p/D%llx/", (long long)event->id);
        utc(event->at, at);
        json_t *media =
            json_pack("{s:s, s:o, s:s, s:s, s:s}", "id", id, "caption", text_of(event->text),
                      "media_type", "IMAGE", "permalink", link, "timestamp", at);
        at[19] = 0; /* Graph writes +0000 for Z */
        json_object_set_new(media, "timestamp", json_sprintf("%s+0000", at));
        if (tags) {
            json_object_set_new(media, "username", text_of(event->author));
        }
        json_array_append_new(data, media);
    }
    json_t *body = json_pack("{s:o}", "data", data);
    if (cursor_next(&cursor)) {
        const char *host = request->header(request->connection, "Host");
        json_object_set_new(
            body, "paging",
            json_pack("{s:{s:o}, s:o}", "cursors", "after",
                      json_sprintf("%lld", (long long)(from + PAGE_ITEMS)), "next",
                      json_sprintf("http://%s%.*s?access_token=%s&after=%lld", host ? host : "",
                                   STR_FMT(request->path), token, (long long)(from + PAGE_ITEMS))));
    }
    write_json(body, answer);
}

/* As api.digikala.com answers: Jalali days, no time, stars of which 0 means none. */
static void shop(const struct page_request *request, struct page_answer *answer)
{
    static const char *const months[] = {"\u0641\u0631\u0648\u0631\u062f\u06cc\u0646",
                                         "\u0627\u0631\u062f\u06cc\u0628\u0647\u0634\u062a",
                                         "\u062e\u0631\u062f\u0627\u062f",
                                         "\u062a\u06cc\u0631",
                                         "\u0645\u0631\u062f\u0627\u062f",
                                         "\u0634\u0647\u0631\u06cc\u0648\u0631",
                                         "\u0645\u0647\u0631",
                                         "\u0622\u0628\u0627\u0646",
                                         "\u0622\u0630\u0631",
                                         "\u062f\u06cc",
                                         "\u0628\u0647\u0645\u0646",
                                         "\u0627\u0633\u0641\u0646\u062f"};
    enum brand brand = str_find(request->path, STR("/2/")) == STR_NOT_FOUND ? ZARINAK : DORSAVI;
    int64_t page = argument_number(request, "page", 1), total = 0;
    struct cursor cursor = cursor_open(request, brand, OUTLET_SHOP);
    while (cursor_next(&cursor)) {
        total++;
    }
    cursor = cursor_open(request, brand, OUTLET_SHOP);
    skip(&cursor, (size_t)(page > 0 ? page - 1 : 0) * PAGE_ITEMS);
    json_t *comments = json_array();
    const struct event *event;
    while (json_array_size(comments) < PAGE_ITEMS && (event = cursor_next(&cursor))) {
        struct date day = jalali_from_gregorian(moment_in("Asia/Tehran", event->at).date);
        json_array_append_new(
            comments,
            json_pack("{s:I, s:s, s:o, s:o, s:i, s:o, s:b}", "id",
                      (json_int_t)(event->id % 1000000000), "title", "", "body",
                      text_of(event->text), "created_at",
                      json_sprintf("%d %s %d", day.day, months[day.month - 1], day.year), "rate",
                      event->rating, "user_name", text_of(event->author), "is_anonymous", 0));
    }
    write_json(json_pack("{s:i, s:{s:o, s:{s:I, s:I, s:I}}}", "status", 200, "data", "comments",
                         comments, "pager", "current_page", (json_int_t)page, "total_pages",
                         (json_int_t)((total + PAGE_ITEMS - 1) / PAGE_ITEMS), "total_items",
                         (json_int_t)total),
               answer);
}

static json_t *label(json_t *value)
{
    return json_pack("{s:o}", "label", value);
}

static void app_store(const struct page_request *request, struct page_answer *answer)
{
    size_t at = str_find(request->path, STR("page="));
    int64_t page = strtol(request->path.p + at + 5, NULL, 10);
    struct cursor cursor = cursor_open(request, ZARINAK, OUTLET_APP_STORE);
    skip(&cursor, (size_t)(page > 0 ? page - 1 : 0) * PAGE_ITEMS);
    json_t *entries = json_array();
    const struct event *event;
    char when[TIME_TEXT_MAX];
    while (json_array_size(entries) < PAGE_ITEMS && (event = cursor_next(&cursor))) {
        json_array_append_new(entries,
                              json_pack("{s:{s:o}, s:o, s:o, s:o, s:o, s:o}", "author", "name",
                                        label(text_of(event->author)), "im:rating",
                                        label(json_sprintf("%d", event->rating)), "id",
                                        label(json_sprintf("%lld", (long long)event->id)), "title",
                                        label(text_of(str_slice(event->text, 0, 0))), "content",
                                        label(text_of(event->text)), "updated",
                                        label(json_string(utc(event->at, when)))));
    }
    json_t *feed = json_pack("{s:{s:s}}", "title", "label", "iTunes Store: Customer Reviews");
    if (json_array_size(entries)) {
        json_object_set(feed, "entry", entries);
    }
    json_decref(entries);
    write_json(json_pack("{s:o}", "feed", feed), answer);
}

static void add_escaped(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        switch (text.p[i]) {
        case '<':
            buf_add_z(out, "&lt;");
            break;
        case '&':
            buf_add_z(out, "&amp;");
            break;
        default:
            buf_add_byte(out, text.p[i]);
        }
    }
}

/* Not changed since the reader's ETag: 304 and no body. */
static bool unchanged(const struct page_request *request, struct page_answer *answer)
{
    snprintf(answer->etag, sizeof answer->etag, "\"world-%zu\"", request->count);
    const char *known = request->header(request->connection, "If-None-Match");
    if (known && strcmp(known, answer->etag) == 0) {
        answer->status = 304;
        return true;
    }
    return false;
}

static void rss(const struct page_request *request, struct page_answer *answer)
{
    static const char *const days[] = {"Sat", "Sun", "Mon", "Tue", "Wed", "Thu", "Fri"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    answer->type = "application/rss+xml; charset=utf-8";
    if (unchanged(request, answer)) {
        return;
    }
    buf_add_z(&answer->body, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\">"
                             "<channel><title>Talk of the town</title><link>https://talk.example/"
                             "</link><description>What people say</description>\n");
    struct cursor cursor = cursor_open(request, ZARINAK, OUTLET_FEED);
    const struct event *event;
    while ((event = cursor_next(&cursor))) {
        struct moment m = moment_in("UTC", event->at);
        buf_addf(&answer->body,
                 "<item><guid isPermaLink=\"false\">talk-%lld</guid><link>https://talk.example/"
                 "%lld</link><author>%.*s</author><pubDate>%s, %02d %s %d %02d:%02d:%02d GMT"
                 "</pubDate><description>",
                 (long long)event->id, (long long)event->id, STR_FMT(event->author),
                 days[m.weekday], m.date.day, months[m.date.month - 1], m.date.year, m.hour,
                 m.minute, m.second);
        add_escaped(&answer->body, event->text);
        buf_add_z(&answer->body, "</description></item>\n");
    }
    buf_add_z(&answer->body, "</channel></rss>\n");
}

static void atom(const struct page_request *request, struct page_answer *answer)
{
    answer->type = "application/atom+xml; charset=utf-8";
    if (unchanged(request, answer)) {
        return;
    }
    buf_add_z(&answer->body, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                             "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Style notes"
                             "</title><id>urn:style-notes</id>\n");
    struct cursor cursor = cursor_open(request, DORSAVI, OUTLET_FEED);
    const struct event *event;
    char at[TIME_TEXT_MAX];
    while ((event = cursor_next(&cursor))) {
        buf_addf(&answer->body,
                 "<entry><id>urn:style:%lld</id><title/><link href=\"https://style.example/%lld\"/>"
                 "<author><name>%.*s</name></author><published>%s</published><content>",
                 (long long)event->id, (long long)event->id, STR_FMT(event->author),
                 utc(event->at, at));
        add_escaped(&answer->body, event->text);
        buf_add_z(&answer->body, "</content></entry>\n");
    }
    buf_add_z(&answer->body, "</feed>\n");
}

static void reviews_page(const struct page_request *request, struct page_answer *answer)
{
    answer->type = "text/html; charset=utf-8";
    json_t *reviews = json_array();
    struct cursor cursor = cursor_open(request, ZARINAK, OUTLET_PAGE);
    const struct event *event;
    char at[TIME_TEXT_MAX];
    while ((event = cursor_next(&cursor))) {
        json_array_append_new(
            reviews,
            json_pack("{s:s, s:o, s:{s:s, s:o}, s:s, s:o, s:{s:s, s:o, s:i}}", "@type", "Review",
                      "@id", json_sprintf("https://guide.example/r/%lld", (long long)event->id),
                      "author", "@type", "Person", "name", text_of(event->author), "datePublished",
                      utc(event->at, at), "reviewBody", text_of(event->text), "reviewRating",
                      "@type", "Rating", "ratingValue", json_sprintf("%d", event->rating),
                      "bestRating", 5));
    }
    json_t *node = json_pack("{s:s, s:s, s:s, s:o}", "@context", "https://schema.org", "@type",
                             "Store", "name", brand_english[ZARINAK], "review", reviews);
    char *text = json_dumps(node, JSON_COMPACT);
    buf_addf(&answer->body,
             "<!doctype html><html><head><title>Guide</title>"
             "<script type=\"application/ld+json\">%s</script></head><body><h1>Guide</h1></body>"
             "</html>\n",
             text);
    free(text);
    json_decref(node);
}

static const struct route {
    const char *part; /* of the path */
    void (*make)(const struct page_request *, struct page_answer *);
} routes[] = {
    {"/2/tweets/search/recent", x_search},
    {"/2/tweets", x_lookup},
    {"/recent_media", instagram},
    {"/tags", instagram},
    {"/comments", shop},
    {"/rss/customerreviews/", app_store},
    {"/zarinak.rss", rss},
    {"/dorsavi.atom", atom},
    {"/reviews.html", reviews_page},
};

void page_make(const struct page_request *request, struct page_answer *answer)
{
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (str_find(request->path, str_of(routes[i].part)) != STR_NOT_FOUND) {
            routes[i].make(request, answer);
            return;
        }
    }
    refuse(answer, 404, "{\"error\":\"no such page\"}");
}
