/* One source file of a lexicon: which kind it is, its lines, and what each adds to the drafts. */
#include "sentiment/draft.h"
#include "sentiment/verb.h"

#include <math.h>
#include <stdio.h>

/* Where the reader stands, for errors. */
struct place {
    const char *path;
    size_t line;
    enum language language; /* of the folder; LANG_OTHER when it is none of a language */
};

struct columns {
    struct str entry, value, note;
};

typedef bool line_reader(struct lexicon_builder *, const struct place *, const struct columns *,
                         struct err *);

static bool fail(const struct place *at, const struct columns *columns, struct str column,
                 struct err *err, const char *what)
{
    size_t offset = column.p ? (size_t)(column.p - columns->entry.p) : 0;
    return err_set(err, "%s:%zu:%zu: %s: \"%.*s\"", at->path, at->line, offset + 1, what,
                   STR_FMT(str_slice(column, 0, 60)));
}

static bool is_entry_token(const struct token *token)
{
    return token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER || token->kind == TOKEN_EMOJI ||
           token->kind == TOKEN_SMILEY;
}

static uint32_t flags_of(const struct token *token)
{
    return token->kind == TOKEN_EMOJI || token->kind == TOKEN_SMILEY ? ENTRY_EMOJI : 0;
}

/* Folds the entry into *draft. Its strings are copies in the builder's arena. */
static bool entry_fold(struct lexicon_builder *builder, const struct place *at,
                       const struct columns *columns, struct draft *draft, struct err *err)
{
    struct tokens *tokens = &builder->tokens;
    tokens_read(tokens, columns->entry);
    CLEANUP_BUF struct buf name = BUF_INIT(64 * 1024);
    draft->arabic = true;
    for (size_t i = 0, length; i < tokens->count; i += length) {
        const struct token *token = &tokens->list[i];
        if (!is_entry_token(token) || draft->word_count == IMAGE_PHRASE_MAX) {
            return fail(at, columns, columns->entry, err,
                        "an entry is one to eight words, numbers or emoji");
        }
        length = verb_length(tokens, i);
        struct str word = tokens_joined(tokens, i, length);
        if (draft->word_count) {
            buf_add_byte(&name, ' ');
        }
        buf_add(&name, word);
        draft->words[draft->word_count++] = str_copy(&builder->arena, word);
        draft->arabic = draft->arabic && (token->flags & TOKEN_ARABIC);
        draft->finglish |= (token->flags & TOKEN_LATIN) != 0;
        draft->flags = (uint16_t)(draft->flags | flags_of(token));
    }
    /* Only Persian lexicons write Persian in Latin letters: elsewhere they are the language's. */
    draft->finglish = draft->finglish && at->language == LANG_FA;
    draft->name = str_copy(&builder->arena, buf_str(&name));
    return draft->word_count || fail(at, columns, columns->entry, err, "no word in this entry");
}

void *draft_room(void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) {
        return array;
    }
    *capacity = *capacity ? *capacity * 2 : 256;
    return mem_resize(array, *capacity, size);
}

/* The draft of that entry, new or known. */
static bool draft_take(struct lexicon_builder *builder, const struct place *at,
                       const struct columns *columns, struct draft **draft, struct err *err)
{
    struct draft fresh = {0};
    if (!entry_fold(builder, at, columns, &fresh, err)) {
        return false;
    }
    struct str key =
        fresh.finglish ? str_format(&builder->arena, "%c%s", '\n', fresh.name.p) : fresh.name;
    bool added;
    union map_value *index = map_put(&builder->by_name, key, &added);
    if (added) {
        index->number = builder->count;
        builder->drafts =
            draft_room(builder->drafts, builder->count, &builder->capacity, sizeof fresh);
        builder->drafts[builder->count++] = fresh;
    }
    *draft = &builder->drafts[index->number];
    return true;
}

static bool number_read(const struct place *at, const struct columns *columns, double low,
                        double high, float *value, struct err *err)
{
    double number;
    if (!str_to_double(columns->value, &number) || number < low || number > high) {
        char what[64];
        snprintf(what, sizeof what, "not a number from %g to %g", low, high);
        return fail(at, columns, columns->value, err, what);
    }
    *value = (float)number;
    return true;
}

static bool curated_line(struct lexicon_builder *builder, const struct place *at,
                         const struct columns *columns, struct err *err)
{
    struct draft *draft;
    float value;
    if (!number_read(at, columns, -4, 4, &value, err) ||
        !draft_take(builder, at, columns, &draft, err)) {
        return false;
    }
    if ((draft->flags & ENTRY_CURATED) && fabsf(draft->curated - value) > 0.001f) {
        return err_set(err, "%s:%zu:1: \"%.*s\" is %.1f here and %.1f at %.*s", at->path, at->line,
                       STR_FMT(draft->name), (double)value, (double)draft->curated,
                       STR_FMT(draft->valued_at));
    }
    draft->curated = value;
    draft->flags |= ENTRY_CURATED;
    draft->valued_at = draft->valued_at.p
                           ? draft->valued_at
                           : str_format(&builder->arena, "%s:%zu", at->path, at->line);
    return true;
}

/* What is learned of a mark, wherever in a text it stands. */
static bool mark_line(struct lexicon_builder *builder, const struct place *at,
                      const struct columns *columns, float value, struct err *err)
{
    static const char *const names[MARK_COUNT] = {"<exclamation>", "<question>"};
    for (size_t i = 0; i < MARK_COUNT && at->language != LANG_OTHER; i++) {
        if (str_eq(columns->entry, str_of(names[i]))) {
            builder->marks[at->language][i] = value;
            return true;
        }
    }
    return fail(at, columns, columns->entry, err,
                "not <exclamation> or <question>, in the folder of a language");
}

static bool learned_line(struct lexicon_builder *builder, const struct place *at,
                         const struct columns *columns, struct err *err)
{
    struct draft *draft;
    float value;
    if (str_starts(columns->entry, STR("<"))) {
        return number_read(at, columns, -4, 4, &value, err) &&
               mark_line(builder, at, columns, value, err);
    }
    if (!number_read(at, columns, -4, 4, &value, err) ||
        !draft_take(builder, at, columns, &draft, err)) {
        return false;
    }
    if (draft->flags & ENTRY_LEARNED) {
        return fail(at, columns, columns->entry, err, "learned twice");
    }
    if (draft->word_count > IMAGE_LEARNED_MAX) {
        return fail(at, columns, columns->entry, err, "more than three words");
    }
    draft->learned = value;
    draft->flags |= ENTRY_LEARNED;
    return true;
}

static bool role_set(struct lexicon_builder *builder, const struct place *at,
                     const struct columns *columns, enum image_role role, float amount,
                     struct err *err)
{
    struct draft *draft;
    if (!draft_take(builder, at, columns, &draft, err)) {
        return false;
    }
    if (draft->role != ROLE_NONE &&
        (draft->role != role || fabsf(draft->amount - amount) > 0.001f)) {
        return err_set(err, "%s:%zu:1: \"%.*s\" has another role at %.*s", at->path, at->line,
                       STR_FMT(draft->name), STR_FMT(draft->role_at));
    }
    draft->role = (uint16_t)role;
    draft->amount = amount;
    draft->role_at = str_format(&builder->arena, "%s:%zu", at->path, at->line);
    return true;
}

static bool negator_line(struct lexicon_builder *builder, const struct place *at,
                         const struct columns *columns, struct err *err)
{
    static const struct {
        const char *name;
        enum image_role role;
    } sides[] = {
        {"before", ROLE_NEGATE_NEXT}, {"after", ROLE_NEGATE_PREVIOUS}, {"both", ROLE_NEGATE_BOTH}};
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        if (str_eq(columns->value, str_of(sides[i].name))) {
            return role_set(builder, at, columns, sides[i].role, 0, err);
        }
    }
    return fail(at, columns, columns->value, err, "not one of before, after, both");
}

static bool booster_line(struct lexicon_builder *builder, const struct place *at,
                         const struct columns *columns, struct err *err)
{
    float amount;
    bool previous = str_starts(columns->note, STR("after"));
    return number_read(at, columns, -0.9, 0.9, &amount, err) &&
           role_set(builder, at, columns, previous ? ROLE_BOOST_PREVIOUS : ROLE_BOOST_NEXT, amount,
                    err);
}

static bool contrast_line(struct lexicon_builder *builder, const struct place *at,
                          const struct columns *columns, struct err *err)
{
    float amount;
    return number_read(at, columns, 0, 1, &amount, err) &&
           role_set(builder, at, columns, ROLE_CONTRAST, amount, err);
}

static bool wish_line(struct lexicon_builder *builder, const struct place *at,
                      const struct columns *columns, struct err *err)
{
    float amount;
    return number_read(at, columns, -4, 4, &amount, err) &&
           role_set(builder, at, columns, ROLE_WISH, amount, err);
}

static bool suffix_line(struct lexicon_builder *builder, const struct place *at,
                        const struct columns *columns, struct err *err)
{
    static const char *const names[SUFFIX_COUNT] = {
        [SUFFIX_COPULA] = "copula",           [SUFFIX_PLURAL] = "plural",
        [SUFFIX_POSSESSIVE] = "possessive",   [SUFFIX_EZAFE] = "ezafe",
        [SUFFIX_COMPARATIVE] = "comparative", [SUFFIX_SUPERLATIVE] = "superlative",
        [SUFFIX_OBJECT] = "object",
    };
    struct draft draft = {0};
    if (!entry_fold(builder, at, columns, &draft, err)) {
        return false;
    }
    CLEANUP_BUF struct buf joined = BUF_INIT(1024);
    for (size_t i = 0; i < draft.word_count; i++) {
        buf_add(&joined, draft.words[i]);
    }
    for (size_t i = 0; i < SUFFIX_COUNT; i++) {
        if (str_eq(columns->value, str_of(names[i]))) {
            builder->suffixes = draft_room(builder->suffixes, builder->suffix_count,
                                           &builder->suffix_capacity, sizeof *builder->suffixes);
            builder->suffixes[builder->suffix_count++] = (struct draft_suffix){
                str_copy(&builder->arena, buf_str(&joined)), (enum image_suffix_class)i};
            return true;
        }
    }
    return fail(at, columns, columns->value, err,
                "not one of copula, plural, possessive, ezafe, comparative, superlative, object");
}

static bool finglish_line(struct lexicon_builder *builder, const struct place *at,
                          const struct columns *columns, struct err *err)
{
    struct draft_alias alias = {.at = str_format(&builder->arena, "%s:%zu", at->path, at->line)};
    const struct columns value = {.entry = columns->value};
    if (!entry_fold(builder, at, columns, &alias.spelling, err) ||
        !entry_fold(builder, at, &value, &alias.target, err)) {
        return false;
    }
    alias.spelling.finglish = true;
    builder->aliases = draft_room(builder->aliases, builder->alias_count, &builder->alias_capacity,
                                  sizeof *builder->aliases);
    builder->aliases[builder->alias_count++] = alias;
    return true;
}

static bool language_line(struct lexicon_builder *builder, const struct place *at,
                          const struct columns *columns, struct err *err)
{
    bool alone = str_eq(columns->entry, STR("strength"));
    if (at->language == LANG_OTHER || !(alone || str_eq(columns->entry, STR("together")))) {
        return fail(at, columns, columns->entry, err,
                    "not strength or together, in the folder of a language");
    }
    return number_read(at, columns, (double)STRENGTH_LEAST, (double)STRENGTH_MOST,
                       &builder->strength[at->language][!alone], err);
}

/* The kind of a file is what its name begins with. */
static const struct {
    const char *name;
    line_reader *read;
} kinds[] = {
    {"words", curated_line},    {"phrases", curated_line},   {"irony", curated_line},
    {"emoji", curated_line},    {"smileys", curated_line},   {"negators", negator_line},
    {"boosters", booster_line}, {"contrast", contrast_line}, {"wishes", wish_line},
    {"suffixes", suffix_line},  {"finglish", finglish_line}, {"language", language_line},
};

static line_reader *kind_of(const char *path, struct err *err)
{
    const char *slash = strrchr(path, '/');
    struct str file = str_of(slash ? slash + 1 : path);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (str_starts(file, str_of(kinds[i].name))) {
            bool learned = kinds[i].read == curated_line && strstr(path, "learned/");
            return learned ? learned_line : kinds[i].read;
        }
    }
    err_set(err,
            "%s: the name of a lexicon file begins with words, phrases, irony, emoji, smileys, "
            "negators, boosters, contrast, wishes, suffixes, finglish or language",
            path);
    return NULL;
}

/* Of <language>/<kind>.tsv or <language>/<layer>/<kind>.tsv. */
static enum language language_of_folder(const char *path)
{
    struct str folder = {0}, above = {0}, rest = str_of(path), part;
    while (str_take(&rest, '/', &part) && rest.p) {
        above = folder;
        folder = part;
    }
    bool layer = str_eq(folder, STR("curated")) || str_eq(folder, STR("learned"));
    CLEANUP(arena_clear) struct arena arena = {0};
    return language_from_name(str_z(&arena, layer ? above : folder));
}

bool source_read(struct lexicon_builder *builder, const char *path, struct str text,
                 struct err *err)
{
    line_reader *read = kind_of(path, err);
    if (!read) {
        return false;
    }
    struct place at = {.path = path, .language = language_of_folder(path)};
    builder->has_folder[at.language] = at.language != LANG_OTHER;
    struct str line;
    while (str_take(&text, '\n', &line)) {
        at.line++;
        if (line.n && line.p[line.n - 1] == '\r') {
            line.n--;
        }
        if (str_trim(line).n == 0 || line.p[0] == '#') {
            continue;
        }
        struct columns columns = {0};
        struct str rest = line;
        str_take(&rest, '\t', &columns.entry);
        if (!str_take(&rest, '\t', &columns.value)) {
            return err_set(err, "%s:%zu:%zu: expected a TAB and a value", path, at.line,
                           line.n + 1);
        }
        str_take(&rest, '\t', &columns.note);
        columns.value = str_trim(columns.value);
        if (!read(builder, &at, &columns, err)) {
            return false;
        }
    }
    return true;
}
