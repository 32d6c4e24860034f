#include "app/said_words.h"

#include "text/function_word.h"
#include "text/word_table.h"

enum { TAG_MAX = 200 };

/* The hashtag that begins at *i, "#good_service"; moves *i to its last part. */
static struct said_word tag_at(const struct tokens *tokens, size_t *i, struct arena *arena)
{
    struct buf tag CLEANUP_BUF = BUF_INIT(TAG_MAX);
    buf_addf(&tag, "#%.*s", STR_FMT(tokens->list[*i].folded));
    for (; *i + 1 < tokens->count; ++*i) {
        const struct token *next = &tokens->list[*i + 1];
        if (!(next->flags & TOKEN_HASHTAG) || (next->flags & TOKEN_TAG)) {
            break;
        }
        buf_addf(&tag, "_%.*s", STR_FMT(next->folded));
    }
    return (struct said_word){str_copy(arena, buf_str(&tag)), ROLE_TELLS};
}

enum belonging { BELONGS_NOT, BELONGS_AS_ENDING, BELONGS_AS_PART };

/* How a word goes with the one before it, as far as one of them means nothing alone. */
static enum belonging belonging(const struct token *before, const struct token *token)
{
    bool persian = token->kind == TOKEN_WORD && (before->flags & token->flags & TOKEN_ARABIC);
    bool joined = token->flags & TOKEN_ZWNJ;
    if (!persian) {
        return BELONGS_NOT;
    }
    uint32_t kinds = word_kinds(tokens_hash(token->folded));
    if (word_kinds(tokens_hash(before->folded)) & WORD_VERB_PREFIX) {
        return BELONGS_AS_PART;
    }
    if (joined || (kinds & WORD_PLURAL)) {
        return kinds & WORD_ENDING ? BELONGS_AS_ENDING : BELONGS_AS_PART;
    }
    return BELONGS_NOT;
}

/* The word that begins at *i; moves *i to its last part. */
static struct said_word word_at(const struct tokens *tokens, size_t *i, struct arena *arena)
{
    size_t first = *i, parts = 1;
    for (; *i + 1 < tokens->count; ++*i) {
        enum belonging how = belonging(&tokens->list[*i], &tokens->list[*i + 1]);
        if (how == BELONGS_NOT) {
            break;
        }
        parts = how == BELONGS_AS_PART ? *i + 2 - first : parts;
    }
    struct str text = str_copy(arena, tokens_joined(tokens, first, parts));
    return (struct said_word){text, function_word_role(token_hash(text))};
}

size_t said_words(struct app *app, struct str text, struct arena *arena,
                  struct said_word list[SAID_WORDS_MOST])
{
    static const struct said_word parting = {{0}, ROLE_TELLS};
    const struct tokens *tokens = &app->tokens;
    size_t count = 0;
    tokens_read(&app->tokens, text);
    for (size_t i = 0; i < tokens->count && count + 3 <= SAID_WORDS_MOST; i++) {
        const struct token *token = &tokens->list[i];
        if (token->flags & TOKEN_TAG) {
            list[count++] = parting;
            list[count++] = tag_at(tokens, &i, arena);
            list[count++] = parting;
        } else if (token->kind == TOKEN_WORD && !app_says_brand(app, token->folded)) {
            list[count++] = word_at(tokens, &i, arena);
        } else {
            list[count++] = parting;
        }
    }
    return count;
}
