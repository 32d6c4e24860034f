/* Brand queries: the input is lines of terms, "any", "all" or "none" in front; the last line is a
 * text. What one query finds alone it finds beside another. */
#include "fuzz.h"

#include "match/query.h"

enum { TERMS = 16, ANY, ALL, NONE };

struct terms {
    struct str any[TERMS], all[TERMS], none[TERMS];
    struct query query;
};

static void add(struct str *list, size_t *count, struct str term)
{
    if (*count < TERMS) {
        list[(*count)++] = term;
    }
}

static void read_terms(struct terms *terms, struct str *text)
{
    struct str line;
    while (str_take(text, '\n', &line)) {
        if (str_starts(line, STR("any "))) {
            add(terms->any, &terms->query.any_count, str_slice(line, 4, line.n));
        } else if (str_starts(line, STR("all "))) {
            add(terms->all, &terms->query.all_count, str_slice(line, 4, line.n));
        } else if (str_starts(line, STR("none "))) {
            add(terms->none, &terms->query.none_count, str_slice(line, 5, line.n));
        } else {
            return;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct str other = {"brand", 5};
    struct terms terms;
    memset(&terms, 0, sizeof terms);
    struct arena arena = {0};
    /* Terms come from nabz.yaml, which is UTF-8. */
    struct str text = utf8_clean(&arena, fuzz_input(data, size), 4 * size);
    struct err err = ERR_NONE;
    read_terms(&terms, &text);
    terms.query.any = terms.any;
    terms.query.all = terms.all;
    terms.query.none = terms.none;
    struct query both[2] = {{.any = &other, .any_count = 1}, terms.query};
    struct matcher *alone = matcher_build(&arena, &terms.query, 1, &err);
    struct matcher *beside = matcher_build(&arena, both, 2, &err);
    EXPECT(!alone == !beside);
    if (alone) {
        struct tokens tokens = {0};
        size_t found[2];
        tokens_read(&tokens, text);
        size_t first = matcher_find(alone, &tokens, found, 2);
        EXPECT(first == 0 || (first == 1 && found[0] == 0));
        size_t second = matcher_find(beside, &tokens, found, 2);
        EXPECT(second <= 2 && (second < 2 || (found[0] == 0 && found[1] == 1)));
        EXPECT((first == 1) == (second > 0 && found[second - 1] == 1));
        tokens_clear(&tokens);
    } else {
        expect_message(err.text);
    }
    arena_clear(&arena);
    return 0;
}
