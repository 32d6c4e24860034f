#include "alert/view.h"

#include "alert/words.h"
#include "report/html.h"

#include <math.h>

#define BRAND_MAX   120 /* bytes shown of names and texts of the outside */
#define NAME_MAX    80
#define WORD_MAX    60
#define QUOTE_MAX   420
#define URL_MAX     1000
#define SUBJECT_MAX 200
#define SILENT_MAX  8

#define TONE_RATIO   1.3  /* all mentions over the usual: below it the rise is in tone */
#define CHANCE_LEAST 1e-9 /* rarer is "practically never" */

/* What every step needs. */
struct maker {
    struct view *view;
    const struct incident *incident;
    enum incident_event event;
    const struct recipient_prefs *to;
    const struct message_context *context;
    struct arena *arena;
};

static struct str plain(const struct maker *m, enum word word)
{
    return word_plain(m->to->language, word);
}

static struct str whole(const struct maker *m, double value)
{
    return figure_whole(m->arena, m->to, value);
}

#define MAKE(maker, word, ...) SAY((maker)->arena, (maker)->to->language, (word), __VA_ARGS__)

static void add_fact(struct maker *m, struct str fact)
{
    m->view->facts[m->view->fact_count++] = fact;
}

static int64_t window_hours(const struct incident *incident)
{
    return (incident->window_end - incident->window_start) / HOUR;
}

static int64_t lasted_hours(const struct incident *incident)
{
    return (incident->resolved_at - incident->opened_at + HOUR / 2) / HOUR;
}

static struct str severity_word(const struct maker *m)
{
    static const enum word words[SEVERITY_COUNT] = {WORD_SEVERITY_WATCH, WORD_SEVERITY_WATCH,
                                                    WORD_SEVERITY_HIGH, WORD_SEVERITY_CRITICAL};
    return plain(m, words[m->incident->severity]);
}

/* The state of the thread in a word; absent for an opening, which needs none. */
static struct str event_word(const struct maker *m)
{
    static const enum word words[EVENT_COUNT] = {[EVENT_GROWN] = WORD_SUBJECT_GROWN,
                                                 [EVENT_RESOLVED] = WORD_SUBJECT_OVER_TAG,
                                                 [EVENT_REMINDER] = WORD_SUBJECT_REMINDER};
    return m->event == EVENT_OPENED ? STR_NONE : plain(m, words[m->event]);
}

/* The tag stands behind in a right-to-left subject, and a mark in front sets the direction, because
 * mail programs take it from the first strong letter. */
static void make_subject(struct maker *m)
{
    const struct incident *i = m->incident;
    struct str hours = figure_hours(m->arena, m->to, window_hours(i)), stem, event = event_word(m);
    if (m->event == EVENT_RESOLVED) {
        stem = MAKE(m, WORD_SUBJECT_OVER, m->view->brand,
                    figure_hours(m->arena, m->to, lasted_hours(i)));
    } else {
        stem = MAKE(m, WORD_SUBJECT, m->view->brand, whole(m, i->observed), hours,
                    figure_usual(m->arena, m->to, i->expected));
    }
    struct str theme = m->view->word_count > 0 && m->event != EVENT_RESOLVED
                           ? MAKE(m, WORD_SUBJECT_THEME, m->view->words[0])
                           : STR("");
    struct str tag =
        str_format(m->arena, "[%.*s%s%.*s]", STR_FMT(m->view->severity),
                   event.n > 0 ? (m->view->rtl ? "\xd8\x8c " : ", ") : "", STR_FMT(event));
    struct str subject = m->view->rtl ? str_format(m->arena, "\xe2\x80\x8f%.*s%.*s %.*s",
                                                   STR_FMT(stem), STR_FMT(theme), STR_FMT(tag))
                                      : str_format(m->arena, "%.*s %.*s%.*s", STR_FMT(tag),
                                                   STR_FMT(stem), STR_FMT(theme));
    m->view->subject = text_cut(m->arena, subject, SUBJECT_MAX);
}

static void make_window(struct maker *m)
{
    int64_t start = m->incident->window_start, end = m->incident->window_end;
    struct str date = figure_date(m->arena, m->to, start);
    if (str_eq(date, figure_date(m->arena, m->to, end - 1))) {
        m->view->window = MAKE(m, WORD_WINDOW, date, figure_clock(m->arena, m->to, start),
                               figure_clock(m->arena, m->to, end));
    } else {
        m->view->window = MAKE(m, WORD_WINDOW_LONG, figure_time(m->arena, m->to, start),
                               figure_time(m->arena, m->to, end));
    }
}

static void make_tone(struct maker *m)
{
    const struct incident *i = m->incident;
    if (i->total < i->observed || i->total_expected <= i->expected) {
        return; /* only negatives are counted here */
    }
    add_fact(m, i->total == i->observed
                    ? MAKE(m, WORD_SHARE_ALL, whole(m, i->total))
                    : MAKE(m, WORD_SHARE, whole(m, 100 * i->observed / i->total),
                           whole(m, i->observed), whole(m, i->total)));
    double ratio = i->total / i->total_expected;
    struct str times = figure(m->arena, m->to, ratio);
    add_fact(m, i->volume            ? MAKE(m, WORD_VOLUME, times)
                : ratio < TONE_RATIO ? plain(m, WORD_TONE)
                                     : MAKE(m, WORD_TONE_AND_VOLUME, times));
}

/* "one in 1,300,000" is enough of a number: two digits say it. */
static double two_digits(double value)
{
    double unit = pow(10, floor(log10(value)) - 1);
    return unit > 1 ? round(value / unit) * unit : round(value);
}

static void make_spike(struct maker *m)
{
    const struct incident *i = m->incident;
    struct str hours = figure_hours(m->arena, m->to, window_hours(i));
    m->view->headline =
        MAKE(m, i->observed == 1 ? WORD_HEADLINE_ONE : WORD_HEADLINE, whole(m, i->observed), hours);
    if (i->expected < 0.75) {
        add_fact(m, plain(m, WORD_COMPARE_SMALL));
    } else {
        add_fact(m, MAKE(m, WORD_COMPARE_TIMES, whole(m, i->expected),
                         figure(m->arena, m->to, i->observed / i->expected)));
    }
    make_tone(m);
    if (i->p > 0 && i->p < CHANCE_LEAST) {
        add_fact(m, plain(m, WORD_CHANCE_NONE));
    } else if (i->p > 0 && i->p < 1) {
        add_fact(m, MAKE(m, WORD_CHANCE, whole(m, two_digits(1 / i->p))));
    }
}

static void make_end(struct maker *m)
{
    const struct incident *i = m->incident;
    m->view->headline = plain(m, WORD_HEADLINE_OVER);
    add_fact(m, MAKE(m, WORD_OVER_AFTER, figure_hours(m->arena, m->to, lasted_hours(i)),
                     whole(m, i->observed), figure_hours(m->arena, m->to, window_hours(i)),
                     figure_usual(m->arena, m->to, i->expected)));
}

static void make_sources(struct maker *m)
{
    for (size_t i = 0; i < m->incident->source_count && i < INCIDENT_DRIVERS; i++) {
        const struct driver *d = &m->incident->sources[i];
        m->view->sources[m->view->source_count++] = (struct view_source){
            .name = text_cut(m->arena, d->name, NAME_MAX),
            .line = MAKE(m, WORD_SOURCE_LINE, whole(m, d->observed),
                         figure_usual(m->arena, m->to, d->expected)),
            .share = MAKE(m, WORD_SOURCE_SHARE, whole(m, 100 * d->share)),
            .part = fmin(fmax(d->share, 0), 1),
        };
    }
}

static void make_words(struct maker *m)
{
    for (size_t i = 0; i < m->incident->word_count && i < INCIDENT_DRIVERS; i++) {
        const struct driver *d = &m->incident->words[i];
        m->view->words[i] = text_cut(m->arena, d->name, WORD_MAX);
        m->view->word_lines[i] = MAKE(m, WORD_WORD_LINE, whole(m, d->observed));
        m->view->word_count++;
    }
}

static struct str about_mention(const struct maker *m, const struct mention *mention)
{
    static const char between[] = " \xc2\xb7 "; /* a middle dot */
    struct str about = mention->published_at == TIME_NONE
                           ? STR("")
                           : figure_time(m->arena, m->to, mention->published_at);
    if (mention->rating >= 0) {
        struct str rating = MAKE(m, WORD_RATING, figure(m->arena, m->to, mention->rating));
        about = str_format(m->arena, "%.*s%s%.*s", STR_FMT(about), about.n ? between : "",
                           STR_FMT(rating));
    }
    if (mention->reach > 0) {
        struct str reach = MAKE(m, WORD_REACH, whole(m, (double)mention->reach));
        about = str_format(m->arena, "%.*s%s%.*s", STR_FMT(about), about.n ? between : "",
                           STR_FMT(reach));
    }
    return about;
}

/* Handles, hashtags and addresses are Latin in posts of every language: the direction is that of
 * the other words, by their first bytes (U+0600-06FF begin with D8-DB). */
static bool reads_rtl(struct str text)
{
    size_t arabic = 0, latin = 0;
    struct str word;
    while (str_take(&text, ' ', &word)) {
        if (word.n == 0 || strchr("@#", word.p[0]) || str_starts(word, STR("http"))) {
            continue;
        }
        unsigned char first = (unsigned char)word.p[0];
        arabic += first >= 0xd8 && first <= 0xdb;
        latin += (first | 32) >= 'a' && (first | 32) <= 'z';
    }
    return arabic > latin;
}

static void make_quotes(struct maker *m)
{
    for (size_t i = 0; i < m->incident->sample_count && i < INCIDENT_SAMPLES; i++) {
        const struct mention *mention = &m->incident->samples[i];
        struct str text =
            text_cut(m->arena, mention->text.n ? mention->text : mention->title, QUOTE_MAX);
        m->view->quotes[m->view->quote_count++] = (struct view_quote){
            .text = text,
            .rtl = reads_rtl(text),
            .author = text_cut(m->arena, mention->author, NAME_MAX),
            .about = about_mention(m, mention),
            .url = mention->url.n <= URL_MAX ? mention->url : STR_NONE,
        };
    }
    double left = m->incident->observed - (double)m->view->quote_count;
    if (m->view->quote_count > 0 && left >= 1) {
        m->view->quotes_more = MAKE(m, WORD_QUOTES_MORE, whole(m, left));
    }
}

static void make_commands(struct maker *m)
{
    static const struct {
        const char *verb, *options;
        enum word meaning;
        bool over; /* still of use when it is over */
    } commands[VIEW_COMMANDS] = {
        {"ack", "", WORD_TODO_ACK, false},
        {"show", "", WORD_TODO_SHOW, true},
        {"mute", " --for 24h", WORD_TODO_MUTE, false},
        {"resolve", "", WORD_TODO_RESOLVE, false},
    };
    for (size_t i = 0; i < VIEW_COMMANDS; i++) {
        if (m->event == EVENT_RESOLVED && !commands[i].over) {
            continue;
        }
        struct str command = str_format(m->arena, "nabz alert %s %lld%s", commands[i].verb,
                                        (long long)m->incident->id, commands[i].options);
        m->view->commands[m->view->command_count++] =
            (struct view_command){command, plain(m, commands[i].meaning)};
    }
}

static struct str state_word(const struct maker *m, enum source_state state)
{
    static const enum word words[SOURCE_STATES] = {
        [SOURCE_NEW] = WORD_STATE_NEW,
        [SOURCE_OK] = WORD_STATE_NEW,
        [SOURCE_THROTTLED] = WORD_STATE_THROTTLED,
        [SOURCE_QUOTA] = WORD_STATE_QUOTA,
        [SOURCE_AUTH] = WORD_STATE_AUTH,
        [SOURCE_GONE] = WORD_STATE_GONE,
        [SOURCE_BROKEN] = WORD_STATE_BROKEN,
    };
    return plain(m, words[state]);
}

static void make_health(struct maker *m)
{
    const struct message_context *context = m->context;
    struct view *view = m->view;
    size_t silent = 0;
    view->silent = arena_array(m->arena, struct view_silent, SILENT_MAX);
    for (size_t i = 0; i < context->source_count; i++) {
        const struct source_status *source = &context->sources[i];
        if (source->state == SOURCE_OK) {
            continue;
        }
        silent++;
        if (view->silent_count == SILENT_MAX) {
            continue;
        }
        struct str since = source->last_success_at == TIME_NONE
                               ? plain(m, WORD_HEALTH_NEVER)
                               : figure_time(m->arena, m->to, source->last_success_at);
        struct str state = state_word(m, source->state), last = MAKE(m, WORD_HEALTH_SINCE, since);
        view->silent[view->silent_count++] = (struct view_silent){
            text_cut(m->arena, source->name, NAME_MAX),
            str_format(m->arena, "%.*s (%.*s)", STR_FMT(state), STR_FMT(last))};
    }
    struct str all = whole(m, (double)context->source_count);
    view->health = silent > 0 ? MAKE(m, WORD_HEALTH_BAD, whole(m, (double)silent), all)
                   : context->source_count == 1 ? plain(m, WORD_HEALTH_ONE)
                   : context->source_count > 1  ? MAKE(m, WORD_HEALTH_GOOD, all)
                                                : STR_NONE;
}

static void add_note(struct maker *m, struct str note)
{
    m->view->notes[m->view->note_count++] = note;
}

static void make_notes(struct maker *m)
{
    const struct message_context *context = m->context;
    if (context->label_accuracy > 0) {
        add_note(m, MAKE(m, WORD_ACCURACY, whole(m, 10 * context->label_accuracy)));
    }
    add_note(m, MAKE(m, WORD_REASON, text_cut(m->arena, context->team, NAME_MAX),
                     text_cut(m->arena, m->incident->rule, NAME_MAX), m->view->brand,
                     str_format(m->arena, "%lld", (long long)m->incident->id)));
    add_note(m, MAKE(m, WORD_ZONE, str_of(m->to->zone)));
    if (context->database_bytes > 0) {
        add_note(m, MAKE(m, WORD_DATABASE, whole(m, ceil((double)context->database_bytes / MIB))));
    }
    if (context->unsubscribe.n > 0) {
        add_note(m, MAKE(m, WORD_STOP, context->unsubscribe));
    }
}

double view_peak(const struct message_context *context)
{
    double peak = 1;
    for (size_t i = 0; i < context->trend_count; i++) {
        const struct trend_hour *hour = &context->trend[i];
        peak = hour->fact.gap ? peak : fmax(peak, hour->fact.negative);
    }
    return peak;
}

void view_make(struct view *view, const struct incident *incident, enum incident_event event,
               const struct recipient_prefs *to, const struct message_context *context,
               struct arena *arena)
{
    *view = (struct view){.rtl = to->language == MESSAGE_FA,
                          .accent = event == EVENT_RESOLVED ? SEVERITY_NONE : incident->severity};
    struct maker m = {view, incident, event, to, context, arena};
    view->severity = severity_word(&m);
    view->brand = text_cut(
        arena, context->brand_title.n > 0 ? context->brand_title : incident->brand, BRAND_MAX);
    make_window(&m);
    if (event == EVENT_RESOLVED) {
        make_end(&m);
    } else {
        make_spike(&m);
    }
    make_words(&m);
    make_subject(&m);
    view->peak = MAKE(&m, WORD_TREND_PEAK, whole(&m, view_peak(context)));
    make_sources(&m);
    make_quotes(&m);
    make_commands(&m);
    make_health(&m);
    make_notes(&m);
}
