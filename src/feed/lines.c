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
