/* Tokens, search form, language and score of any bytes, with the shipped lexicons. */
#include "shipped.h"

#include "sentiment/score.h"
#include "text/fold.h"
#include "text/language.h"
#include "text/token_reader.h"

#include <math.h>

static void check_tokens(const struct tokens *tokens, struct str text)
{
    size_t end = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->list[i];
        EXPECT(token->n > 0);
        EXPECT(token->at >= end);
        EXPECT(token->at + (size_t)token->n <= text.n);
        EXPECT(utf8_valid(token->folded));
        EXPECT(tokens_hash(token->folded) == token_hash(token->folded));
        end = token->at + (size_t)token->n;
    }
}

static void check_score(const struct score *score, struct str text)
{
    EXPECT(isfinite(score->compound) && fabs(score->compound) <= 1);
    EXPECT(score->confidence >= 0 && score->confidence <= 1);
    EXPECT(score->label < LABEL_COUNT && score->language < LANG_COUNT);
    EXPECT(score->term_count <= SCORE_TERMS);
    EXPECT(score->label != LABEL_NONE || (score->compound == 0 && score->term_count == 0));
    size_t begin = 0, end = 0; /* of the term before, and of those that must not overlap */
    for (size_t i = 0; i < score->term_count; i++) {
        const struct term *term = &score->terms[i];
        EXPECT(isfinite(term->weight));
        EXPECT(term->n > 0 && term->at >= begin);
        EXPECT(term->at + (size_t)term->n <= text.n);
        begin = term->at;
        if (!(term->flags & TERM_LEARNED)) {
            EXPECT(term->at >= end);
            end = term->at + (size_t)term->n;
        }
    }
}

/* A folded word is its own folded form: lexicon and text meet there. */
static void check_folding(const struct tokens *tokens)
{
    struct tokens again = {0};
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->list[i];
        if (token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER) {
            tokens_read(&again, token->folded);
            EXPECT(again.count == 1 && again.list[0].kind == token->kind);
            EXPECT(str_eq(again.list[0].folded, token->folded));
        }
    }
    tokens_clear(&again);
}

/* Words and single spaces: nothing that a query language reads. */
static void check_search_form(struct str folded)
{
    expect_clean(folded, SIZE_MAX);
    EXPECT(str_eq(str_trim(folded), folded));
    EXPECT(str_find(folded, STR("  ")) == STR_NOT_FOUND);
    for (size_t i = 0; i < folded.n; i++) {
        char c = folded.p[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == ' ';
        EXPECT(word || (c & 0x80));
    }
}

static void check_scoring(struct tokens *tokens, struct str text)
{
    struct scorer scorer = {.lexicon = shipped_words(), .options = SCORER_DEFAULT};
    struct score plain, explained;
    score_tokens(&scorer, tokens, &plain);
    scorer.options.explain = true;
    score_tokens(&scorer, tokens, &explained);
    check_score(&plain, text);
    check_score(&explained, text);
    EXPECT(plain.term_count == 0);
    EXPECT(plain.compound == explained.compound && plain.label == explained.label);
    scorer.options.learned = false;
    score_tokens(&scorer, tokens, &plain);
    check_score(&plain, text);
}

static void check_same(const struct tokens *a, const struct tokens *b)
{
    EXPECT(a->count == b->count);
    for (size_t i = 0; i < b->count; i++) {
        const struct token *x = &a->list[i], *y = &b->list[i];
        EXPECT(x->at == y->at && x->n == y->n && x->kind == y->kind && x->flags == y->flags);
        EXPECT(str_eq(x->folded, y->folded));
    }
}

/* The words of all inputs so far are remembered: they must read and score as new ones, and both as
 * what is read slowly. */
static void check_memory(struct str text)
{
    static struct tokens known; /* of the process */
    struct tokens anew = {0}, quick = {0};
    struct scorer scorer = {.lexicon = shipped_words(), .options = SCORER_DEFAULT};
    struct score a, b;
    scorer.options.explain = true;
    tokens_split_slowly(&anew, text);
    tokens_split(&quick, text);
    check_same(&quick, &anew);
    score_tokens(&scorer, &anew, &b);
    for (int round = 0; round < 3; round++) {
        tokens_read(&known, text);
        check_same(&known, &anew);
        score_tokens(&scorer, &known, &a);
        EXPECT(a.compound == b.compound && a.label == b.label && a.language == b.language);
        EXPECT(a.term_count == b.term_count);
        for (size_t i = 0; i < a.term_count; i++) {
            EXPECT(memcmp(&a.terms[i], &b.terms[i], sizeof a.terms[i]) == 0);
        }
    }
    tokens_clear(&quick);
    tokens_clear(&anew);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = fuzz_input(data, size);
    struct tokens tokens = {0};
    struct arena arena = {0};
    tokens_read(&tokens, text);
    check_tokens(&tokens, text);
    check_folding(&tokens);
    check_scoring(&tokens, text);
    check_memory(text);

    check_search_form(text_fold_tokens(&arena, &tokens));

    struct str clean = utf8_clean(&arena, text, size);
    expect_clean(clean, size);
    arena_clear(&arena);
    tokens_clear(&tokens);
    return 0;
}
