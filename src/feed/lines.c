#include "feed/lines.h"

#include <jansson.h>
#include <stdlib.h>

static void set_text(json_t *object, const char *key, struct str text)
{
    json_object_set_new(object, key, text.p ? json_stringn(text.p, text.n) : json_null());
}

static void set_time(json_t *object, const char *key, int64_t at)
{
    char text[TIME_TEXT_MAX];
    set_text(object, key, at == TIME_NONE ? STR_NONE : str_of(time_format(at, text)));
}

static void write_line(json_t *object, struct buf *out)
{
    char *text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(10));
    if (!text) {
        mem_out();
    }
    buf_add_z(out, text);
    buf_add_byte(out, '\n');
    free(text);
    json_decref(object);
}

void line_of_feed(const struct feed_info *info, struct buf *out)
{
    json_t *line = json_pack("{s:s}", "kind", "feed");
    set_text(line, "title", info->title);
    set_text(line, "link", info->link);
    set_text(line, "id", info->id);
    set_text(line, "language", info->language);
    set_text(line, "author", info->author);
    set_time(line, "updated_at", info->updated_at);
    write_line(line, out);
}

void line_of_mention(const struct mention *mention, struct buf *out)
{
    json_t *line = json_pack("{s:s}", "kind", "mention");
    set_text(line, "id", mention->native_id);
    set_text(line, "url", mention->url);
    set_text(line, "title", mention->title);
    set_text(line, "text", mention->text);
    set_text(line, "author", mention->author);
    set_time(line, "published_at", mention->published_at);
    set_time(line, "updated_at", mention->updated_at);
    set_text(line, "language", mention->language);
    json_object_set_new(line, "rating",
                        mention->rating >= 0 ? json_real(mention->rating) : json_null());
    write_line(line, out);
}

void lines_of_page(const struct page *page, const struct batch *batch, struct buf *out)
{
    line_of_feed(&page->info, out);
    for (size_t i = 0; i < batch->count; i++) {
        line_of_mention(&batch->mentions[i], out);
    }
}

void line_of_relations(const struct mention *mention, struct buf *out)
{
    bool reaches = mention->reach != REACH_NONE;
    if (!mention->reply_to.n && !mention->repost_of.n && !reaches) {
        return;
    }
    json_t *line = json_pack("{s:s}", "kind", "relations");
    set_text(line, "id", mention->native_id);
    set_text(line, "reply_to", mention->reply_to);
    set_text(line, "repost_of", mention->repost_of);
    json_object_set_new(line, "reach", reaches ? json_integer(mention->reach) : json_null());
    write_line(line, out);
}

void line_of_request(const struct request *request, struct buf *out)
{
    json_t *line = json_pack("{s:s}", "kind", "request"), *headers = json_array();
    set_text(line, "method", request->method);
    set_text(line, "url", request->url);
    for (size_t i = 0; i < request->header_count; i++) {
        const struct header *header = &request->headers[i];
        json_array_append_new(
            headers, json_sprintf("%.*s: %.*s", STR_FMT(header->name), STR_FMT(header->value)));
    }
    json_object_set_new(line, "headers", headers);
    set_text(line, "body", request->body);
    write_line(line, out);
}

void line_of_end(const struct walk_result *result, int64_t now, const char *said, struct buf *out)
{
    json_t *line = json_pack("{s:s}", "kind", "end");
    bool waits = result->retry_at != TIME_NONE;
    set_text(line, "state", str_of(source_state_name(result->state)));
    json_object_set_new(line, "wait_s", waits ? json_integer(result->retry_at - now) : json_null());
    set_text(line, "cursor", result->cursor);
    set_text(line, "said", str_of(said));
    write_line(line, out);
}
