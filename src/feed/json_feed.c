/* JSON Feed 1 and 1.1: https://www.jsonfeed.org/version/1.1/ . What is required there may be
 * missing here, and an id may be a number. */
#include "feed/constructs.h"
#include "feed/json_path.h"
#include "feed/json_read.h"
#include "feed/reading.h"
#include "feed/url.h"

static struct str text_at(struct reading *r, json_t *object, const char *key)
{
    return json_text(&r->batch->arena, json_object_get(object, key));
}

static struct str line_at(struct reading *r, json_t *object, const char *key)
{
    return reading_line(r, text_at(r, object, key));
}

static struct str address_at(struct reading *r, json_t *object, const char *key)
{
    struct str url = str_trim(text_at(r, object, key));
    return url.n ? reading_line(r, url_resolve(&r->batch->arena, r->context->url, url)) : STR_NONE;
}

/* Plain text; some forget. */
static struct str title_at(struct reading *r, json_t *object)
{
    struct str title = text_at(r, object, "title");
    return looks_like_html(title) ? reading_html_line(r, title) : reading_line(r, title);
}

/* 1.1 has a list of authors, 1 has one; some write a plain name. */
static struct str author_of(struct reading *r, json_t *object)
{
    json_t *author = json_array_get(json_object_get(object, "authors"), 0);
    author = author ? author : json_object_get(object, "author");
    struct str name = json_is_object(author) ? line_at(r, author, "name")
                                             : reading_line(r, json_text(&r->batch->arena, author));
    return name.n ? name : line_at(r, author, "url");
}

static void read_text(struct reading *r, json_t *item, struct mention *mention)
{
    struct str html = text_at(r, item, "content_html"), plain = text_at(r, item, "content_text");
    struct str text = html.n ? reading_html(r, html) : plain;
    text = text.n ? text : text_at(r, item, "summary");
    if (text.n) {
        reading_set(r, mention, FIELD_TEXT, (struct value){.text = text});
    }
}

static void read_time(struct reading *r, json_t *item, const char *key,
                      enum recipe_field_name field, struct mention *mention)
{
    struct str text = text_at(r, item, key);
    if (text.n) {
        reading_set(r, mention, field, (struct value){.text = text});
    }
}

static void read_item(struct reading *r, json_t *item)
{
    struct mention *mention = reading_item(r);
    if (!mention) {
        return;
    }
    mention->native_id = line_at(r, item, "id");
    mention->url = address_at(r, item, "url");
    if (!mention->url.n) {
        mention->url = address_at(r, item, "external_url");
    }
    mention->title = title_at(r, item);
    mention->author = author_of(r, item);
    mention->author = mention->author.n ? mention->author : r->page->info.author;
    mention->language = reading_language(r, text_at(r, item, "language"));
    mention->language = mention->language.n ? mention->language : r->page->info.language;
    read_text(r, item, mention);
    read_time(r, item, "date_published", FIELD_PUBLISHED, mention);
    read_time(r, item, "date_modified", FIELD_UPDATED, mention);
    refine_item(r, mention);
    reading_finish(r, mention);
}

bool json_feed_read(struct reading *r, struct err *err)
{
    json_t *root CLEANUP_JSON = json_read(r->body, JSON_OF_PAGE, err);
    if (!root) {
        return err_wrap(err, "not a feed");
    }
    json_t *items = json_object_get(root, "items"), *item;
    if (!json_is_array(items)) {
        return err_set(err, "not a feed: JSON without a list of items");
    }
    struct feed_info *info = &r->page->info;
    info->title = title_at(r, root);
    info->link = address_at(r, root, "home_page_url");
    info->id = line_at(r, root, "feed_url");
    info->language = reading_language(r, text_at(r, root, "language"));
    info->author = author_of(r, root);
    info->next = address_at(r, root, "next_url");
    size_t i;
    json_array_foreach(items, i, item)
    {
        read_item(r, item);
    }
    return true;
}
