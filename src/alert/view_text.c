/* The text part: what the mail says to a reader without HTML, and to a screen reader. Links and
 * commands stand on lines of their own, so that no neighbour can turn them around. */
#include "alert/view.h"

#include "alert/picture.h"
#include "alert/words.h"
#include "report/html.h"

#include <math.h>

#define SPARK_HOURS 2 /* one sign for two hours: 72 hours fit on a line */

struct writer {
    const struct view *view;
    const struct recipient_prefs *to;
    struct buf *out;
};

static void line(const struct writer *w, const char *before, struct str text)
{
    buf_add_z(w->out, before);
    text_line(w->out, text);
    buf_add_byte(w->out, '\n');
}

static void title_text(const struct writer *w, struct str text)
{
    buf_add_byte(w->out, '\n');
    line(w, "", text);
}

static void title(const struct writer *w, enum word word)
{
    title_text(w, word_plain(w->to->language, word));
}

/* Block elements one to eight eighths high: U+2581 to U+2588. */
static void spark(const struct writer *w, double height)
{
    int eighths = (int)fmin(fmax(ceil(height * 8), 1), 8);
    buf_addf(w->out, "\xe2\x96%c", 0x80 + eighths);
}

static void write_trend(const struct writer *w, const struct message_context *context)
{
    struct picture_hours p = picture_hours(context);
    if (p.count == 0) {
        return;
    }
    title_text(w, w->view->trend);
    for (size_t i = 0; i < p.count; i += SPARK_HOURS) {
        double most = -1;
        for (size_t k = i; k < i + SPARK_HOURS && k < p.count; k++) {
            most = p.hours[k].fact.gap ? most : fmax(most, p.hours[k].fact.negative);
        }
        if (most < 0) {
            buf_add_z(w->out, "\xc2\xb7"); /* a middle dot: no data */
        } else {
            spark(w, most / p.peak);
        }
    }
    buf_add_byte(w->out, '\n');
    line(w, "", w->view->peak);
}

static void write_shares(const struct writer *w, enum word heading, const struct view_source *list,
                         size_t count)
{
    if (count > 0) {
        title(w, heading);
    }
    for (size_t i = 0; i < count; i++) {
        line(w, "- ", list[i].name);
        buf_add_z(w->out, "  ");
        text_line(w->out, list[i].line);
        line(w, w->view->rtl ? "\xd8\x8c " : ", ", list[i].share);
    }
}

static void write_causes(const struct writer *w)
{
    const struct view *v = w->view;
    write_shares(w, WORD_SOURCES, v->sources, v->source_count);
    write_shares(w, WORD_NEEDS, v->needs, v->need_count);
    if (v->word_count > 0) {
        title(w, w->view->words_title);
    }
    for (size_t i = 0; i < v->word_count; i++) {
        buf_add_z(w->out, "- ");
        text_line(w->out, v->words[i]);
        line(w, ": ", v->word_lines[i]);
    }
}

static void write_quotes(const struct writer *w)
{
    const struct view *v = w->view;
    if (v->quote_count == 0) {
        return;
    }
    title(w, WORD_QUOTES);
    for (size_t i = 0; i < v->quote_count; i++) {
        const struct view_quote *quote = &v->quotes[i];
        line(w, "> ", quote->text);
        if (quote->author.n > 0) {
            line(w, "  ", quote->author);
        }
        line(w, "  ", quote->about);
        if (quote->url.n > 0) {
            line(w, "  ", quote->url);
        }
        buf_add_byte(w->out, '\n');
    }
    if (v->quotes_more.n > 0) {
        line(w, "", v->quotes_more);
    }
}

static void write_commands(const struct writer *w)
{
    if (!w->view->command_count) {
        return;
    }
    title(w, WORD_TODO);
    for (size_t i = 0; i < w->view->command_count; i++) {
        line(w, "- ", w->view->commands[i].meaning);
        line(w, "    ", w->view->commands[i].command);
    }
}

static void write_small_print(const struct writer *w)
{
    const struct view *v = w->view;
    buf_add_z(w->out, "\n-- \n"); /* a signature: mail programs fold it away */
    if (v->health.n > 0) {
        line(w, "", v->health);
    }
    for (size_t i = 0; i < v->silent_count; i++) {
        buf_add_z(w->out, "- ");
        text_line(w->out, v->silent[i].name);
        line(w, ": ", v->silent[i].line);
    }
    for (size_t i = 0; i < v->note_count; i++) {
        line(w, "", v->notes[i]);
    }
}

static void write_answers(const struct writer *w)
{
    for (int i = 0; i < VIEW_ANSWERS; i++) {
        if (w->view->answers[i].n > 0) {
            text_line(w->out, w->view->questions[i]);
            line(w, " ", w->view->answers[i]);
        }
    }
    text_line(w->out, word_plain(w->to->language, WORD_ASK_NOW));
    line(w, " ", w->view->now.meaning);
    line(w, "    ", w->view->now.command);
}

void view_text(const struct view *view, const struct recipient_prefs *to,
               const struct message_context *context, struct buf *out)
{
    struct writer w = {view, to, out};
    line(&w, "", view->brand);
    line(&w, "", view->headline);
    line(&w, "", view->window);
    buf_add_byte(out, '\n');
    write_answers(&w);
    write_trend(&w, context);
    write_causes(&w);
    write_quotes(&w);
    write_commands(&w);
    write_small_print(&w);
}
