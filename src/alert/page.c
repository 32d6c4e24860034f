#include "alert/page.h"

#include "alert/style.h"
#include "alert/words.h"
#include "report/html.h"

#define ACCENT "#2f5d8a"

static void text_in(struct page *page, const char *class, const char *style, struct str text)
{
    buf_addf(&page->html, "<div dir=\"%s\" lang=\"%s\" class=\"%s\" style=\"%s\">", page->dir,
             page->lang, class, style);
    html_text(&page->html, text);
    buf_add_z(&page->html, "</div>\n");
}

static void plain_line(struct page *page, const char *before, struct str text)
{
    buf_add_z(&page->text, before);
    text_line(&page->text, text);
    buf_add_byte(&page->text, '\n');
}

static void cell_open(struct page *page)
{
    buf_addf(&page->html,
             "<tr><td dir=\"%s\" lang=\"%s\" class=\"ink rule\" style=\"padding:20px 24px;"
             "border-top:1px solid #e6e9ed;text-align:%s;" INK FONT "\">",
             page->dir, page->lang, page->start);
}

void page_open(struct page *page, const struct recipient_prefs *to, struct str headline,
               struct str below)
{
    bool rtl = to->language == MESSAGE_FA;
    *page = (struct page){.to = to,
                          .text = BUF_INIT(MESSAGE_MAX),
                          .html = BUF_INIT(MESSAGE_MAX),
                          .dir = rtl ? "rtl" : "ltr",
                          .lang = rtl ? "fa" : "en",
                          .start = rtl ? "right" : "left"};
    buf_addf(&page->html,
             "<!DOCTYPE html>\n<html dir=\"%s\" lang=\"%s\"><head><meta charset=\"utf-8\">"
             "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
             "<meta name=\"color-scheme\" content=\"light dark\"><title>",
             page->dir, page->lang);
    html_text(&page->html, headline);
    buf_addf(&page->html,
             "</title>" DARK_STYLE "</head><body dir=\"%s\" lang=\"%s\" class=\"bg\" "
             "style=\"margin:0;padding:0;background:#f2f4f6;" FONT "\">"
             "<table role=\"presentation\" dir=\"%s\" width=\"100%%\" cellpadding=\"0\" "
             "cellspacing=\"0\" border=\"0\"><tr><td class=\"bg\" align=\"center\" "
             "style=\"padding:16px 8px;background:#f2f4f6\">"
             "<table role=\"presentation\" dir=\"%s\" class=\"card\" width=\"100%%\" "
             "cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"max-width:600px;"
             "background:#ffffff;border:1px solid #e1e5ea;border-top:4px solid " ACCENT ";"
             "border-collapse:separate;border-radius:8px\">\n",
             "#8ab4f8", page->dir, page->lang, page->dir, page->dir);
    cell_open(page);
    text_in(page, "ink", "font-size:24px;line-height:36px;font-weight:700;" INK, headline);
    text_in(page, "soft", "font-size:14px;line-height:24px;" SOFT, below);
    plain_line(page, "", headline);
    plain_line(page, "", below);
}

void page_section(struct page *page, struct str title)
{
    buf_add_z(&page->html, "</td></tr>\n");
    cell_open(page);
    text_in(page, "soft",
            "font-size:13px;line-height:20px;font-weight:600;padding-bottom:8px;" SOFT, title);
    plain_line(page, "\n", title);
}

void page_line(struct page *page, struct str line)
{
    text_in(page, "ink", "font-size:15px;line-height:26px;" INK, line);
    plain_line(page, "", line);
}

void page_item(struct page *page, struct str name, struct str line)
{
    buf_addf(&page->html,
             "<div dir=\"%s\" lang=\"%s\" class=\"ink\" style=\"font-size:15px;line-height:24px;"
             "padding-bottom:6px;" INK "\"><bdi>",
             page->dir, page->lang);
    html_text(&page->html, name);
    buf_addf(&page->html, "</bdi> <span class=\"soft\" style=\"font-size:13px;" SOFT "\">");
    html_text(&page->html, line);
    buf_add_z(&page->html, "</span></div>\n");
    buf_add_z(&page->text, "- ");
    text_line(&page->text, name);
    plain_line(page, line.n ? ": " : "", line);
}

void page_quote(struct page *page, struct str words, struct str about, struct str url)
{
    buf_addf(&page->html,
             "<div dir=\"%s\" class=\"ink\" style=\"font-size:16px;line-height:27px;padding:0 12px;"
             "border-%s:3px solid " ACCENT ";text-align:%s;" INK "\">",
             style_reads_rtl(words) ? "rtl" : "ltr", page->start, page->start);
    style_prose(&page->html, words);
    buf_addf(&page->html,
             "</div>\n<div dir=\"%s\" lang=\"%s\" class=\"soft\" style=\"font-size:13px;"
             "line-height:22px;padding:2px 12px 12px;border-%s:3px solid " ACCENT ";" SOFT "\">",
             page->dir, page->lang, page->start);
    html_text(&page->html, about);
    plain_line(page, "> ", words);
    plain_line(page, "  ", about);
    if (url.n) {
        buf_add_z(&page->html, " <a class=\"link\" style=\"color:#1a5fb4\" href=\"");
        html_link(&page->html, url);
        buf_add_z(&page->html, "\">");
        html_text(&page->html, word_plain(page->to->language, WORD_LINK));
        buf_add_z(&page->html, "</a>");
        plain_line(page, "  ", url);
    }
    buf_add_z(&page->html, "</div>\n");
}

void page_note(struct page *page, struct str note)
{
    text_in(page, "soft", "font-size:12px;line-height:20px;" SOFT, note);
    plain_line(page, "", note);
}

void page_end(struct page *page)
{
    buf_add_z(&page->html, "</td></tr></table></td></tr></table></body></html>\n");
}

void page_clear(struct page *page)
{
    buf_clear(&page->text);
    buf_clear(&page->html);
}
