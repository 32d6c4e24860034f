#include "alert/held_back.h"

#include "alert/letter.h"
#include "alert/words.h"
#include "report/html.h"

enum { LISTED = 20, NAME_MAX = 80, SUBJECT_MAX = 200 };

static void list_one(struct letter *letter, const struct delivery *row, struct arena *arena)
{
    struct str when = figure_time(arena, letter->to, row->created_at);
    letter_item(letter, text_cut(arena, row->subject, SUBJECT_MAX),
                str_format(arena, "%.*s \xc2\xb7 nabz alert show %lld", STR_FMT(when),
                           (long long)row->incident_id));
}

void held_back_compose(const struct delivery *list, size_t count, int64_t limit,
                       const struct recipient_prefs *to, const struct message_context *context,
                       struct arena *arena, struct buf *mail, struct str *subject)
{
    enum message_language language = to->language;
    struct str number = figure_whole(arena, to, (double)count);
    struct str team = text_cut(arena, context->team, NAME_MAX);
    struct letter letter;
    *subject =
        count == 1 ? word_plain(language, WORD_HELD_ONE) : SAY(arena, language, WORD_HELD, number);
    letter_open(&letter, to, *subject,
                SAY(arena, language, WORD_HELD_WHY, team, figure_whole(arena, to, (double)limit)));
    letter_section(&letter, word_plain(language, WORD_HELD_LIST));
    for (size_t i = 0; i < count && i < LISTED; i++) {
        list_one(&letter, &list[i], arena);
    }
    if (count > LISTED) {
        letter_line(&letter, SAY(arena, language, WORD_HELD_MORE,
                                 figure_whole(arena, to, (double)(count - LISTED))));
    }
    letter_note(&letter, SAY(arena, language, WORD_ZONE, str_of(to->zone)));
    if (context->unsubscribe.n) {
        letter_note(&letter, SAY(arena, language, WORD_STOP, context->unsubscribe));
    }
    letter_end(&letter);
    message_write(mail, to, context, *subject, buf_str(&letter.text), buf_str(&letter.html));
    letter_clear(&letter);
}
