/* The headers of an answer, what they mean for a recipe, and the addresses in them. */
#include "fuzz.h"

#include "feed/answer.h"
#include "feed/url.h"

enum { NOW = 1795212000 }; /* 2026-11-20T22:00:00Z */

static const struct recipe *shipped(const char *path, struct recipe **kept)
{
    struct err err = ERR_NONE;
    if (!*kept && !recipe_load(path, kept, &err)) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
    return *kept;
}

static void check_answer(const struct recipe *recipe, struct response *response)
{
    static const int statuses[] = {200, 304, 400, 401, 404, 429, 503};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        struct err err = ERR_NONE;
        response->status = statuses[i];
        struct answer answer = answer_read(recipe, response, &err);
        EXPECT(answer.retry_at == TIME_NONE || answer.retry_at > NOW);
        if (answer.kind == GOT_FAILURE) {
            expect_message(err.text);
        }
    }
}

static void check_url(struct str url)
{
    struct arena arena = {0};
    struct str base = STR("https://www.example.com/a/b?c");
    struct str resolved = url_resolve(&arena, base, url);
    EXPECT(str_find_byte(resolved, '\n') == STR_NOT_FOUND);
    struct str canonical = url_canonical(&arena, resolved);
    EXPECT(str_eq(url_canonical(&arena, canonical), canonical));
    url_origin(url);
    url_parameter(url, STR("page"));
    arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct recipe *x_search, *reddit, *instagram; /* of the process, loaded once */
    struct str input = fuzz_input(data, size);
    size_t gap = str_find(input, STR("\r\n\r\n"));
    struct response response = {
        .headers = str_slice(input, 0, gap),
        .body = gap == STR_NOT_FOUND ? STR("") : str_slice(input, gap + 4, size),
        .received_at = NOW,
    };
    struct str link = response_header(&response, "Link");
    EXPECT(str_eq(str_trim(link), link));
    check_url(link);
    int64_t retry_at = answer_retry_after(&response);
    EXPECT(retry_at == TIME_NONE || (retry_at > NOW && retry_at <= NOW + DAY));
    struct cadence cadence = {0};
    answer_freshness(&response, &cadence);
    EXPECT(cadence.hint_s >= 0 && cadence.hint_s <= ANSWER_FRESH_MAX_S);
    check_answer(shipped(SOURCE_DIR "/feeds/x-search", &x_search), &response);
    check_answer(shipped(SOURCE_DIR "/feeds/reddit", &reddit), &response);
    check_answer(shipped(SOURCE_DIR "/feeds/instagram-comments", &instagram), &response);
    return 0;
}
