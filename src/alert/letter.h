/* A plain letter that is about no single incident, written once as text and as HTML: a headline,
 * sections of lines, items and quotes, small print. Looks as the mails about incidents do.
 *
 * Pure. All strings are plain text of any origin, escaped here. */
#ifndef ALERT_LETTER_H
#define ALERT_LETTER_H

#include "alert/message.h"

struct letter {
    const struct recipient_prefs *to;
    struct buf text, html;
    const char *dir, *lang, *start, *end; /* the sides a line begins and ends on */
};

void letter_open(struct letter *letter, const struct recipient_prefs *to, struct str headline,
                 struct str below);
void letter_section(struct letter *letter, struct str title);   /* ends the one before */
void letter_heading(struct letter *letter, struct str heading); /* inside a section */
void letter_line(struct letter *letter, struct str line);
/* Words side by side, each with a few words of its own. */
void letter_words_open(struct letter *letter);
void letter_word(struct letter *letter, struct str word, struct str line);
void letter_words_close(struct letter *letter);
void letter_item(struct letter *letter, struct str name, struct str line); /* line may be absent */
/* An item a command belongs to; the command stays whole, on a line of its own where there is room
 * for lines. */
void letter_item_command(struct letter *letter, struct str name, struct str line,
                         struct str command);
/* Figures side by side: a name and two numbers, each with what it was before in small. `line` says
 * the same in the text part. The first row names the columns; before: what the small numbers are.
 */
struct letter_figure {
    struct str now, before;
};
void letter_figures_open(struct letter *letter, const struct str head[3], struct str before);
void letter_figures_row(struct letter *letter, struct str name,
                        const struct letter_figure figures[2], struct str line);
void letter_figures_close(struct letter *letter);
void letter_quote(struct letter *letter, struct str words, struct str about, struct str url);
void letter_note(struct letter *letter,
                 struct str note);      /* of the small print, behind all sections */
void letter_end(struct letter *letter); /* both parts are whole now */
void letter_clear(struct letter *letter);

#endif
