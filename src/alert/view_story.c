/* What happened and how bad it is, in the words of the incident's kind: a row for each. */
#include "alert/maker.h"

#include "report/html.h"

#include <math.h>

#define SUBJECT_MAX 200
#define TONE_RATIO  1.3 /* all mentions over the usual: below it the rise is in tone */
#define GROWTH_TOLD 2   /* times: what grew by less is said by its severity */

void maker_answer(struct maker *m, enum view_answer question, struct str sentence)
{
    struct str *answer = &m->view->answers[question];
    *answer = answer->n ? str_format(m->arena, "%.*s %.*s", STR_FMT(*answer), STR_FMT(sentence))
                        : sentence;
}

static int64_t window_hours(const struct incident *incident)
{
    return (incident->window_end - incident->window_start) / HOUR;
}

static int64_t lasted_hours(const struct incident *incident)
{
    return (incident->resolved_at - incident->opened_at + HOUR / 2) / HOUR;
}

static bool is_share(const struct incident *incident)
{
    return incident->kind == KIND_SHARE;
}

static double percent(double part, double all)
{
    return all > 0 ? 100 * part / all : 0;
}

/* A count, or a share in percent. */
static struct str observed(const struct maker *m)
{
    const struct incident *i = m->incident;
    return maker_whole(m, is_share(i) ? percent(i->observed, i->total) : i->observed);
}

static struct str usual(const struct maker *m)
{
    const struct incident *i = m->incident;
    return figure_usual(m->arena, m->to,
                        is_share(i) ? percent(i->expected, i->total) : i->expected);
}

/* ---- how bad, and is it real ---- */

static void add_compare(struct maker *m)
{
    const struct incident *i = m->incident;
    if (i->expected < 0.75) {
        maker_answer(m, ANSWER_BAD, maker_plain(m, WORD_COMPARE_SMALL));
    } else {
        maker_answer(m, ANSWER_BAD,
                     MAKE(m, WORD_COMPARE_TIMES, maker_whole(m, i->expected),
                          figure(m->arena, m->to, i->observed / i->expected)));
    }
}

static void add_negative_share(struct maker *m)
{
    const struct incident *i = m->incident;
    if (i->total >= i->observed) {
        maker_answer(m, ANSWER_BAD,
                     i->total == i->observed
                         ? MAKE(m, WORD_SHARE_ALL, maker_whole(m, i->total))
                         : MAKE(m, WORD_SHARE, maker_whole(m, percent(i->observed, i->total)),
                                maker_whole(m, i->observed), maker_whole(m, i->total),
                                maker_whole(m, 100)));
    }
}

static void add_tone(struct maker *m)
{
    const struct incident *i = m->incident;
    if (i->total < i->observed || i->total_expected <= i->expected) {
        return; /* only negatives are counted here */
    }
    add_negative_share(m);
    double ratio = i->total / i->total_expected;
    struct str times = figure(m->arena, m->to, ratio);
    maker_answer(m, ANSWER_REAL,
                 i->volume            ? MAKE(m, WORD_VOLUME, times)
                 : ratio < TONE_RATIO ? maker_plain(m, WORD_TONE)
                                      : MAKE(m, WORD_TONE_AND_VOLUME, times));
}

static void add_chance(struct maker *m)
{
    const struct incident *i = m->incident;
    if (i->p > 0 && i->p < 1) {
        double hours = 1 / i->p;
        maker_answer(m, ANSWER_REAL,
                     hours > CHANCE_MOST_HOURS
                         ? maker_plain(m, WORD_CHANCE_NONE)
                         : MAKE(m, WORD_CHANCE, figure_span(m->arena, m->to, hours)));
    }
}

/* ---- the kinds ---- */

static void tell_spike(struct maker *m)
{
    add_compare(m);
    add_tone(m);
    add_chance(m);
}

static void tell_share(struct maker *m)
{
    maker_answer(m, ANSWER_BAD, MAKE(m, WORD_COMPARE_SHARE, usual(m)));
    add_negative_share(m);
    add_chance(m);
}

static void tell_volume(struct maker *m)
{
    add_compare(m);
    add_chance(m);
}

/* How many mentions there were at all, to see the picked ones in their place. */
static void add_total(struct maker *m)
{
    if (m->incident->total > m->incident->observed) {
        maker_answer(m, ANSWER_BAD, MAKE(m, WORD_TOTAL, maker_whole(m, m->incident->total)));
    }
}

static void tell_reach(struct maker *m)
{
    const struct incident *i = m->incident;
    if (i->sample_count > 0 && i->samples[0].reach > 0) {
        struct str reach = maker_whole(m, (double)i->samples[0].reach);
        maker_answer(m, ANSWER_BAD,
                     MAKE(m, i->observed == 1 ? WORD_REACH_ONE : WORD_REACH_MOST, reach));
    }
    add_total(m);
}

static void tell_silence(struct maker *m)
{
    maker_answer(m, ANSWER_BAD,
                 MAKE(m, WORD_COMPARE_SILENCE, maker_whole(m, m->incident->expected)));
    add_chance(m);
}

static void tell_dark(struct maker *m)
{
    maker_answer(m, ANSWER_BAD, MAKE(m, WORD_COMPARE_DARK, usual(m)));
}

#define OF_NEGATIVES                                                                               \
    .trend = WORD_TREND, .source = WORD_SOURCE_LINE, .source_share = WORD_SOURCE_SHARE,            \
    .words = WORD_WORDS, .quotes_more = WORD_QUOTES_MORE

static const struct kind_words kinds[KIND_COUNT] = {
    [KIND_SPIKE] = {tell_spike, WORD_SUBJECT, WORD_SUBJECT, WORD_HEADLINE, WORD_HEADLINE_ONE,
                    WORD_SUBJECT_OVER, WORD_OVER_AFTER, OF_NEGATIVES},
    [KIND_SHARE] = {tell_share, WORD_SUBJECT_SHARE, WORD_SUBJECT_SHARE, WORD_HEADLINE_SHARE,
                    WORD_HEADLINE_SHARE, WORD_SUBJECT_SHARE_OVER, WORD_OVER_AFTER_SHARE,
                    OF_NEGATIVES},
    [KIND_VOLUME] = {tell_volume, WORD_SUBJECT_VOLUME, WORD_SUBJECT_VOLUME, WORD_HEADLINE_VOLUME,
                     WORD_HEADLINE_VOLUME, WORD_SUBJECT_VOLUME_OVER, WORD_OVER_AFTER_VOLUME,
                     WORD_TREND_ALL, WORD_SOURCE_LINE_ALL, WORD_SOURCE_SHARE, WORD_WORDS,
                     WORD_QUOTES_MORE_ALL},
    [KIND_THRESHOLD] = {add_negative_share, WORD_SUBJECT_THRESHOLD, WORD_SUBJECT_THRESHOLD,
                        WORD_HEADLINE, WORD_HEADLINE_ONE, WORD_SUBJECT_THRESHOLD_OVER,
                        WORD_OVER_AFTER_THRESHOLD, WORD_TREND, WORD_SOURCE_LINE_COUNT,
                        WORD_SOURCE_SHARE_COUNT, WORD_WORDS, WORD_QUOTES_MORE},
    [KIND_WORDS] = {add_total, WORD_SUBJECT_WORDS, WORD_SUBJECT_WORDS_ONE, WORD_HEADLINE_WORDS,
                    WORD_HEADLINE_WORDS_ONE, WORD_SUBJECT_PICKED_OVER, WORD_OVER_AFTER_PICKED,
                    WORD_TREND, WORD_SOURCE_LINE_PICKED, WORD_SOURCE_SHARE_COUNT,
                    WORD_WORDS_WATCHED, WORD_QUOTES_MORE_ALL},
    [KIND_SILENCE] = {tell_silence, WORD_SUBJECT_SILENCE, WORD_SUBJECT_SILENCE,
                      WORD_HEADLINE_SILENCE, WORD_HEADLINE_SILENCE, WORD_SUBJECT_SILENCE_OVER,
                      WORD_OVER_AFTER_SILENCE, WORD_TREND_ALL, WORD_SOURCE_LINE_ALL,
                      WORD_SOURCE_SHARE, WORD_WORDS, WORD_QUOTES_MORE_ALL},
    [KIND_REACH] = {tell_reach, WORD_SUBJECT_REACH, WORD_SUBJECT_REACH_ONE, WORD_HEADLINE_REACH,
                    WORD_HEADLINE_REACH_ONE, WORD_SUBJECT_PICKED_OVER, WORD_OVER_AFTER_PICKED,
                    WORD_TREND, WORD_SOURCE_LINE_COUNT, WORD_SOURCE_SHARE_COUNT, WORD_WORDS,
                    WORD_QUOTES_MORE},
};

/* A source that cannot be read: nobody knows what is said there. */
static const struct kind_words dark = {tell_dark,
                                       WORD_SUBJECT_DARK,
                                       WORD_SUBJECT_DARK,
                                       WORD_HEADLINE_DARK,
                                       WORD_HEADLINE_DARK,
                                       WORD_SUBJECT_DARK_OVER,
                                       WORD_OVER_AFTER_DARK,
                                       WORD_TREND_ALL,
                                       WORD_SOURCE_LINE_ALL,
                                       WORD_SOURCE_SHARE,
                                       WORD_WORDS,
                                       WORD_QUOTES_MORE_ALL};

const struct kind_words *kind_words(const struct incident *incident)
{
    return incident->no_data ? &dark : &kinds[incident->kind];
}

/* The state of the thread in a word; absent for an opening, which needs none. */
static struct str event_word(const struct maker *m)
{
    static const enum word words[EVENT_COUNT] = {[EVENT_GROWN] = WORD_SUBJECT_GROWN,
                                                 [EVENT_RESOLVED] = WORD_SUBJECT_OVER_TAG,
                                                 [EVENT_REMINDER] = WORD_SUBJECT_REMINDER,
                                                 [EVENT_ESCALATED] = WORD_SUBJECT_ESCALATED,
                                                 [EVENT_REOPENED] = WORD_SUBJECT_REOPENED};
    return m->context->test           ? maker_plain(m, WORD_TEST)
           : m->event == EVENT_OPENED ? STR_NONE
                                      : maker_plain(m, words[m->event]);
}

/* The tag stands behind in a right-to-left subject, and a mark in front sets the direction, because
 * mail programs take it from the first strong letter. */
static void make_subject(struct maker *m)
{
    const struct incident *i = m->incident;
    bool over = m->event == EVENT_RESOLVED;
    struct str stem =
        over ? MAKE(m, kind_words(i)->subject_over, m->view->brand,
                    figure_hours(m->arena, m->to, lasted_hours(i)))
             : MAKE(m, i->observed == 1 ? kind_words(i)->subject_one : kind_words(i)->subject,
                    m->view->brand, observed(m), figure_hours(m->arena, m->to, window_hours(i)),
                    usual(m));
    struct str event = event_word(m), theme = m->view->word_count > 0 && !over
                                                  ? MAKE(m, WORD_SUBJECT_THEME, m->view->words[0])
                                                  : STR("");
    struct str tag;
    m->view->label =
        str_format(m->arena, "%.*s%s%.*s", STR_FMT(m->view->severity),
                   event.n > 0 ? (m->view->rtl ? "\xd8\x8c " : ", ") : "", STR_FMT(event));
    tag = str_format(m->arena, "[%.*s]", STR_FMT(m->view->label));
    struct str subject = m->view->rtl ? str_format(m->arena, "\xe2\x80\x8f%.*s%.*s %.*s",
                                                   STR_FMT(stem), STR_FMT(theme), STR_FMT(tag))
                                      : str_format(m->arena, "%.*s %.*s%.*s", STR_FMT(tag),
                                                   STR_FMT(stem), STR_FMT(theme));
    m->view->subject = text_cut(m->arena, subject, SUBJECT_MAX);
}

/* ---- why, and what now ---- */

static struct str quoted_words(const struct maker *m)
{
    enum { MOST = 2 };
    struct str list = STR("");
    for (size_t i = 0; i < m->view->word_count && i < MOST; i++) {
        struct str word = MAKE(m, WORD_WHY_QUOTED, m->view->words[i]);
        list = i ? str_format(m->arena, "%.*s%.*s%.*s", STR_FMT(list),
                              STR_FMT(maker_plain(m, WORD_WHY_BETWEEN)), STR_FMT(word))
                 : word;
    }
    return list;
}

static void tell_why(struct maker *m)
{
    const struct view *v = m->view;
    if (m->incident->no_data || m->incident->kind == KIND_SILENCE) {
        return; /* what is not said has no cause that could be seen in it */
    }
    if (v->need_count) {
        maker_answer(m, ANSWER_WHY, MAKE(m, WORD_WHY_NEED, v->needs[0].share, v->needs[0].name));
    }
    if (v->word_count) {
        bool watched = m->incident->kind == KIND_WORDS;
        maker_answer(m, ANSWER_WHY,
                     MAKE(m, watched ? WORD_WHY_WATCHED : WORD_WHY_WORDS, quoted_words(m)));
    }
    if (v->source_count) {
        maker_answer(m, ANSWER_WHY,
                     MAKE(m, WORD_WHY_SOURCE, v->sources[0].share, v->sources[0].name));
    }
    if (!v->answers[ANSWER_WHY].n) {
        maker_answer(m, ANSWER_WHY, maker_plain(m, WORD_WHY_NOTHING));
    }
}

static void tell_now(struct maker *m)
{
    if (m->context->test) {
        m->view->now = (struct view_command){STR("nabz alert list"), maker_plain(m, WORD_TEST_NOW)};
        return;
    }
    bool still = m->event == EVENT_REMINDER || m->event == EVENT_ESCALATED;
    bool over = m->event == EVENT_RESOLVED, by = !over && m->context->respond_by != TIME_NONE;
    m->view->now = (struct view_command){
        .command = str_format(m->arena, "nabz alert %s %lld", over ? "show" : "ack",
                              (long long)m->incident->id),
        .meaning =
            over    ? maker_plain(m, WORD_NOW_NOTHING)
            : still ? maker_plain(m, WORD_NOW_STILL)
            : by ? MAKE(m, WORD_NOW_ACK_BY, figure_clock(m->arena, m->to, m->context->respond_by))
                 : maker_plain(m, WORD_NOW_ACK),
    };
}

static void tell_return(struct maker *m)
{
    if (m->event == EVENT_REOPENED) {
        maker_answer(m, ANSWER_BAD,
                     m->incident->returns > 1
                         ? MAKE(m, WORD_RETURNS, maker_whole(m, (double)m->incident->returns))
                         : maker_plain(m, WORD_RETURN));
    }
}

/* How much more it is than the team knows. */
static void tell_growth(struct maker *m)
{
    const struct incident *i = m->incident;
    double times = i->told_observed > 0 ? i->observed / i->told_observed : 0;
    if (m->event == EVENT_GROWN && times >= GROWTH_TOLD) {
        maker_answer(m, ANSWER_BAD, MAKE(m, WORD_OUTGROWN, figure(m->arena, m->to, times)));
    }
}

static struct str headline(const struct maker *m)
{
    const struct incident *i = m->incident;
    return MAKE(m, i->observed == 1 ? kind_words(i)->headline_one : kind_words(i)->headline,
                observed(m), figure_hours(m->arena, m->to, window_hours(i)));
}

struct str view_headline(const struct incident *incident, const struct recipient_prefs *to,
                         struct arena *arena)
{
    return headline(&(struct maker){.incident = incident, .to = to, .arena = arena});
}

void maker_story(struct maker *m)
{
    const struct incident *i = m->incident;
    struct str hours = figure_hours(m->arena, m->to, window_hours(i));
    make_subject(m);
    tell_now(m);
    if (m->event == EVENT_RESOLVED) {
        m->view->headline = maker_plain(m, WORD_HEADLINE_OVER);
        maker_answer(m, ANSWER_BAD,
                     MAKE(m, kind_words(i)->worst, figure_hours(m->arena, m->to, lasted_hours(i)),
                          observed(m), hours, usual(m)));
        return;
    }
    m->view->headline = headline(m);
    if (m->context->test) {
        maker_answer(m, ANSWER_REAL, maker_plain(m, WORD_TEST_REAL));
    }
    tell_return(m);
    tell_growth(m);
    kind_words(i)->tell(m);
    maker_who(m);
    tell_why(m);
}
