#include "alert/letter.h"

#include "alert/style.h"
#include "alert/words.h"
#include "report/html.h"

#define ACCENT "#2f5d8a"
#define PALE   "#eaf0f6"

static void text_in(struct letter *letter, const char *class, const char *style, struct str text)
{
    buf_addf(&letter->html, "<div dir=\"%s\" lang=\"%s\" class=\"%s\" style=\"%s\">", letter->dir,
             letter->lang, class, style);
    html_text(&letter->html, text);
    buf_add_z(&letter->html, "</div>\n");
}

static void plain_line(struct letter *letter, const char *before, struct str text)
{
    buf_add_z(&letter->text, before);
    text_line(&letter->text, text);
    buf_add_byte(&letter->text, '\n');
}

static void cell_open(struct letter *letter)
{
    buf_addf(&letter->html,
             "<tr><td dir=\"%s\" lang=\"%s\" class=\"ink rule pad\" style=\"padding:20px 24px;"
             "border-top:1px solid #e6e9ed;text-align:%s;" INK FONT "\">",
             letter->dir, letter->lang, letter->start);
}

void letter_open(struct letter *letter, const struct recipient_prefs *to, struct str headline,
                 struct str below)
{
    bool rtl = to->language == MESSAGE_FA;
    *letter = (struct letter){.to = to,
                              .text = BUF_INIT(MESSAGE_MAX),
                              .html = BUF_INIT(MESSAGE_MAX),
                              .dir = rtl ? "rtl" : "ltr",
                              .lang = rtl ? "fa" : "en",
                              .start = rtl ? "right" : "left",
                              .end = rtl ? "left" : "right"};
    buf_addf(&letter->html,
             "<!DOCTYPE html>\n<html dir=\"%s\" lang=\"%s\"><head><meta charset=\"utf-8\">"
             "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
             "<meta name=\"color-scheme\" content=\"light dark\"><title>",
             letter->dir, letter->lang);
    html_text(&letter->html, headline);
    style_dark(&letter->html, "#8ab4f8");
    buf_addf(&letter->html,
             "<body dir=\"%s\" lang=\"%s\" class=\"bg\" "
             "style=\"margin:0;padding:0;background:#f2f4f6;" FONT "\">"
             "<table role=\"presentation\" dir=\"%s\" width=\"100%%\" cellpadding=\"0\" "
             "cellspacing=\"0\" border=\"0\"><tr><td class=\"bg out\" align=\"center\" "
             "style=\"padding:16px 8px;background:#f2f4f6\">"
             "<table role=\"presentation\" dir=\"%s\" class=\"card\" width=\"100%%\" "
             "cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"max-width:562px;"
             "background:#ffffff;border:1px solid #e1e5ea;border-top:4px solid " ACCENT ";"
             "border-collapse:separate;border-radius:8px;overflow-wrap:anywhere\">\n",
             letter->dir, letter->lang, letter->dir, letter->dir);
    cell_open(letter);
    text_in(letter, "ink", "font-size:24px;line-height:36px;font-weight:700;text-wrap:balance;" INK,
            headline);
    text_in(letter, "soft", "font-size:14px;line-height:24px;" SOFT, below);
    plain_line(letter, "", headline);
    plain_line(letter, "", below);
}

void letter_section(struct letter *letter, struct str title)
{
    buf_add_z(&letter->html, "</td></tr>\n");
    cell_open(letter);
    text_in(letter, "ink",
            "font-size:17px;line-height:26px;font-weight:700;padding-bottom:6px;" INK, title);
    plain_line(letter, "\n", title);
}

void letter_heading(struct letter *letter, struct str heading)
{
    text_in(letter, "soft",
            "font-size:13px;line-height:20px;font-weight:600;padding:10px 0 6px;" SOFT, heading);
    plain_line(letter, "", heading);
}

void letter_line(struct letter *letter, struct str line)
{
    text_in(letter, "ink", "font-size:15px;line-height:26px;" INK, line);
    plain_line(letter, "", line);
}

void letter_words_open(struct letter *letter)
{
    buf_addf(&letter->html,
             "<div dir=\"%s\" lang=\"%s\" class=\"ink\" style=\"line-height:34px;" INK "\">",
             letter->dir, letter->lang);
}

void letter_word(struct letter *letter, struct str word, struct str line)
{
    style_chip(&letter->html, letter->end, PALE, word, line);
    buf_add_z(&letter->text, "- ");
    text_line(&letter->text, word);
    plain_line(letter, ": ", line);
}

void letter_words_close(struct letter *letter)
{
    buf_add_z(&letter->html, "</div>\n");
}

void letter_item(struct letter *letter, struct str name, struct str line)
{
    buf_addf(&letter->html,
             "<div dir=\"%s\" lang=\"%s\" class=\"ink\" style=\"font-size:15px;line-height:24px;"
             "padding-bottom:6px;" INK "\"><bdi>",
             letter->dir, letter->lang);
    html_text(&letter->html, name);
    buf_addf(&letter->html, "</bdi> <span class=\"soft\" style=\"font-size:13px;" SOFT "\"><bdi>");
    html_text(&letter->html, line);
    buf_add_z(&letter->html, "</bdi></span></div>\n");
    buf_add_z(&letter->text, "- ");
    text_line(&letter->text, name);
    plain_line(letter, line.n ? ": " : "", line);
}

void letter_item_command(struct letter *letter, struct str name, struct str line,
                         struct str command)
{
    buf_addf(&letter->html,
             "<div dir=\"%s\" lang=\"%s\" class=\"ink\" style=\"font-size:15px;line-height:24px;"
             "padding-bottom:10px;" INK "\"><bdi style=\"font-weight:600\">",
             letter->dir, letter->lang);
    html_text(&letter->html, name);
    buf_add_z(&letter->html,
              "</bdi><br><span class=\"soft\" style=\"font-size:13px;" SOFT "\"><bdi>");
    html_text(&letter->html, line);
    buf_add_z(&letter->html, "</bdi><br><code dir=\"ltr\" style=\"unicode-bidi:embed;" MONO "\">");
    html_text(&letter->html, command);
    buf_add_z(&letter->html, "</code></span></div>\n");
    buf_add_z(&letter->text, "- ");
    text_line(&letter->text, name);
    plain_line(letter, "\n  ", line);
    plain_line(letter, "    ", command);
}

/* There are many cells: what they share stands on their table. */
void letter_figures_open(struct letter *letter, const struct str head[3], struct str before)
{
    buf_addf(&letter->html,
             "<table role=\"presentation\" dir=\"%s\" lang=\"%s\" class=\"ink\" width=\"100%%\" "
             "cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"border-collapse:collapse;"
             "margin:4px 0 14px;font-size:15px;line-height:22px;text-align:%s;" INK FONT "\"><tr>",
             letter->dir, letter->lang, letter->start);
    for (int i = 0; i < 3; i++) {
        buf_addf(
            &letter->html,
            "<td class=\"soft rule\" style=\"text-align:%s;vertical-align:top;%sfont-size:12px;"
            "line-height:18px;border-bottom:1px solid #e6e9ed;padding-bottom:4px;" SOFT "\">",
            i ? letter->end : letter->start, i ? "width:88px;" : "");
        html_text(&letter->html, head[i]);
        buf_add_z(&letter->html, i ? "<br>" : "");
        html_text(&letter->html, i ? before : STR_NONE);
        buf_add_z(&letter->html, "</td>");
    }
    buf_add_z(&letter->html, "</tr>\n");
}

void letter_figures_row(struct letter *letter, struct str name,
                        const struct letter_figure figures[2], struct str line)
{
    buf_add_z(&letter->html, "<tr><td style=\"padding:4px 0;vertical-align:top\"><bdi>");
    html_text(&letter->html, name);
    buf_add_z(&letter->html, "</bdi></td>");
    for (int i = 0; i < 2; i++) {
        buf_addf(&letter->html,
                 "<td style=\"padding:4px 0;vertical-align:top;white-space:nowrap;text-align:%s\">",
                 letter->end);
        html_text(&letter->html, figures[i].now);
        buf_addf(&letter->html,
                 " <span class=\"soft\" style=\"display:inline-block;min-width:34px;"
                 "text-align:%s;font-size:12px;" SOFT "\">",
                 letter->end);
        html_text(&letter->html, figures[i].before);
        buf_add_z(&letter->html, "</span></td>");
    }
    buf_add_z(&letter->html, "</tr>\n");
    buf_add_z(&letter->text, "- ");
    text_line(&letter->text, name);
    plain_line(letter, ": ", line);
}

void letter_figures_close(struct letter *letter)
{
    buf_add_z(&letter->html, "</table>\n");
}

void letter_quote(struct letter *letter, struct str words, struct str about, struct str url)
{
    buf_addf(
        &letter->html,
        "<div dir=\"%s\" class=\"ink edge\" style=\"font-size:16px;line-height:27px;padding:0 12px;"
        "border-%s:3px solid " ACCENT ";text-align:%s;" INK "\">",
        style_reads_rtl(words) ? "rtl" : "ltr", letter->start, letter->start);
    style_prose(&letter->html, words);
    buf_addf(&letter->html,
             "</div>\n<div dir=\"%s\" lang=\"%s\" class=\"soft edge\" style=\"font-size:13px;"
             "line-height:22px;padding:2px 12px 12px;border-%s:3px solid " ACCENT ";" SOFT "\">",
             letter->dir, letter->lang, letter->start);
    html_text(&letter->html, about);
    plain_line(letter, "> ", words);
    plain_line(letter, "  ", about);
    if (url.n) {
        buf_add_z(&letter->html, about.n ? "<br>" : "");
        buf_add_z(&letter->html, "<a class=\"link\" style=\"color:#1a5fb4\" href=\"");
        html_link(&letter->html, url);
        buf_add_z(&letter->html, "\">");
        html_text(&letter->html, word_plain(letter->to->language, WORD_LINK));
        buf_add_z(&letter->html, "</a>");
        plain_line(letter, "  ", url);
    }
    buf_add_z(&letter->html, "</div>\n");
}

void letter_note(struct letter *letter, struct str note)
{
    text_in(letter, "soft", "font-size:12px;line-height:20px;" SOFT, note);
    plain_line(letter, "", note);
}

void letter_end(struct letter *letter)
{
    buf_add_z(&letter->html, "</td></tr></table></td></tr></table></body></html>\n");
}

void letter_clear(struct letter *letter)
{
    buf_clear(&letter->text);
    buf_clear(&letter->html);
}
