#include "alert/held_back.h"

#include "alert/event_json.h"
#include "alert/words.h"
#include "report/html.h"

enum { LISTED = 20, EVENT_LISTED = 100, NAME_MAX = 80, SUBJECT_MAX = 200 };

static struct str count_words(const struct recipient_prefs *to, struct arena *arena, size_t count,
                              enum word one, enum word many)
{
    return count == 1 ? word_plain(to->language, one)
                      : SAY(arena, to->language, many, figure_whole(arena, to, (double)count));
}

static void list_one(struct letter *letter, const struct held_incident *held, struct arena *arena)
{
    if (held->known) {
        incident_item(letter, &held->incident, &held->titles, arena);
    } else {
        letter_item(letter, text_cut(arena, held->subject, SUBJECT_MAX),
                    figure_time(arena, letter->to, held->first_at));
    }
}

static size_t count_open(const struct held_back *held)
{
    size_t open = 0;
    for (size_t i = 0; i < held->incident_count; i++) {
        open += held->incidents[i].open;
    }
    return open;
}

static void list_some(const struct held_back *held, bool open, size_t count, struct arena *arena,
                      struct letter *letter)
{
    size_t listed = 0;
    if (!count) {
        return;
    }
    letter_section(letter, word_plain(letter->to->language,
                                      open ? WORD_HELD_STILL_OPEN : WORD_HELD_OVER_BY_NOW));
    for (size_t i = 0; i < held->incident_count && listed < LISTED; i++) {
        if (held->incidents[i].open == open) {
            list_one(letter, &held->incidents[i], arena);
            listed++;
        }
    }
    if (count > LISTED) {
        letter_line(letter, SAY(arena, letter->to->language, WORD_HELD_MORE,
                                figure_whole(arena, letter->to, (double)(count - LISTED))));
    }
}

static void list_all(const struct held_back *held, struct arena *arena, struct letter *letter)
{
    size_t open = count_open(held);
    list_some(held, true, open, arena, letter);
    list_some(held, false, held->incident_count - open, arena, letter);
}

static struct str headline(const struct held_back *held, const struct recipient_prefs *to,
                           struct arena *arena)
{
    if (!held->away) {
        return count_words(to, arena, held->message_count, WORD_HELD_ONE, WORD_HELD);
    }
    size_t open = count_open(held);
    struct str incidents =
        count_words(to, arena, held->incident_count, WORD_INCIDENT_ONE, WORD_INCIDENTS);
    return open == held->incident_count ? SAY(arena, to->language, WORD_AWAY_ALL_OPEN, incidents)
           : open                       ? SAY(arena, to->language, WORD_AWAY_OPEN, incidents,
                                              figure_whole(arena, to, (double)open))
                                        : SAY(arena, to->language, WORD_AWAY, incidents);
}

static struct str reason(const struct held_back *held, const struct recipient_prefs *to,
                         const struct message_context *context, struct arena *arena)
{
    struct str team = text_cut(arena, context->team, NAME_MAX);
    struct str limit = held->limit ? SAY(arena, to->language, WORD_HELD_WHY, team,
                                         figure_whole(arena, to, (double)held->limit))
                                   : STR("");
    struct str away = held->away ? SAY(arena, to->language, WORD_AWAY_WHY, team) : STR("");
    return str_format(arena, "%.*s%s%.*s", STR_FMT(away), away.n && limit.n ? " " : "",
                      STR_FMT(limit));
}

void held_back_add(const struct held_back *held, const struct message_context *context,
                   struct arena *arena, struct letter *letter)
{
    letter_section(letter, headline(held, letter->to, arena));
    letter_line(letter, reason(held, letter->to, context, arena));
    list_all(held, arena, letter);
}

/* To be cleared by the caller. */
static void write_letter(const struct held_back *held, const struct recipient_prefs *to,
                         const struct message_context *context, struct arena *arena,
                         struct letter *letter, struct str *subject)
{
    *subject = headline(held, to, arena);
    letter_open(letter, to, *subject, reason(held, to, context, arena));
    list_all(held, arena, letter);
    letter_note(letter, SAY(arena, to->language, WORD_ZONE, str_of(to->zone)));
    if (context->unsubscribe.n) {
        letter_note(letter, SAY(arena, to->language, WORD_STOP, context->unsubscribe));
    }
    letter_end(letter);
}

void held_back_compose(const struct held_back *held, const struct recipient_prefs *to,
                       const struct message_context *context, struct arena *arena, struct buf *mail,
                       struct str *subject)
{
    CLEANUP(letter_clear) struct letter letter = {.to = NULL};
    write_letter(held, to, context, arena, &letter, subject);
    message_write(mail, to, context, *subject, buf_str(&letter.text), buf_str(&letter.html));
}

void held_back_chat(const struct held_back *held, enum chat_kind kind,
                    const struct recipient_prefs *to, const struct message_context *context,
                    struct str room, struct arena *arena, struct buf *json, struct str *subject)
{
    CLEANUP(letter_clear) struct letter letter = {.to = NULL};
    write_letter(held, to, context, arena, &letter, subject);
    chat_letter(kind, buf_str(&letter.text), room, json);
}

static json_t *incident_json(const struct held_incident *held)
{
    const struct incident *incident = &held->incident;
    json_t *object = json_object();
    event_set(object, "id", json_integer(incident->id));
    event_set_text(object, "rule", incident->rule, EVENT_FIELD_MAX);
    event_set_text(object, "brand", incident->brand, EVENT_FIELD_MAX);
    event_set_text(object, "part", incident->part, EVENT_FIELD_MAX);
    event_set(object, "severity", json_string(severity_name(incident->severity)));
    event_set(object, "open", json_boolean(held->open));
    event_set_time(object, "held_at", held->first_at);
    return object;
}

void held_back_event(const struct held_back *held, const struct event_context *context,
                     struct buf *json)
{
    json_t *object = event_head(context), *list = json_array();
    size_t listed = held->incident_count < EVENT_LISTED ? held->incident_count : EVENT_LISTED;
    for (size_t i = 0; i < listed; i++) {
        json_array_append_new(list, incident_json(&held->incidents[i]));
    }
    event_set(object, "messages", json_integer((json_int_t)held->message_count));
    event_set(object, "incidents", list);
    event_set(object, "left_out", json_integer((json_int_t)(held->incident_count - listed)));
    event_write(object, json);
}
