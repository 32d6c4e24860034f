/* Composes one mail from a scenario file: compose FILE EVENT [KIND] > mail. A line of the file is a
 * name, a tab, and a value or more, apart by tabs; "\r" and "\n" in a value stand for those bytes.
 */
#include "alert/message.h"
#include "base/file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define NOW 1795330800 /* 2026-11-22 10:30 in Tehran */

struct scenario {
    struct arena arena;
    struct incident incident;
    struct recipient_prefs to;
    struct message_context context;
    struct source_status sources[8];
    struct trend_hour trend[MESSAGE_TREND];
};

static struct str unescape(struct arena *arena, struct str text)
{
    char *out = arena_array(arena, char, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        bool escape = text.p[i] == '\\' && i + 1 < text.n;
        char next = escape ? text.p[++i] : text.p[i];
        out[n++] = !escape ? next : next == 'r' ? '\r' : next == 'n' ? '\n' : next;
    }
    return (struct str){out, n};
}

static double number(struct str text)
{
    double value = 0;
    if (!str_to_double(text, &value)) {
        fprintf(stderr, "not a number: %.*s\n", STR_FMT(text));
        exit(1);
    }
    return value;
}

static struct driver driver_of(const struct str *v)
{
    return (struct driver){v[1], number(v[2]), number(v[3]), number(v[4])};
}

static struct mention mention_of(const struct str *v)
{
    return (struct mention){.author = v[1],
                            .url = v[2],
                            .text = v[3],
                            .published_at = NOW - (int64_t)number(v[4]) * 60,
                            .rating = number(v[5]),
                            .reach = (int64_t)number(v[6])};
}

/* "author" with a count repeats its value: a name of ten thousand characters. */
static struct str repeated(struct arena *arena, struct str text, double times)
{
    CLEANUP_BUF struct buf out = BUF_INIT(1 << 20);
    for (int i = 0; i < times; i++) {
        buf_add(&out, text);
    }
    return str_copy(arena, buf_str(&out));
}

static void take(struct scenario *s, const struct str *v)
{
    struct incident *i = &s->incident;
    if (str_eq(v[0], STR("brand"))) {
        i->brand = v[1];
    } else if (str_eq(v[0], STR("numbers"))) {
        i->observed = number(v[1]);
        i->expected = number(v[2]);
        i->total = number(v[3]);
        i->total_expected = number(v[4]);
        i->p = number(v[5]);
        i->window_start = NOW - (int64_t)number(v[6]) * HOUR;
    } else if (str_eq(v[0], STR("severity"))) {
        i->severity = severity_from_name(str_z(&s->arena, v[1]));
    } else if (str_eq(v[0], STR("source"))) {
        i->sources[i->source_count++] = driver_of(v);
    } else if (str_eq(v[0], STR("word"))) {
        i->words[i->word_count++] = driver_of(v);
    } else if (str_eq(v[0], STR("need"))) {
        i->needs[i->need_count++] = driver_of(v);
    } else if (str_eq(v[0], STR("author"))) {
        i->authors[i->author_count++] = driver_of(v);
    } else if (str_eq(v[0], STR("part"))) {
        i->part = v[1];
    } else if (str_eq(v[0], STR("quote"))) {
        i->samples[i->sample_count++] = mention_of(v);
    } else if (str_eq(v[0], STR("long-author"))) {
        i->samples[0].author = repeated(&s->arena, v[1], number(v[2]));
    } else if (str_eq(v[0], STR("to"))) {
        s->to.name = v[1];
        s->to.address = v[2];
    } else if (str_eq(v[0], STR("language"))) {
        s->to.language = str_eq(v[1], STR("fa")) ? MESSAGE_FA : MESSAGE_EN;
        s->to.jalali = s->to.persian_digits = s->to.language == MESSAGE_FA;
    } else if (str_eq(v[0], STR("team"))) {
        s->context.team = v[1];
        s->context.from_name = v[2];
        s->context.from_address = s->context.unsubscribe = v[3];
    } else if (str_eq(v[0], STR("status"))) {
        struct source_status *status = &s->sources[s->context.source_count++];
        *status = (struct source_status){.name = v[1],
                                         .state = source_state_from_name(str_z(&s->arena, v[2])),
                                         .last_success_at = NOW - (int64_t)number(v[3]) * HOUR};
    } else {
        fprintf(stderr, "unknown line: %.*s\n", STR_FMT(v[0]));
        exit(1);
    }
}

static void draw_trend(struct scenario *s)
{
    for (int k = 0; k < MESSAGE_TREND; k++) {
        double usual = 2.2 + 1.8 * sin((k + 5) * 6.2832 / 24);
        int noise = (k * 7919 + 13) % 5 - 2, spike = k >= 66 ? (k - 64) * 3 : 0;
        double count = fmax(0, round(usual + noise * 0.6)) + spike;
        s->trend[k] = (struct trend_hour){
            .fact = {.hour = NOW / HOUR - MESSAGE_TREND + k,
                     .negative = (uint32_t)count,
                     .total = (uint32_t)(count * 2 + 3),
                     .gap = k == 30 || k == 31},
            .expected = usual,
            .high = usual + 4,
        };
    }
}

static void read_scenario(struct scenario *s, struct str text)
{
    struct str line;
    while (str_take(&text, '\n', &line)) {
        struct str value[8] = {{0}}, rest = line;
        for (size_t n = 0; n < 8 && str_take(&rest, '\t', &value[n]); n++) {
            value[n] = unescape(&s->arena, value[n]);
        }
        if (value[0].n > 0 && value[0].p[0] != '#') {
            take(s, value);
        }
    }
}

static enum incident_event event_of(const char *name)
{
    for (int e = 0; e < EVENT_COUNT; e++) {
        if (strcmp(incident_event_name((enum incident_event)e), name) == 0) {
            return (enum incident_event)e;
        }
    }
    return EVENT_OPENED;
}

int main(int argc, char **argv)
{
    static struct scenario s;
    struct err err = ERR_NONE;
    struct str subject;
    CLEANUP_BUF struct buf text = BUF_INIT(1 << 20), mail = BUF_INIT(LIMIT_MAIL);
    if (argc < 3 || argc > 4 || !file_read(argv[1], &text, &err)) {
        fprintf(stderr, "compose FILE EVENT [KIND]: %s\n", err.text);
        return 1;
    }
    enum incident_event event = event_of(argv[2]);
    bool dark = argc > 3 && strcmp(argv[3], "dark") == 0; /* silence, and the source is why */
    s.incident = (struct incident){.id = 1042,
                                   .kind = dark       ? KIND_SILENCE
                                           : argc > 3 ? incident_kind_from_name(argv[3])
                                                      : KIND_SPIKE,
                                   .no_data = dark,
                                   .rule = argc > 3 ? str_of(argv[3]) : STR("spike"),
                                   .window_end = NOW,
                                   .accuracy = 0.72,
                                   .opened_at = NOW - 4 * HOUR,
                                   .grown_at = TIME_NONE,
                                   .reopened_at = event == EVENT_REOPENED ? NOW : TIME_NONE,
                                   .returns = event == EVENT_REOPENED,
                                   .resolved_at = event == EVENT_RESOLVED ? NOW : TIME_NONE};
    s.to.zone = "Asia/Tehran";
    s.context = (struct message_context){
        .now = NOW,
        .trend = s.trend,
        .trend_count = MESSAGE_TREND,
        .sources = s.sources,
        .respond_by = event == EVENT_OPENED ? NOW + 6 * HOUR : TIME_NONE,
        .database_bytes = 48 << 20,
        .list_id = STR("care.nabz.example"),
        .root_id = STR("incident-1042-opened@nabz.example"),
        .message_id = event == EVENT_OPENED ? STR("incident-1042-opened@nabz.example")
                                            : STR("incident-1042-later@nabz.example")};
    read_scenario(&s, buf_str(&text));
    draw_trend(&s);
    message_compose(&s.incident, event, &s.to, &s.context, &s.arena, &mail, &subject);
    fwrite(mail.p, 1, mail.n, stdout);
    fprintf(stderr, "%.*s\n", STR_FMT(subject));
    arena_clear(&s.arena);
    return mail.overflow;
}
