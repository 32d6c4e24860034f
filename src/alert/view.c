#include "alert/maker.h"

#include "alert/picture.h"
#include "alert/style.h"
#include "report/html.h"

#include <math.h>

#define BRAND_MAX  120 /* bytes shown of names and texts of the outside */
#define NAME_MAX   80
#define WORD_MAX   60
#define QUOTE_MAX  420
#define URL_MAX    1000
#define SILENT_MAX 8

static struct str severity_word(const struct maker *m)
{
    static const enum word words[SEVERITY_COUNT] = {WORD_SEVERITY_WATCH, WORD_SEVERITY_WATCH,
                                                    WORD_SEVERITY_HIGH, WORD_SEVERITY_CRITICAL};
    return maker_plain(m, words[m->incident->severity]);
}

static void make_sources(struct maker *m)
{
    for (size_t i = 0; i < m->incident->source_count && i < INCIDENT_DRIVERS; i++) {
        const struct driver *d = &m->incident->sources[i];
        m->view->sources[m->view->source_count++] =
            maker_source(m, d, text_cut(m->arena, d->name, NAME_MAX));
    }
}

static void make_words(struct maker *m)
{
    for (size_t i = 0; i < m->incident->word_count && i < INCIDENT_DRIVERS; i++) {
        const struct driver *d = &m->incident->words[i];
        m->view->words[i] = text_cut(m->arena, d->name, WORD_MAX);
        m->view->word_lines[i] = d->observed == 1
                                     ? maker_plain(m, WORD_WORD_LINE_ONE)
                                     : MAKE(m, WORD_WORD_LINE, maker_whole(m, d->observed));
        m->view->word_count++;
    }
}

static struct str about_mention(const struct maker *m, const struct mention *mention)
{
    static const char between[] = " \xc2\xb7 "; /* a middle dot */
    struct str about = figure_posted(m->arena, m->to, mention);
    if (mention->rating >= 0) {
        struct str rating =
            MAKE(m, WORD_RATING, figure(m->arena, m->to, mention->rating), maker_whole(m, 100));
        about = str_format(m->arena, "%.*s%s%.*s", STR_FMT(about), about.n ? between : "",
                           STR_FMT(rating));
    }
    if (mention->reach > 0) {
        struct str reach = MAKE(m, WORD_REACH, maker_whole(m, (double)mention->reach));
        about = str_format(m->arena, "%.*s%s%.*s", STR_FMT(about), about.n ? between : "",
                           STR_FMT(reach));
    }
    return about;
}

static void make_quotes(struct maker *m)
{
    for (size_t i = 0; i < m->incident->sample_count && i < INCIDENT_SAMPLES; i++) {
        const struct mention *mention = &m->incident->samples[i];
        struct str text =
            text_cut(m->arena, mention->text.n ? mention->text : mention->title, QUOTE_MAX);
        m->view->quotes[m->view->quote_count++] = (struct view_quote){
            .text = text,
            .rtl = style_reads_rtl(text),
            .author = text_cut(m->arena, mention->author, NAME_MAX),
            .about = about_mention(m, mention),
            .url = mention->url.n <= URL_MAX ? mention->url : STR_NONE,
        };
    }
    double left = m->incident->observed - (double)m->view->quote_count;
    if (m->view->quote_count > 0 && left >= 1) {
        m->view->quotes_more = MAKE(m, kind_words(m->incident)->quotes_more, maker_whole(m, left));
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
        if (m->context->test || (m->event == EVENT_RESOLVED && !commands[i].over)) {
            continue;
        }
        struct str command = str_format(m->arena, "nabz alert %s %lld%s", commands[i].verb,
                                        (long long)m->incident->id, commands[i].options);
        m->view->commands[m->view->command_count++] =
            (struct view_command){command, maker_plain(m, commands[i].meaning)};
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
    return maker_plain(m, words[state]);
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
                               ? maker_plain(m, WORD_HEALTH_NEVER)
                               : figure_time(m->arena, m->to, source->last_success_at);
        struct str state = state_word(m, source->state), last = MAKE(m, WORD_HEALTH_SINCE, since);
        view->silent[view->silent_count++] = (struct view_silent){
            text_cut(m->arena, source->name, NAME_MAX),
            str_format(m->arena, "%.*s (%.*s)", STR_FMT(state), STR_FMT(last))};
    }
    struct str all = maker_whole(m, (double)context->source_count);
    if (silent > 0 && m->event != EVENT_RESOLVED) {
        maker_answer(m, ANSWER_REAL,
                     context->source_count == 1
                         ? maker_plain(m, WORD_REAL_SILENT_ONE)
                         : MAKE(m, WORD_REAL_SILENT, maker_whole(m, (double)silent), all));
    }
    view->health = silent > 0 ? MAKE(m, WORD_HEALTH_BAD, maker_whole(m, (double)silent), all)
                   : context->source_count == 1 ? maker_plain(m, WORD_HEALTH_ONE)
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
    if (m->incident->accuracy > 0) {
        add_note(m, figure_accuracy(m->arena, m->to, m->incident->accuracy));
    }
    if (m->incident->stories) {
        add_note(m, maker_plain(m, WORD_STORIES));
    }
    struct str means = maker_means(m);
    if (means.n) {
        add_note(m, MAKE(m, WORD_MEANS, m->view->severity, means));
    }
    add_note(m, MAKE(m, WORD_REASON, text_cut(m->arena, context->team, NAME_MAX),
                     text_cut(m->arena, m->incident->rule, NAME_MAX), m->view->brand,
                     figure_number(m->arena, m->to, m->incident->id)));
    add_note(m, MAKE(m, WORD_ZONE, str_of(m->to->zone)));
    if (context->database_bytes > 0) {
        add_note(
            m, MAKE(m, WORD_DATABASE, maker_whole(m, ceil((double)context->database_bytes / MIB))));
    }
    if (context->unsubscribe.n > 0) {
        add_note(m, MAKE(m, WORD_STOP, context->unsubscribe));
    }
}

static void make_picture(struct maker *m)
{
    struct picture_hours p = picture_hours(m->context);
    if (!p.count) {
        return;
    }
    m->view->peak =
        MAKE(m, WORD_TREND_PEAK, maker_whole(m, p.peak), figure_usual(m->arena, m->to, p.high));
    m->view->legend = maker_plain(m, WORD_TREND_LEGEND);
    if (p.gaps) {
        m->view->legend = str_format(m->arena, "%.*s %.*s", STR_FMT(m->view->legend),
                                     STR_FMT(maker_plain(m, WORD_TREND_GAP)));
    }
}

static void make_questions(struct maker *m)
{
    bool over = m->event == EVENT_RESOLVED;
    m->view->questions[ANSWER_BAD] = maker_plain(m, over ? WORD_ASK_WAS : WORD_ASK_BAD);
    m->view->questions[ANSWER_REAL] = maker_plain(m, WORD_ASK_REAL);
    m->view->questions[ANSWER_WHY] = maker_plain(m, WORD_ASK_WHY);
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
    view->window = figure_range(arena, to, incident->window_start, incident->window_end);
    maker_parts(&m);
    make_words(&m);
    make_sources(&m);
    make_questions(&m);
    maker_story(&m);
    view->trend = MAKE(&m, kind_words(incident)->trend, maker_whole(&m, MESSAGE_TREND));
    view->words_title = kind_words(incident)->words;
    make_picture(&m);
    make_quotes(&m);
    make_commands(&m);
    make_health(&m);
    make_notes(&m);
}
