#include "alert/source_letter.h"

#include "alert/words.h"
#include "report/html.h"

#include <jansson.h>

enum { LISTED = 40, NAMED = 3, NAME_MAX = 64, ERROR_MAX = 300, KINDS = NEWS_OVER + 1 };

static size_t count_of(const struct source_news *list, size_t count, enum source_news_kind what)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        n += list[i].what == what;
    }
    return n;
}

/* ---- the mail ---- */

static struct str line_of(const struct source_news *news, const struct recipient_prefs *to,
                          struct arena *arena)
{
    enum message_language language = to->language;
    const struct source_status *status = &news->status;
    struct str since = figure_time(arena, to, news->trouble.began_at);
    if (news->what == NEWS_OVER) {
        return SAY(arena, language, WORD_SOURCE_WAS, since);
    }
    switch (news->trouble.kind) {
    case TROUBLE_FAILING:
        return SAY(arena, language, WORD_SOURCE_FAILING, figure_whole(arena, to, status->failures),
                   text_cut(arena, status->error, ERROR_MAX));
    case TROUBLE_SILENT:
        return SAY(arena, language, WORD_SOURCE_SILENT,
                   figure_hours(arena, to, status->habit.quiet_s / HOUR),
                   figure_hours(arena, to, (status->habit.longest_s + HOUR - 1) / HOUR));
    case TROUBLE_BARE:
        return SAY(arena, language, WORD_SOURCE_BARE,
                   figure_whole(arena, to, (double)status->habit.bare));
    case TROUBLE_TOKEN:
        return SAY(arena, language, WORD_SOURCE_TOKEN,
                   figure_time(arena, to, status->token_ends_at));
    case TROUBLE_KINDS:
        break;
    }
    return STR_NONE;
}

static void write_section(struct letter *letter, const struct source_news *list, size_t count,
                          enum source_news_kind what, struct arena *arena)
{
    static const enum word titles[KINDS] = {WORD_SOURCES_BEGUN, WORD_SOURCES_LASTS,
                                            WORD_SOURCES_OVER};
    enum message_language language = letter->to->language;
    size_t listed = 0, all = count_of(list, count, what);
    if (all == 0) {
        return;
    }
    letter_section(letter, word_plain(language, titles[what]));
    for (size_t i = 0; i < count && listed < LISTED; i++) {
        if (list[i].what == what) {
            letter_item(letter, list[i].trouble.source, line_of(&list[i], letter->to, arena));
            listed++;
        }
    }
    if (all > listed) {
        letter_line(letter, SAY(arena, language, WORD_SOURCES_MORE,
                                figure_whole(arena, letter->to, (double)(all - listed))));
    }
}

/* What is new decides; the first sources are named. */
static struct str subject_of(const struct source_news *list, size_t count,
                             const struct recipient_prefs *to, struct arena *arena)
{
    static const enum word words[KINDS] = {WORD_SOURCES_SUBJECT, WORD_SOURCES_SUBJECT_LASTS,
                                           WORD_SOURCES_SUBJECT_OVER};
    enum source_news_kind what = NEWS_BEGUN;
    while (count_of(list, count, what) == 0) {
        what++;
    }
    struct str names = STR_NONE, comma = word_plain(to->language, WORD_SOURCES_COMMA);
    size_t named = 0;
    for (size_t i = 0; i < count && named < NAMED; i++) {
        if (list[i].what == what) {
            struct str name = text_cut(arena, list[i].trouble.source, NAME_MAX);
            names = named++ ? str_format(arena, "%.*s%.*s%.*s", STR_FMT(names), STR_FMT(comma),
                                         STR_FMT(name))
                            : name;
        }
    }
    const char *more = count_of(list, count, what) > named ? " \xe2\x80\xa6" : "";
    return SAY(arena, to->language, words[what],
               figure_whole(arena, to, (double)count_of(list, count, what)),
               str_format(arena, "%.*s%s", STR_FMT(names), more));
}

void source_letter_write(const struct source_news *list, size_t count,
                         const struct recipient_prefs *to, struct str team, struct arena *arena,
                         struct letter *letter, struct str *subject)
{
    enum message_language language = to->language;
    *subject = subject_of(list, count, to, arena);
    letter_open(letter, to, *subject,
                SAY(arena, language, WORD_SOURCES_WHY, text_cut(arena, team, NAME_MAX)));
    for (int what = 0; what < KINDS; what++) {
        write_section(letter, list, count, (enum source_news_kind)what, arena);
    }
    letter_note(letter, word_plain(language, WORD_SOURCES_STATUS));
    letter_note(letter, SAY(arena, language, WORD_ZONE, str_of(to->zone)));
    letter_end(letter);
}

/* ---- the event ---- */

static json_t *text_json(struct str text, size_t most)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct str cut = text_cut(&arena, text, most);
    return json_stringn(cut.p ? cut.p : "", cut.n);
}

static json_t *time_json(int64_t at)
{
    char text[TIME_TEXT_MAX];
    return at == TIME_NONE ? json_null() : json_string(time_format(at, text));
}

static json_t *news_json(const struct source_news *news)
{
    static const char *const words[KINDS] = {"begun", "lasts", "over"};
    json_t *object = json_object();
    json_object_set_new(object, "source", text_json(news->trouble.source, NAME_MAX));
    json_object_set_new(object, "what", json_string(words[news->what]));
    json_object_set_new(object, "kind", json_string(trouble_kind_name(news->trouble.kind)));
    json_object_set_new(object, "detail", text_json(news->trouble.detail, ERROR_MAX));
    json_object_set_new(object, "began_at", time_json(news->trouble.began_at));
    json_object_set_new(object, "last_success_at", time_json(news->status.last_success_at));
    return object;
}

static int add_piece(const char *bytes, size_t n, void *json)
{
    buf_add(json, (struct str){bytes, n});
    return 0;
}

void source_event_compose(const struct source_news *list, size_t count, struct str id,
                          struct str team, int64_t now, struct buf *json)
{
    json_t *object = json_object(), *sources = json_array();
    size_t listed = count < SOURCE_EVENT_MAX ? count : SOURCE_EVENT_MAX;
    for (size_t i = 0; i < listed; i++) {
        json_array_append_new(sources, news_json(&list[i]));
    }
    json_object_set_new(object, "version", json_integer(1));
    json_object_set_new(object, "id", text_json(id, NAME_MAX));
    json_object_set_new(object, "event", json_string("sources"));
    json_object_set_new(object, "team", text_json(team, NAME_MAX));
    json_object_set_new(object, "made_at", time_json(now));
    json_object_set_new(object, "troubles", sources);
    json_object_set_new(object, "left_out", json_integer((json_int_t)(count - listed)));
    json_dump_callback(object, add_piece, json, JSON_COMPACT);
    json_decref(object);
}
