#include "alert/style.h"

#include "report/html.h"

void style_dark(struct buf *out, const char *accent)
{
    buf_add_z(out, "</title><style>:root{color-scheme:light dark;supported-color-schemes:light "
                   "dark}@media (prefers-color-scheme:dark){"
                   ".bg{background:#121417 !important}"
                   ".card{background:#1c2024 !important;border-color:#2b3137 !important}"
                   ".ink{color:#e8eaed !important}.soft{color:#9aa6b2 !important}"
                   ".rule{border-color:#2f363d !important}"
                   ".pale{background:#2a3036 !important}"
                   ".code{background:#121417 !important}"
                   ".link{color:#8ab4f8 !important}");
    buf_addf(out,
             ".pill{background:#2a3036 !important;color:%s !important}"
             ".bar{background:%s !important}.edge{border-color:%s !important}"
             ".card{border-top-color:%s !important}}",
             accent, accent, accent, accent);
    buf_add_z(out, "@media (max-width:480px){.pad{padding:16px !important}"
                   ".out{padding:0 !important}}</style></head>");
}

void style_chip(struct buf *out, const char *end, const char *pale, struct str word,
                struct str line)
{
    buf_addf(out,
             "<span class=\"pale ink\" style=\"display:inline-block;padding:2px 12px;margin-%s:6px;"
             "border-radius:14px;font-size:15px;line-height:24px;background:%s;" INK "\"><bdi>",
             end, pale);
    html_text(out, word);
    buf_add_z(out, "</bdi><span class=\"soft\" style=\"font-size:12px;" SOFT "\"> &nbsp;");
    html_text(out, line);
    buf_add_z(out, "</span></span> ");
}

static bool is_latin_token(struct str word)
{
    char second = word.n > 1 ? word.p[1] : 0;
    return str_starts(word, STR("http")) ||
           (word.n > 1 && strchr("@#", word.p[0]) && second > ' ' && second <= '~');
}

void style_prose(struct buf *out, struct str text)
{
    struct str word;
    for (bool first = true; str_take(&text, ' ', &word); first = false) {
        buf_add_z(out, first ? "" : " ");
        if (is_latin_token(word)) {
            buf_add_z(out, "<bdi dir=\"ltr\">");
            html_text(out, word);
            buf_add_z(out, "</bdi>");
        } else {
            html_text(out, word);
        }
    }
}

/* Handles, hashtags and addresses are Latin in posts of every language: the direction is that of
 * the other words, by their first bytes (U+0600-06FF begin with D8-DB). */
bool style_reads_rtl(struct str text)
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
