/* The HTML part: one column of tables with inline styles, because that is what mail programs keep.
 * The style element in the head only adds the dark colours, where it is understood. Direction and
 * language stand on every level, since a webmail may show the body without its root. Nothing comes
 * from the network: the picture is a part of the message. */
#include "alert/view.h"

#include "alert/style.h"
#include "alert/words.h"
#include "report/html.h"

#include <math.h>

/* One accent for each severity, index 0 for "over": itself, its pale companion, and how it reads on
 * a dark ground. */
static const struct {
    const char *strong, *pale, *on_dark;
} accents[SEVERITY_COUNT] = {
    {"#2b7549", "#e8f5ed", "#7fd3a0"},
    {"#8f5f00", "#fdf5e0", "#f0c050"},
    {"#c2410c", "#fff0e6", "#ff9e66"},
    {"#b4232c", "#fdecec", "#ff8f88"},
};

struct writer {
    const struct view *view;
    const struct recipient_prefs *to;
    struct buf *out;
    const char *dir, *lang, *accent, *pale;
    const char *start, *end; /* sides: left and right, or the other way round */
};

static void raw(const struct writer *w, const char *markup)
{
    buf_add_z(w->out, markup);
}

/* <tag dir lang class style>; both attributes may hold nothing. */
static void open_tag(const struct writer *w, const char *tag, const char *class, const char *style)
{
    buf_addf(w->out, "<%s dir=\"%s\" lang=\"%s\" class=\"%s\" style=\"%s\">", tag, w->dir, w->lang,
             class, style);
}

static void text_in(const struct writer *w, const char *tag, const char *class, const char *style,
                    struct str text)
{
    open_tag(w, tag, class, style);
    html_text(w->out, text);
    buf_addf(w->out, "</%s>\n", tag);
}

static void isolated(const struct writer *w, struct str text)
{
    raw(w, "<bdi>");
    html_text(w->out, text);
    raw(w, "</bdi>");
}

static void section_open(const struct writer *w)
{
    raw(w, "<tr>");
    open_tag(w, "td", "ink rule pad", "padding:20px 24px;border-top:1px solid #e6e9ed;" INK FONT);
}

static void section_close(const struct writer *w)
{
    raw(w, "</td></tr>\n");
}

static void title_text(const struct writer *w, struct str text)
{
    text_in(w, "div", "soft",
            "font-size:13px;line-height:20px;font-weight:600;padding-bottom:10px;" SOFT, text);
}

static void title(const struct writer *w, enum word word)
{
    title_text(w, word_plain(w->to->language, word));
}

static void table_open(const struct writer *w, const char *dir, const char *style)
{
    buf_addf(w->out,
             "<table role=\"presentation\" dir=\"%s\" width=\"100%%\" cellpadding=\"0\" "
             "cellspacing=\"0\" border=\"0\" style=\"border-collapse:collapse;%s\">",
             dir, style);
}

static void write_label(const struct writer *w)
{
    const struct view *v = w->view;
    buf_addf(w->out,
             "<span class=\"pill\" style=\"display:inline-block;padding:1px 10px;"
             "border-radius:10px;font-size:13px;line-height:20px;font-weight:600;color:%s;"
             "background:%s\">",
             w->accent, w->pale);
    html_text(w->out, v->accent == SEVERITY_NONE
                          ? word_plain(w->to->language, WORD_SUBJECT_OVER_TAG)
                          : v->label);
    buf_addf(w->out,
             "</span> <span class=\"ink\" style=\"font-size:15px;line-height:24px;"
             "font-weight:600;padding-%s:6px;" INK "\">",
             w->start);
    isolated(w, v->brand);
    raw(w, "</span>\n");
}

/* A question and its answer side by side. */
static void write_answer(const struct writer *w, struct str question, struct str answer)
{
    raw(w, "<tr>");
    open_tag(
        w, "td", "soft",
        "width:84px;vertical-align:top;padding:4px 0;font-size:13px;line-height:23px;" SOFT FONT);
    html_text(w->out, question);
    raw(w, "</td>");
    open_tag(w, "td", "ink",
             "vertical-align:top;padding:4px 0;font-size:15px;line-height:23px;" INK FONT);
    html_text(w->out, answer);
    raw(w, "</td></tr>\n");
}

static void write_code(const struct writer *w, struct str command)
{
    buf_addf(w->out,
             "<code dir=\"ltr\" class=\"code ink\" style=\"display:inline-block;padding:2px 9px;"
             "border-radius:5px;font-size:13px;line-height:22px;background:#f0f2f5;"
             "unicode-bidi:embed;" INK MONO "\">");
    html_text(w->out, command);
    raw(w, "</code>");
}

static void write_now(const struct writer *w)
{
    buf_addf(w->out,
             "<div dir=\"%s\" lang=\"%s\" class=\"pale ink\" style=\"margin-top:12px;padding:10px "
             "14px 12px;border-radius:8px;font-size:15px;"
             "line-height:24px;background:%s;" INK "\">",
             w->dir, w->lang, w->pale);
    text_in(w, "div", "ink", "font-weight:600;" INK, word_plain(w->to->language, WORD_ASK_NOW));
    html_text(w->out, w->view->now.meaning);
    raw(w, "<br>");
    write_code(w, w->view->now.command);
    raw(w, "</div>\n");
}

/* The first screen of a phone. */
static void write_head(const struct writer *w)
{
    const struct view *v = w->view;
    raw(w, "<tr>");
    open_tag(w, "td", "ink pad", "padding:20px 24px;" INK FONT);
    write_label(w);
    text_in(
        w, "div", "ink",
        "font-size:24px;line-height:34px;font-weight:700;padding-top:8px;text-wrap:balance;" INK,
        v->headline);
    text_in(w, "div", "soft", "font-size:13px;line-height:22px;padding-bottom:8px;" SOFT,
            v->window);
    table_open(w, w->dir, "");
    for (int i = 0; i < VIEW_ANSWERS; i++) {
        if (v->answers[i].n > 0) {
            write_answer(w, v->questions[i], v->answers[i]);
        }
    }
    raw(w, "</table>\n");
    write_now(w);
    section_close(w);
}

/* The words stand where a mail program shows no picture, and are read out where one is not seen. */
static void write_picture(const struct writer *w, const char *cid)
{
    buf_addf(w->out,
             "<img src=\"cid:%s\" width=\"512\" dir=\"%s\" lang=\"%s\" class=\"soft\" "
             "style=\"display:block;width:100%%;max-width:512px;height:auto;border:0;"
             "font-size:14px;line-height:22px;" SOFT FONT "\" alt=\"",
             cid, w->dir, w->lang);
    html_text(w->out, w->view->trend);
    raw(w, ". ");
    html_text(w->out, w->view->peak);
    raw(w, "\">\n");
}

static void write_trend(const struct writer *w, const char *cid)
{
    if (w->view->peak.n == 0) {
        return;
    }
    section_open(w);
    title_text(w, w->view->trend);
    if (cid) {
        write_picture(w, cid);
    }
    open_tag(w, "div", "soft", "font-size:13px;line-height:22px;padding-top:6px;" SOFT);
    html_text(w->out, w->view->peak);
    raw(w, cid ? " " : "");
    html_text(w->out, cid ? w->view->legend : STR_NONE);
    raw(w, "</div>");
    section_close(w);
}

static void write_source(const struct writer *w, const struct view_source *source)
{
    raw(w, "<tr>");
    open_tag(w, "td", "ink", "padding:0 0 10px;font-size:15px;line-height:24px;" INK FONT);
    isolated(w, source->name);
    raw(w, " ");
    open_tag(w, "span", "soft", "font-size:13px;" SOFT);
    html_text(w->out, source->line);
    raw(w, "</span>");
    table_open(w, w->dir, "table-layout:fixed;");
    int part = (int)lround(100 * source->part);
    buf_addf(
        w->out,
        "<tr><td style=\"padding:3px 0 0\"><div class=\"pale\" style=\"height:6px;"
        "border-radius:3px;background:%s;line-height:0\"><div class=\"bar\" style=\"width:%d%%;"
        "height:6px;border-radius:3px;background:%s;line-height:0\"></div></div></td>",
        w->pale, part < 1 ? 1 : part, w->accent);
    buf_addf(w->out,
             "<td dir=\"%s\" width=\"120\" class=\"soft\" style=\"text-align:%s;font-size:13px;"
             "line-height:18px;" SOFT FONT "\">",
             w->dir, w->end);
    html_text(w->out, source->share);
    raw(w, "</td></tr></table></td></tr>\n");
}

static void write_words(const struct writer *w)
{
    const struct view *v = w->view;
    title(w, w->view->words_title);
    open_tag(w, "div", "ink", "line-height:34px;" INK);
    for (size_t i = 0; i < v->word_count; i++) {
        style_chip(w->out, w->end, w->pale, v->words[i], v->word_lines[i]);
    }
    raw(w, "</div>");
}

static void write_shares(const struct writer *w, enum word heading, const struct view_source *list,
                         size_t count)
{
    if (count > 0) {
        title(w, heading);
        table_open(w, w->dir, "");
        for (size_t i = 0; i < count; i++) {
            write_source(w, &list[i]);
        }
        raw(w, "</table>");
    }
}

static void space(const struct writer *w)
{
    raw(w, "<div style=\"height:14px;line-height:14px\">&nbsp;</div>");
}

static void write_causes(const struct writer *w)
{
    const struct view *v = w->view;
    if (v->source_count == 0 && v->word_count == 0 && v->need_count == 0) {
        return;
    }
    section_open(w);
    if (v->word_count > 0) {
        write_words(w);
    }
    if (v->word_count > 0 && v->source_count > 0) {
        space(w);
    }
    write_shares(w, WORD_SOURCES, v->sources, v->source_count);
    if (v->word_count + v->source_count > 0 && v->need_count > 0) {
        space(w);
    }
    write_shares(w, WORD_NEEDS, v->needs, v->need_count);
    section_close(w);
}

static void write_quote(const struct writer *w, const struct view_quote *quote)
{
    buf_addf(
        w->out,
        "<table role=\"presentation\" dir=\"%s\" width=\"100%%\" cellpadding=\"0\" "
        "cellspacing=\"0\" border=\"0\" style=\"border-collapse:collapse;margin:0 0 16px\">"
        "<tr><td dir=\"%s\" class=\"ink edge\" style=\"padding:0 14px;text-align:%s;border-%s:3px "
        "solid %s;"
        "font-size:16px;line-height:27px;" INK FONT "\">",
        w->dir, quote->rtl ? "rtl" : "ltr", w->start, w->start, w->accent);
    style_prose(w->out, quote->text);
    raw(w, "</td></tr><tr>");
    buf_addf(
        w->out,
        "<td dir=\"%s\" lang=\"%s\" class=\"soft edge\" style=\"padding:4px 14px 0;border-%s:3px "
        "solid %s;font-size:13px;line-height:22px;" SOFT FONT "\">",
        w->dir, w->lang, w->start, w->accent);
    if (quote->author.n > 0) {
        isolated(w, quote->author);
        raw(w, quote->about.n > 0 ? " &middot; " : "");
    }
    html_text(w->out, quote->about);
    if (quote->url.n > 0) {
        raw(w, "<br><a class=\"link\" style=\"color:#1a5fb4;text-decoration:underline\" href=\"");
        html_link(w->out, quote->url);
        raw(w, "\">");
        html_text(w->out, word_plain(w->to->language, WORD_LINK));
        raw(w, "</a>");
    }
    raw(w, "</td></tr></table>\n");
}

static void write_quotes(const struct writer *w)
{
    const struct view *v = w->view;
    if (v->quote_count == 0) {
        return;
    }
    section_open(w);
    title(w, WORD_QUOTES);
    for (size_t i = 0; i < v->quote_count; i++) {
        write_quote(w, &v->quotes[i]);
    }
    if (v->quotes_more.n > 0) {
        text_in(w, "div", "soft", "font-size:14px;line-height:22px;" SOFT, v->quotes_more);
    }
    section_close(w);
}

static void write_commands(const struct writer *w)
{
    if (!w->view->command_count) {
        return;
    }
    section_open(w);
    title(w, WORD_TODO);
    for (size_t i = 0; i < w->view->command_count; i++) {
        const struct view_command *c = &w->view->commands[i];
        open_tag(w, "div", "ink", "padding:0 0 8px;font-size:14px;line-height:24px;" INK);
        html_text(w->out, c->meaning);
        raw(w, "<br>");
        write_code(w, c->command);
        raw(w, "</div>\n");
    }
    section_close(w);
}

static void write_small_print(const struct writer *w)
{
    const struct view *v = w->view;
    section_open(w);
    if (v->health.n > 0) {
        text_in(w, "div", v->silent_count > 0 ? "ink" : "soft",
                v->silent_count > 0 ? "font-size:14px;line-height:24px;font-weight:600;" INK
                                    : "font-size:13px;line-height:22px;" SOFT,
                v->health);
    }
    for (size_t i = 0; i < v->silent_count; i++) {
        open_tag(w, "div", "soft", "font-size:13px;line-height:22px;" SOFT);
        isolated(w, v->silent[i].name);
        raw(w, ": ");
        html_text(w->out, v->silent[i].line);
        raw(w, "</div>");
    }
    for (size_t i = 0; i < v->note_count; i++) {
        text_in(w, "div", "soft", "font-size:12px;line-height:20px;" SOFT, v->notes[i]);
    }
    section_close(w);
}

void view_html(const struct view *view, const struct recipient_prefs *to, const char *cid,
               struct buf *out)
{
    struct writer w = {view,
                       to,
                       out,
                       view->rtl ? "rtl" : "ltr",
                       to->language == MESSAGE_FA ? "fa" : "en",
                       accents[view->accent].strong,
                       accents[view->accent].pale,
                       view->rtl ? "right" : "left",
                       view->rtl ? "left" : "right"};
    buf_addf(out,
             "<!DOCTYPE html>\n<html dir=\"%s\" lang=\"%s\"><head><meta charset=\"utf-8\">"
             "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
             "<meta name=\"color-scheme\" content=\"light dark\"><title>",
             w.dir, w.lang);
    html_text(out, view->subject);
    style_dark(out, accents[view->accent].on_dark);
    open_tag(&w, "body", "bg", "margin:0;padding:0;background:#f2f4f6;" FONT);
    table_open(&w, w.dir, "");
    raw(&w,
        "<tr><td class=\"bg out\" align=\"center\" style=\"padding:16px 8px;background:#f2f4f6\">");
    buf_addf(out,
             "<table role=\"presentation\" dir=\"%s\" class=\"card\" width=\"100%%\" "
             "cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"max-width:562px;"
             "background:#ffffff;border:1px solid #e1e5ea;border-top:4px solid %s;"
             "border-collapse:separate;border-radius:8px;overflow-wrap:anywhere;text-align:%s\">\n",
             w.dir, w.accent, w.start);
    write_head(&w);
    write_trend(&w, cid);
    write_causes(&w);
    write_quotes(&w);
    write_commands(&w);
    write_small_print(&w);
    raw(&w, "</table></td></tr></table></body></html>\n");
}
