/* One source of label words: its lines, and what each adds to the drafts. */
#include "aspect/label_draft.h"

#include "base/nearest.h"
#include "sentiment/verb.h"

#include <math.h>
#include <stdio.h>

struct place {
    const char *path;
    size_t line;
    bool english, learned;
    struct str text; /* the whole line, for columns */
};

typedef bool line_reader(struct label_builder *, const struct place *, struct str, struct str,
                         struct err *);

static bool fail(const struct place *at, struct str column, const char *what, struct err *err)
{
    return err_set(err, "%s:%zu:%zu: %s: \"%.*s\"", at->path, at->line,
                   (size_t)(column.p - at->text.p) + 1, what, STR_FMT(str_slice(column, 0, 60)));
}

void *label_room(void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) {
        return array;
    }
    *capacity = *capacity ? *capacity * 2 : 8;
    return mem_resize(array, *capacity, size);
}

static bool is_word(const struct token *token)
{
    return token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER || token->kind == TOKEN_EMOJI ||
           token->kind == TOKEN_SMILEY;
}

static bool entry_fold(struct label_builder *builder, const struct place *at, struct str entry,
                       struct label_draft *draft, struct err *err)
{
    struct tokens *tokens = &builder->tokens;
    CLEANUP_BUF struct buf name = BUF_INIT(64 * 1024);
    tokens_read(tokens, entry);
    draft->arabic = true;
    for (size_t i = 0, length; i < tokens->count; i += length) {
        const struct token *token = &tokens->list[i];
        if (!is_word(token) || draft->word_count == LABEL_PHRASE_MAX) {
            return fail(at, entry, "an entry is one to eight words", err);
        }
        length = verb_length(tokens, i);
        struct str word = str_copy(&builder->arena, tokens_joined(tokens, i, length));
        buf_add_z(&name, draft->word_count ? " " : "");
        buf_add(&name, word);
        draft->words[draft->word_count++] = word;
        draft->arabic = draft->arabic && (token->flags & TOKEN_ARABIC);
    }
    draft->name = str_copy(&builder->arena, buf_str(&name));
    return draft->word_count || fail(at, entry, "no word in this entry", err);
}

static bool feature_fold(struct label_builder *builder, const struct place *at, struct str entry,
                         struct label_draft *draft, struct err *err)
{
    draft->name = str_format(&builder->arena, "%.*s %s", STR_FMT(entry), at->english ? "en" : "fa");
    static const char *const features[LABEL_FEATURE_COUNT] = LABEL_FEATURES;
    size_t feature = name_index(features, LABEL_FEATURE_COUNT, str_z(&builder->arena, entry));
    if (feature == LABEL_FEATURE_COUNT) {
        return fail(at, entry, "no feature of that name; lexicons/README.md lists them", err);
    }
    draft->feature = feature + (at->english ? LABEL_FEATURE_COUNT : 0);
    return true;
}

static bool is_feature(const struct label_draft *draft)
{
    return draft->word_count == 0;
}

static bool draft_take(struct label_builder *builder, const struct place *at, struct str entry,
                       struct label_draft **draft, struct err *err)
{
    struct label_draft fresh = {0};
    bool well = str_starts(entry, STR("<")) ? feature_fold(builder, at, entry, &fresh, err)
                                            : entry_fold(builder, at, entry, &fresh, err);
    if (!well) {
        return false;
    }
    bool added;
    union map_value *index = map_put(&builder->by_name, fresh.name, &added);
    if (added) {
        index->number = builder->count;
        builder->drafts =
            label_room(builder->drafts, builder->count, &builder->capacity, sizeof fresh);
        builder->drafts[builder->count++] = fresh;
    }
    *draft = &builder->drafts[index->number];
    return true;
}

/* Two lines of one layer that say different things of one entry and label are a mistake. */
static bool mark_add(struct label_draft *draft, const struct place *at, struct str column,
                     const struct image_mark *mark, struct err *err)
{
    for (size_t i = 0; i < draft->mark_count; i++) {
        const struct image_mark *old = &draft->marks[i];
        if (old->about == mark->about && old->which == mark->which &&
            (old->flags & MARK_LEARNED) == (mark->flags & MARK_LEARNED)) {
            return memcmp(old, mark, sizeof *old) == 0 ||
                   fail(at, column, "another line says otherwise", err);
        }
    }
    draft->marks = label_room(draft->marks, draft->mark_count, &draft->mark_capacity, sizeof *mark);
    draft->marks[draft->mark_count++] = *mark;
    return true;
}

static const struct {
    const char *name;
    enum node_flags flag;
} grammar[] = {
    {"contrast", NODE_CONTRAST}, {"joint", NODE_JOINT}, {"more", NODE_MORE}, {"less", NODE_LESS},
    {"number", NODE_NUMBER},     {"pros", NODE_PROS},   {"cons", NODE_CONS},
};

static uint16_t grammar_flag(struct str name)
{
    for (size_t i = 0; i < sizeof grammar / sizeof *grammar; i++) {
        if (str_eq(name, str_of(grammar[i].name))) {
            return (uint16_t)grammar[i].flag;
        }
    }
    return 0;
}

static bool mark_name(const struct label_builder *builder, const char *name,
                      struct image_mark *mark)
{
    enum need need = need_from_name(name);
    enum stage stage = stage_from_name(name);
    enum intent intent = intent_from_name(name);
    for (size_t i = 0; i < builder->touchpoint_count; i++) {
        if (str_eq(builder->touchpoints[i], str_of(name))) {
            mark->about = ABOUT_TOUCHPOINT;
            mark->which = (uint8_t)i;
            return true;
        }
    }
    mark->about = need < NEED_COUNT ? ABOUT_NEED : stage != STAGE_NONE ? ABOUT_STAGE : ABOUT_INTENT;
    mark->which = (uint8_t)(need < NEED_COUNT ? (int)need : stage ? (int)stage : (int)intent);
    return need < NEED_COUNT || stage != STAGE_NONE || intent < INTENT_COUNT;
}

static bool mark_sign(struct str word, struct image_mark *mark)
{
    static const struct {
        const char *text;
        int8_t polarity;
        uint8_t flags;
    } signs[] = {
        {"+", 1, 0},
        {"-", -1, 0},
        {"+?", 1, MARK_DEFAULT},
        {"-?", -1, MARK_DEFAULT},
        {"+-", 0, MARK_JUDGED},
        {"more+", 1, MARK_SCALE},
        {"more-", -1, MARK_SCALE},
    };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (str_eq(word, str_of(signs[i].text))) {
            mark->polarity = signs[i].polarity;
            mark->flags |= signs[i].flags;
            return true;
        }
    }
    return false;
}

/* "price -", "complaint 1.5": a name, then a sign or a weight. */
static bool mark_read(struct label_builder *builder, const struct place *at, struct str column,
                      struct image_mark *mark, struct err *err)
{
    struct str rest = column, name, word;
    double weight = 1;
    *mark = (struct image_mark){.flags = at->learned ? MARK_LEARNED : 0, .weight = WEIGHT_ONE};
    str_take(&rest, ' ', &name);
    if (!mark_name(builder, str_z(&builder->arena, name), mark)) {
        return fail(at, name, "no need, stage, touchpoint or intent of that name", err);
    }
    while (str_take(&rest, ' ', &word)) {
        if (!mark_sign(word, mark) &&
            (!str_to_double(word, &weight) || weight < -8 || weight > 8)) {
            return fail(at, word, "not one of + - +- +? -? more+ more-, nor a weight from -8 to 8",
                        err);
        }
    }
    mark->weight = (int32_t)lrintf((float)weight * WEIGHT_ONE);
    return true;
}

static bool part_read(struct label_builder *builder, const struct place *at, struct str part,
                      struct label_draft *draft, struct err *err)
{
    struct image_mark mark;
    uint16_t flag = grammar_flag(part);
    draft->flags = (uint16_t)(draft->flags | flag);
    if (!flag && !mark_read(builder, at, part, &mark, err)) {
        return false;
    }
    bool of_text = !flag && (mark.about == ABOUT_STAGE || mark.about == ABOUT_INTENT);
    if (is_feature(draft) && !of_text) {
        return fail(at, part, "a feature says only stages and intents", err);
    }
    return flag || mark_add(draft, at, part, &mark, err);
}

static bool label_line(struct label_builder *builder, const struct place *at, struct str entry,
                       struct str value, struct err *err)
{
    struct label_draft *draft;
    struct str rest = str_trim(value), part;
    if (!draft_take(builder, at, entry, &draft, err)) {
        return false;
    }
    if (str_eq(rest, STR("nothing"))) {
        return true;
    }
    bool well = true;
    while (well && str_take(&rest, ',', &part)) {
        well = part_read(builder, at, str_trim(part), draft, err);
    }
    return well;
}

static bool grammar_add(struct label_builder *builder, const struct place *at, struct str entry,
                        int flags, struct err *err)
{
    struct label_draft *draft;
    if (!draft_take(builder, at, entry, &draft, err)) {
        return false;
    }
    draft->flags = (uint16_t)(draft->flags | flags);
    return !is_feature(draft) || fail(at, entry, "a feature says only stages and intents", err);
}

static bool negator_line(struct label_builder *builder, const struct place *at, struct str entry,
                         struct str value, struct err *err)
{
    int flags = str_eq(value, STR("before"))  ? NODE_NEGATE_NEXT
                : str_eq(value, STR("after")) ? NODE_NEGATE_PREVIOUS
                                              : NODE_NEGATE_NEXT | NODE_NEGATE_PREVIOUS;
    return grammar_add(builder, at, entry, flags, err);
}

static bool contrast_line(struct label_builder *builder, const struct place *at, struct str entry,
                          struct str value, struct err *err)
{
    (void)value;
    return grammar_add(builder, at, entry, NODE_CONTRAST, err);
}

static bool suffix_line(struct label_builder *builder, const struct place *at, struct str entry,
                        struct str value, struct err *err)
{
    struct label_draft draft = {0};
    (void)value;
    if (!entry_fold(builder, at, entry, &draft, err)) {
        return false;
    }
    CLEANUP_BUF struct buf joined = BUF_INIT(1024);
    for (size_t i = 0; i < draft.word_count; i++) {
        buf_add(&joined, draft.words[i]);
    }
    builder->endings = label_room(builder->endings, builder->ending_count,
                                  &builder->ending_capacity, sizeof *builder->endings);
    builder->endings[builder->ending_count++] = str_copy(&builder->arena, buf_str(&joined));
    return true;
}

static bool form_add(struct label_builder *builder, const struct place *at, struct str form,
                     struct err *err)
{
    struct label_draft draft = {0};
    struct verb_forms *verb = &builder->verbs[builder->verb_count - 1];
    bool stays = str_ends(form, STR("*")), added = true;
    form = str_slice(form, 0, form.n - stays);
    if (!entry_fold(builder, at, form, &draft, err)) {
        return false;
    }
    if (draft.word_count != 1 || verb->count == VERB_FORMS) {
        return fail(at, form, "a verb has at most 24 forms of one word", err);
    }
    if (!stays) {
        union map_value *place = map_put(&builder->verb_of, draft.words[0], &added);
        place->number = added ? builder->verb_count - 1 : place->number;
    }
    verb->of[verb->count++] = draft.words[0];
    return added || fail(at, form, "another verb has this form", err);
}

/* "is<TAB>are be*": each may stand for the others, but what has a star only stands for them. */
static bool verb_line(struct label_builder *builder, const struct place *at, struct str entry,
                      struct str value, struct err *err)
{
    struct str form;
    builder->verbs = label_room(builder->verbs, builder->verb_count, &builder->verb_capacity,
                                sizeof *builder->verbs);
    builder->verbs[builder->verb_count++] = (struct verb_forms){.count = 0};
    bool well = form_add(builder, at, entry, err);
    while (well && str_take(&value, ' ', &form)) {
        well = form_add(builder, at, form, err);
    }
    return well;
}

static line_reader *reader_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct str file = str_of(slash ? slash + 1 : path);
    return str_starts(file, STR("negators"))   ? negator_line
           : str_starts(file, STR("contrast")) ? contrast_line
           : str_starts(file, STR("suffixes")) ? suffix_line
           : str_starts(file, STR("verbs"))    ? verb_line
                                               : label_line;
}

static bool line_read(struct label_builder *builder, const struct place *at, line_reader *read,
                      struct err *err)
{
    struct str rest = at->text, entry, value;
    str_take(&rest, '\t', &entry);
    if (!str_take(&rest, '\t', &value)) {
        return err_set(err, "%s:%zu:%zu: expected a TAB and a value", at->path, at->line,
                       at->text.n + 1);
    }
    return read(builder, at, entry, value, err);
}

bool label_source_read(struct label_builder *builder, const char *path, struct str text,
                       struct err *err)
{
    line_reader *read = reader_of(path);
    struct place at = {.path = path,
                       .english = str_starts(str_of(path), STR("en/")) || strstr(path, "/en/"),
                       .learned = strstr(path, "learned/") != NULL};
    while (str_take(&text, '\n', &at.text)) {
        at.line++;
        if (at.text.n && at.text.p[at.text.n - 1] == '\r') {
            at.text.n--;
        }
        if (str_trim(at.text).n && at.text.p[0] != '#' && !line_read(builder, &at, read, err)) {
            return false;
        }
    }
    return true;
}
