/* A plain letter that is about no single incident, written once as text and as HTML: a headline,
 * sections of lines, items and quotes, small print. Looks as the mails about incidents do.
 *
 * Pure. All strings are plain text of any origin, escaped here. */
#ifndef ALERT_PAGE_H
#define ALERT_PAGE_H

#include "alert/message.h"

struct page {
    const struct recipient_prefs *to;
    struct buf text, html;
    const char *dir, *lang, *start; /* start: the side a line begins on */
};

void page_open(struct page *page, const struct recipient_prefs *to, struct str headline,
               struct str below);
void page_section(struct page *page, struct str title); /* ends the one before */
void page_line(struct page *page, struct str line);
void page_item(struct page *page, struct str name, struct str line); /* line may be absent */
void page_quote(struct page *page, struct str words, struct str about, struct str url);
void page_note(struct page *page, struct str note); /* of the small print, behind all sections */
void page_end(struct page *page);                   /* both parts are whole now */
void page_clear(struct page *page);

#endif
