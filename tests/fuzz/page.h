/* What the targets of feed/ share: a page read through a recipe, and what every mention promises.
 */
#ifndef FUZZ_PAGE_H
#define FUZZ_PAGE_H

#include "fuzz.h"

#include "base/limits.h"
#include "feed/extract.h"
#include "feed/lines.h"

#include <jansson.h>

#define PAGE_NOW 1795212000 /* 2026-11-20T22:00:00Z */

static inline void expect_line(struct str s)
{
    expect_clean(s, LIMIT_MENTION_FIELD);
    EXPECT(str_find_byte(s, '\n') == STR_NOT_FOUND);
}

static inline void expect_mention(const struct mention *mention)
{
    EXPECT(mention->native_id.n > 0);
    expect_line(mention->native_id);
    expect_line(mention->url);
    expect_line(mention->author);
    expect_line(mention->title);
    expect_line(mention->language);
    expect_line(mention->reply_to);
    expect_line(mention->repost_of);
    EXPECT(mention->text.p);
    expect_clean(mention->text, LIMIT_MENTION_TEXT);
    EXPECT(mention->rating == RATING_NONE || (mention->rating >= 0 && mention->rating <= 100));
    EXPECT(mention->reach >= REACH_NONE);
    EXPECT(mention->published_at <= PAGE_NOW + DAY);
}

/* Lines of JSON that a reader of JSON takes. */
static inline void expect_lines(const struct page *page, const struct batch *batch)
{
    struct buf lines = BUF_INIT(64 * MIB);
    line_of_feed(&page->info, &lines);
    for (size_t i = 0; i < batch->count; i++) {
        line_of_mention(&batch->mentions[i], &lines);
    }
    struct str rest = buf_str(&lines), line;
    size_t count = 0;
    while (str_take(&rest, '\n', &line) && line.n) {
        json_t *json = json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES, NULL);
        EXPECT(json_is_object(json));
        json_decref(json);
        count++;
    }
    EXPECT(count == batch->count + 1);
    buf_clear(&lines);
}

static inline void check_page(const struct recipe *recipe, struct str body, struct str type)
{
    struct extract_context context = {
        .url = STR("https://www.example.com/a/b"), .content_type = type, .now = PAGE_NOW};
    struct page page;
    struct batch batch = {0};
    struct err err = ERR_NONE;
    if (!extract(recipe, &context, body, &page, &batch, &err)) {
        expect_message(err.text);
        EXPECT(batch.count == 0);
        batch_clear(&batch);
        return;
    }
    EXPECT(batch.count <= page.items);
    for (size_t i = 0; i < batch.count; i++) {
        expect_mention(&batch.mentions[i]);
    }
    for (size_t i = 0; i < page.problem_count && i < EXTRACT_PROBLEMS; i++) {
        problem_describe(&page.problems[i], &err);
        expect_message(err.text);
    }
    expect_lines(&page, &batch);
    batch_clear(&batch);
}

static inline const struct recipe *recipe_of(const char *path, struct recipe **kept)
{
    struct err err = ERR_NONE;
    if (!*kept && !recipe_load(path, kept, &err)) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
    return *kept;
}

/* A target that reads its input through the recipe at `path`, loaded once for all inputs. */
#define PAGE_TARGET(path)                                                                          \
    int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)                                   \
    {                                                                                              \
        static struct recipe *recipe;                                                              \
        check_page(recipe_of(path, &recipe), fuzz_input(data, size), STR_NONE);                    \
        return 0;                                                                                  \
    }

#endif
