#include "alert/digest.h"

#include "alert/words.h"
#include "report/html.h"

enum { NAME_MAX = 80, QUOTE_MAX = 420, URL_MAX = 1000, LISTED = 20 };

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

/* A review that is dated to the day has no hour. */
static struct str posted(const struct writer *w, const struct mention *mention)
{
    return mention->published_at == TIME_NONE ? STR_NONE
           : mention->published_precision == PRECISION_DAY
               ? figure_date(w->arena, w->to, mention->published_at)
               : figure_time(w->arena, w->to, mention->published_at);
}

static void write_mention(const struct writer *w, enum word heading, const struct mention *mention)
{
    const struct str parts[] = {name(w, mention->author), name(w, mention->source),
                                posted(w, mention)};
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
    letter_line(w->letter, plain(w, heading));
    letter_quote(w->letter, text_cut(w->arena, mention->text, QUOTE_MAX), about,
                 mention->url.n <= URL_MAX ? mention->url : STR_NONE);
}

static void write_brand(const struct writer *w, const struct digest_brand *brand)
{
    letter_section(w->letter, title(w, brand->title_fa, brand->title_en));
    letter_line(w->letter, count_line(w, &brand->count));
    for (size_t i = 0; i < brand->source_count && i < LISTED; i++) {
        letter_item(w->letter, name(w, brand->sources[i].name),
                    count_line(w, &brand->sources[i].count));
    }
    if (brand->word_count) {
        letter_line(w->letter, plain(w, WORD_DIGEST_WORDS));
    }
    for (size_t i = 0; i < brand->word_count; i++) {
        letter_item(w->letter, name(w, brand->words[i].name),
                    TELL(w, WORD_WORD_LINE, number(w, brand->words[i].observed)));
    }
    write_mention(w, WORD_DIGEST_WORST, &brand->worst);
    write_mention(w, WORD_DIGEST_BEST, &brand->best);
}

static void write_incident(const struct writer *w, const struct digest_incident *open)
{
    static const enum word severities[SEVERITY_COUNT] = {
        WORD_SEVERITY_WATCH, WORD_SEVERITY_WATCH, WORD_SEVERITY_HIGH, WORD_SEVERITY_CRITICAL};
    const struct incident *incident = &open->incident;
    struct str severity = plain(w, severities[incident->severity]);
    struct str head =
        str_format(w->arena, "%.*s \xc2\xb7 %.*s",
                   STR_FMT(title(w, open->title_fa, open->title_en)), STR_FMT(severity));
    struct str line = TELL(w, WORD_DIGEST_SINCE, figure_time(w->arena, w->to, incident->opened_at),
                           str_format(w->arena, "nabz alert show %lld", (long long)incident->id));
    letter_item(w->letter, head, line);
    if (open->muted_until != TIME_NONE) {
        letter_line(w->letter,
                    TELL(w, WORD_DIGEST_MUTED, figure_time(w->arena, w->to, open->muted_until),
                         text_cut(w->arena, open->muted_because, NAME_MAX)));
    }
}

static void write_incidents(const struct writer *w)
{
    if (w->digest->incident_count) {
        letter_section(w->letter, plain(w, WORD_DIGEST_OPEN));
    }
    for (size_t i = 0; i < w->digest->incident_count && i < LISTED; i++) {
        write_incident(w, &w->digest->incidents[i]);
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
    bool empty = digest->incident_count == 0;
    for (size_t i = 0; i < digest->brand_count; i++) {
        empty = empty && digest->brands[i].count.total <= 0;
    }
    return empty;
}

void digest_write(const struct digest *digest, const struct recipient_prefs *to,
                  const struct message_context *context, struct arena *arena, struct letter *letter,
                  struct str *subject)
{
    struct writer w = {digest, to, arena, letter};
    struct str first = figure_date(arena, to, digest->from),
               last = figure_date(arena, to, digest->to - 1);
    *subject =
        digest->weekly ? TELL(&w, WORD_DIGEST_WEEK, first, last) : TELL(&w, WORD_DIGEST_DAY, first);
    letter_open(letter, to, *subject, TELL(&w, WORD_DIGEST_TEAM, name(&w, context->team)));
    if (digest_empty(digest)) {
        letter_section(letter, plain(&w, WORD_DIGEST_NOTHING));
    } else {
        for (size_t i = 0; i < digest->brand_count; i++) {
            write_brand(&w, &digest->brands[i]);
        }
        write_incidents(&w);
    }
    write_health(&w);
    letter_note(letter, SAY(arena, to->language, WORD_ZONE, str_of(to->zone)));
    if (context->unsubscribe.n) {
        letter_note(letter, SAY(arena, to->language, WORD_STOP, context->unsubscribe));
    }
    letter_end(letter);
}
