#include "alert/chat.h"

#include "alert/view.h"
#include "alert/words.h"
#include "report/html.h"

#include <jansson.h>

/* A zero-width space: no chat takes "@", it and "all" for a call to all. */
#define BREAK "\xe2\x80\x8b"

static void escape_none(struct buf *out, struct str text)
{
    buf_add(out, text);
}

/* https://api.slack.com/reference/surfaces/formatting#escaping: three characters, and no more. */
static void escape_slack(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        buf_add_z(out, c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : "");
        if (!strchr("&<>", c)) {
            buf_add_byte(out, c);
        }
    }
}

static void escape_markdown(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c && strchr("\\`*_{}[]()<>#+-!|~$:", c)) {
            buf_add_byte(out, '\\');
        }
        buf_add_byte(out, c);
        buf_add_z(out, c == '@' ? BREAK : "");
    }
}

/* How each kind writes. `most` is in bytes, which are never fewer than the characters counted. */
static const struct look {
    void (*escape)(struct buf *out, struct str text);
    const char *bold, *link, *link_end;
    size_t most;
} looks[] = {
    [CHAT_SLACK] = {escape_slack, "*", "<", ">", 12000},
    [CHAT_MATTERMOST] = {escape_markdown, "**", "<", ">", 12000},
    [CHAT_TELEGRAM] = {escape_none, "", "", "", 4000}, /* sendMessage takes 4,096 characters */
    [CHAT_TICKET] = {escape_markdown, "**", "<", ">", 12000},
};

struct talk {
    const struct look *look;
    const struct recipient_prefs *to;
    struct buf *out;
    struct buf line;
};

/* The line that was begun goes out whole or not at all. */
static void end_line(struct talk *talk)
{
    struct str line = buf_str(&talk->line);
    if (talk->out->n + line.n + 1 <= talk->look->most) {
        buf_add(talk->out, line);
        buf_add_byte(talk->out, '\n');
    }
    buf_reset(&talk->line);
}

static void say(struct talk *talk, struct str text)
{
    CLEANUP_BUF struct buf plain = BUF_INIT(LIMIT_MENTION_TEXT);
    text_line(&plain, text);
    talk->look->escape(&talk->line, buf_str(&plain));
}

static void say_bold(struct talk *talk, struct str text)
{
    buf_add_z(&talk->line, talk->look->bold);
    say(talk, text);
    buf_add_z(&talk->line, talk->look->bold);
}

static void say_title(struct talk *talk, enum word word)
{
    buf_add_byte(&talk->line, '\n');
    say_bold(talk, word_plain(talk->to->language, word));
    end_line(talk);
}

/* On a line of its own; one that could end its own brackets is left out. */
static void say_link(struct talk *talk, struct str url)
{
    bool good = str_starts(url, STR("https://")) || str_starts(url, STR("http://"));
    for (size_t i = 0; i < url.n; i++) {
        good = good && (unsigned char)url.p[i] > ' ' && !strchr("<>|\"\\`\x7f", url.p[i]);
    }
    if (good) {
        buf_addf(&talk->line, "%s%.*s%s", talk->look->link, STR_FMT(url), talk->look->link_end);
        end_line(talk);
    }
}

static void say_causes(struct talk *talk, const struct view *view)
{
    if (view->source_count) {
        say_title(talk, WORD_SOURCES);
    }
    for (size_t i = 0; i < view->source_count; i++) {
        buf_add_z(&talk->line, "\xe2\x80\xa2 "); /* a bullet that no chat takes for a list */
        say(talk, view->sources[i].name);
        buf_add_z(&talk->line, ": ");
        say(talk, view->sources[i].line);
        end_line(talk);
    }
    if (view->word_count) {
        say_title(talk, view->words_title);
    }
    for (size_t i = 0; i < view->word_count; i++) {
        buf_add_z(&talk->line, "\xe2\x80\xa2 ");
        say(talk, view->words[i]);
        buf_add_z(&talk->line, ": ");
        say(talk, view->word_lines[i]);
        end_line(talk);
    }
}

static void say_quotes(struct talk *talk, const struct view *view)
{
    if (view->quote_count) {
        say_title(talk, WORD_QUOTES);
    }
    for (size_t i = 0; i < view->quote_count; i++) {
        say(talk, view->quotes[i].author);
        buf_add_z(&talk->line, ": ");
        say(talk, view->quotes[i].text);
        end_line(talk);
        say_link(talk, view->quotes[i].url);
    }
}

static void say_all(struct talk *talk, const struct view *view, bool with_subject)
{
    if (with_subject) {
        say_bold(talk, view->subject);
        end_line(talk);
    }
    for (int i = 0; i < VIEW_ANSWERS; i++) {
        if (view->answers[i].n) {
            say(talk, view->questions[i]);
            buf_add_byte(&talk->line, ' ');
            say(talk, view->answers[i]);
            end_line(talk);
        }
    }
    say(talk, view->window);
    end_line(talk);
    say_causes(talk, view);
    say_quotes(talk, view);
    buf_add_byte(&talk->line, '\n');
    say(talk, view->now.meaning);
    buf_add_byte(&talk->line, ' ');
    say(talk, view->now.command);
    end_line(talk);
}

static int add_piece(const char *bytes, size_t n, void *json)
{
    buf_add(json, (struct str){bytes, n});
    return 0;
}

/* https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks,
 * https://developers.mattermost.com/integrate/webhooks/incoming, core.telegram.org/bots/api
 * #sendmessage, https://docs.gitlab.com/api/issues #new-issue. */
static json_t *body_json(enum chat_kind kind, const struct incident *incident, struct str text,
                         struct str subject, struct str room)
{
    json_t *words = json_stringn(text.p, text.n);
    if (kind == CHAT_TICKET) {
        CLEANUP(arena_clear) struct arena arena = {0};
        return json_pack("{s:s%, s:o, s:s}", "title", subject.p, subject.n, "description", words,
                         "labels",
                         str_format(&arena, "nabz,%s", severity_name(incident->severity)).p);
    }
    if (kind == CHAT_TELEGRAM) {
        return json_pack("{s:s%, s:o, s:{s:b}}", "chat_id", room.p, room.n, "text", words,
                         "link_preview_options", "is_disabled", 1);
    }
    return json_pack("{s:o}", "text", words);
}

static void write_body(json_t *body, struct buf *json)
{
    json_dump_callback(body, add_piece, json, JSON_COMPACT);
    json_decref(body);
}

void chat_compose(enum chat_kind kind, const struct incident *incident, enum incident_event event,
                  const struct recipient_prefs *to, const struct message_context *context,
                  struct str room, struct arena *arena, struct buf *json, struct str *subject)
{
    struct view view;
    CLEANUP_BUF struct buf text = BUF_INIT(looks[kind].most);
    struct talk talk = {&looks[kind], to, &text, BUF_INIT(looks[kind].most)};
    view_make(&view, incident, event, to, context, arena);
    say_all(&talk, &view, kind != CHAT_TICKET);
    write_body(body_json(kind, incident, buf_str(&text), view.subject, room), json);
    buf_clear(&talk.line);
    *subject = view.subject;
}

void chat_letter(enum chat_kind kind, struct str text, struct str room, struct buf *json)
{
    CLEANUP_BUF struct buf out = BUF_INIT(looks[kind].most);
    struct talk talk = {&looks[kind], NULL, &out, BUF_INIT(looks[kind].most)};
    struct str line;
    for (bool first = true; str_take(&text, '\n', &line); first = false) {
        if (str_starts(str_trim(line), STR("http"))) {
            say_link(&talk, str_trim(line));
            continue;
        }
        (first ? say_bold : say)(&talk, line);
        end_line(&talk);
    }
    write_body(body_json(kind, NULL, buf_str(&out), STR_NONE, room), json);
    buf_clear(&talk.line);
}
