#include "alert/digest.h"

#include "alert/view.h"
#include "alert/words.h"
#include "report/html.h"

enum {
    NAME_MAX = 80,
    QUOTE_MAX = 420,
    URL_MAX = 1000,
    LISTED = 20,
    NEEDS_LISTED = 5,
    ROOM_WHOLE = 36 * KIB, /* HTML after which brands are told by their totals alone */
    ROOM = 52 * KIB,       /* and after which the others are counted */
};

struct writer {
    const struct digest *digest;
    const struct recipient_prefs *to;
    struct arena *arena;
    struct letter *letter;
};

#define TELL(w, word, ...) SAY((w)->arena, (w)->to->language, (word), __VA_ARGS__)

static struct str plain(const struct writer *w, enum word word)
{
    return word_plain(w->to->language, word);
}

static struct str number(const struct writer *w, double value)
{
    return figure_whole(w->arena, w->to, value);
}

static struct str name(const struct writer *w, struct str text)
{
    return text_cut(w->arena, text, NAME_MAX);
}

static struct str title(const struct writer *w, struct str fa, struct str en)
{
    return name(w, w->to->language == MESSAGE_FA ? fa : en);
}

static struct str count_line(const struct writer *w, const struct digest_count *count)
{
    return TELL(w, WORD_DIGEST_COUNT, number(w, count->total), number(w, count->negative),
                number(w, count->total_before), number(w, count->negative_before));
}

static void write_mention(const struct writer *w, enum word heading, const struct mention *mention)
{
    const struct str parts[] = {name(w, mention->author), name(w, mention->source),
                                figure_posted(w->arena, w->to, mention)};
    struct str about = STR("");
    if (!mention->text.n) {
        return;
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].n) {
            about = str_format(w->arena, "%.*s%s%.*s", STR_FMT(about), about.n ? " \xc2\xb7 " : "",
                               STR_FMT(parts[i]));
        }
    }
    letter_heading(w->letter, plain(w, heading));
    letter_quote(w->letter, text_cut(w->arena, mention->text, QUOTE_MAX), about,
                 mention->url.n <= URL_MAX ? mention->url : STR_NONE);
}

static struct letter_figure figure_of(const struct writer *w, double now, double before)
{
    return (struct letter_figure){number(w, now), number(w, before)};
}

static void write_row(const struct writer *w, struct str row, const struct digest_count *count)
{
    const struct letter_figure figures[2] = {figure_of(w, count->total, count->total_before),
                                             figure_of(w, count->negative, count->negative_before)};
    letter_figures_row(w->letter, row, figures, count_line(w, count));
}

/* `all` is the first row; absent: the list is of needs. */
static void write_rows(const struct writer *w, enum word by, const struct digest_source *list,
                       size_t count, const struct digest_count *all)
{
    const struct str head[3] = {plain(w, by), plain(w, WORD_DIGEST_MENTIONS),
                                plain(w, WORD_DIGEST_NEGATIVE)};
    if (!count) {
        return;
    }
    letter_figures_open(w->letter, head, plain(w, WORD_DIGEST_WAS));
    if (all && count > 1) {
        write_row(w, plain(w, WORD_DIGEST_ALL), all);
    }
    for (size_t i = 0; i < count && i < (all ? LISTED : NEEDS_LISTED); i++) {
        struct str row = name(w, list[i].name);
        write_row(w, all ? row : view_need(w->to->language, row), &list[i].count);
    }
    letter_figures_close(w->letter);
}

static struct str in_mentions(const struct writer *w, double count)
{
    return count == 1 ? plain(w, WORD_WORD_LINE_ONE) : TELL(w, WORD_WORD_LINE, number(w, count));
}

static void words_open(const struct writer *w, enum word heading, size_t count)
{
    if (count) {
        letter_heading(w->letter, plain(w, heading));
        letter_words_open(w->letter);
    }
}

static void words_close(const struct writer *w, size_t count)
{
    if (count) {
        letter_words_close(w->letter);
    }
}

static void write_words(const struct writer *w, const struct digest_brand *brand)
{
    words_open(w, WORD_DIGEST_WORDS, brand->word_count);
    for (size_t i = 0; i < brand->word_count; i++) {
        letter_word(w->letter, name(w, brand->words[i].name),
                    in_mentions(w, brand->words[i].observed));
    }
    words_close(w, brand->word_count);
    words_open(w, WORD_DIGEST_RISERS, brand->riser_count);
    for (size_t i = 0; i < brand->riser_count; i++) {
        const struct riser *riser = &brand->risers[i];
        const char *sign = riser->kind == RISER_HASHTAG ? "#" : "";
        letter_word(w->letter, name(w, str_format(w->arena, "%s%.*s", sign, STR_FMT(riser->words))),
                    TELL(w, WORD_RISER_LINE, number(w, riser->mentions),
                         figure_usual(w->arena, w->to, riser->usual)));
    }
    words_close(w, brand->riser_count);
}

static void write_brand(const struct writer *w, const struct digest_brand *brand)
{
    letter_section(w->letter, title(w, brand->title_fa, brand->title_en));
    if (w->letter->html.n > ROOM_WHOLE) {
        letter_line(w->letter, count_line(w, &brand->count));
        return;
    }
    if (brand->source_count > 0) {
        write_rows(w, WORD_DIGEST_BY_SOURCE, brand->sources, brand->source_count, &brand->count);
    } else {
        letter_line(w->letter, count_line(w, &brand->count));
    }
    write_rows(w, WORD_DIGEST_BY_NEED, brand->needs, brand->need_count, NULL);
    write_words(w, brand);
    write_mention(w, WORD_DIGEST_WORST, &brand->worst);
    write_mention(w, WORD_DIGEST_BEST, &brand->best);
}

static struct str muted_until(const struct writer *w, int64_t until)
{
    return TELL(w, WORD_DIGEST_MUTED, figure_time(w->arena, w->to, until));
}

/* Why, and who wanted it. */
static struct str because(const struct writer *w, struct str why, struct str who)
{
    why = text_cut(w->arena, why, NAME_MAX);
    who = text_cut(w->arena, who, NAME_MAX);
    return str_format(w->arena, "%.*s%s%.*s", STR_FMT(why), why.n && who.n ? " \xc2\xb7 " : "",
                      STR_FMT(who));
}

static void write_incident(const struct writer *w, const struct digest_incident *open)
{
    incident_item(w->letter, &open->incident, &open->titles, w->arena);
    if (open->muted_until != TIME_NONE) {
        letter_item(w->letter, muted_until(w, open->muted_until),
                    because(w, open->muted_because, open->muted_by));
    }
}

static void write_incidents(const struct writer *w, enum word heading,
                            const struct digest_incident *list, size_t count)
{
    if (count) {
        letter_section(w->letter, plain(w, heading));
    }
    for (size_t i = 0; i < count && i < LISTED; i++) {
        write_incident(w, &list[i]);
    }
    if (count > LISTED) {
        letter_line(w->letter, TELL(w, WORD_HELD_MORE, number(w, (double)(count - LISTED))));
    }
}

static void write_silences(const struct writer *w)
{
    if (w->digest->silence_count) {
        letter_section(w->letter, plain(w, WORD_DIGEST_SILENCED));
    }
    for (size_t i = 0; i < w->digest->silence_count && i < LISTED; i++) {
        const struct digest_silence *silence = &w->digest->silences[i];
        struct str brand = title(w, silence->title_fa, silence->title_en);
        letter_item(w->letter,
                    silence->rule.n ? TELL(w, WORD_BRAND_PART, brand, name(w, silence->rule))
                                    : brand,
                    muted_until(w, silence->until));
        letter_line(w->letter, because(w, silence->because, silence->by));
    }
}

static struct str health(const struct writer *w, size_t silent)
{
    double all = (double)w->digest->source_count;
    return silent     ? TELL(w, WORD_HEALTH_BAD, number(w, (double)silent), number(w, all))
           : all == 1 ? plain(w, WORD_HEALTH_ONE)
                      : TELL(w, WORD_HEALTH_GOOD, number(w, all));
}

static void write_health(const struct writer *w)
{
    size_t silent = 0, listed = 0;
    for (size_t i = 0; i < w->digest->source_count; i++) {
        silent += w->digest->sources[i].state != SOURCE_OK;
    }
    if (!w->digest->source_count) {
        return;
    }
    letter_section(w->letter, plain(w, WORD_HEALTH));
    letter_line(w->letter, health(w, silent));
    for (size_t i = 0; i < w->digest->source_count && listed < LISTED; i++) {
        const struct source_status *source = &w->digest->sources[i];
        if (source->state == SOURCE_OK) {
            continue;
        }
        struct str since = source->last_success_at == TIME_NONE
                               ? plain(w, WORD_HEALTH_NEVER)
                               : figure_time(w->arena, w->to, source->last_success_at);
        letter_item(w->letter, name(w, source->name), TELL(w, WORD_HEALTH_SINCE, since));
        listed++;
    }
}

bool digest_empty(const struct digest *digest)
{
    bool empty = digest->incident_count + digest->over_count + digest->removed_count == 0;
    for (size_t i = 0; i < digest->brand_count; i++) {
        empty = empty && digest->brands[i].count.total <= 0;
    }
    return empty;
}

static void write_brands(const struct writer *w)
{
    size_t i = 0;
    for (; i < w->digest->brand_count && w->letter->html.n < ROOM; i++) {
        write_brand(w, &w->digest->brands[i]);
    }
    if (i < w->digest->brand_count) {
        letter_section(w->letter, TELL(w, WORD_DIGEST_MORE_BRANDS,
                                       number(w, (double)(w->digest->brand_count - i))));
    }
}

static struct str subject_of(const struct writer *w)
{
    struct str first = figure_date(w->arena, w->to, w->digest->from),
               last = figure_date(w->arena, w->to, w->digest->to - 1);
    return w->digest->weekly    ? TELL(w, WORD_DIGEST_WEEK, first, last)
           : w->digest->several ? TELL(w, WORD_DIGEST_DAYS, first, last)
                                : TELL(w, WORD_DIGEST_DAY, first);
}

static void write_notes(const struct writer *w, const struct message_context *context)
{
    if (w->digest->accuracy > 0) {
        letter_note(w->letter, figure_accuracy(w->arena, w->to, w->digest->accuracy));
    }
    letter_note(w->letter, TELL(w, WORD_ZONE, str_of(w->to->zone)));
    if (context->unsubscribe.n) {
        letter_note(w->letter, TELL(w, WORD_STOP, context->unsubscribe));
    }
}

void digest_write(const struct digest *digest, const struct held_back *held,
                  const struct recipient_prefs *to, const struct message_context *context,
                  struct arena *arena, struct letter *letter, struct str *subject)
{
    struct writer w = {digest, to, arena, letter};
    *subject = subject_of(&w);
    letter_open(letter, to, *subject, TELL(&w, WORD_DIGEST_TEAM, name(&w, context->team)));
    if (digest_empty(digest)) {
        letter_section(letter, plain(&w, WORD_DIGEST_NOTHING));
    } else {
        write_incidents(&w, WORD_DIGEST_OPEN, digest->incidents, digest->incident_count);
        write_incidents(&w, WORD_DIGEST_OVER, digest->over, digest->over_count);
        write_incidents(&w, WORD_DIGEST_REMOVED, digest->removed, digest->removed_count);
        write_silences(&w);
        write_brands(&w);
    }
    if (held) {
        held_back_add(held, context, arena, letter);
    }
    write_health(&w);
    write_notes(&w, context);
    letter_end(letter);
}
