#include "alert/held_back.h"

#include "alert/page.h"
#include "alert/words.h"
#include "report/html.h"

enum { LISTED = 20, NAME_MAX = 80, SUBJECT_MAX = 200 };

static void list_one(struct page *page, const struct delivery *row, struct arena *arena)
{
    struct str when = figure_time(arena, page->to, row->created_at);
    page_item(page, text_cut(arena, row->subject, SUBJECT_MAX),
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
    struct page page;
    *subject =
        count == 1 ? word_plain(language, WORD_HELD_ONE) : SAY(arena, language, WORD_HELD, number);
    page_open(&page, to, *subject,
              SAY(arena, language, WORD_HELD_WHY, team, figure_whole(arena, to, (double)limit)));
    page_section(&page, word_plain(language, WORD_HELD_LIST));
    for (size_t i = 0; i < count && i < LISTED; i++) {
        list_one(&page, &list[i], arena);
    }
    if (count > LISTED) {
        page_line(&page, SAY(arena, language, WORD_HELD_MORE,
                             figure_whole(arena, to, (double)(count - LISTED))));
    }
    page_note(&page, SAY(arena, language, WORD_ZONE, str_of(to->zone)));
    if (context->unsubscribe.n) {
        page_note(&page, SAY(arena, language, WORD_STOP, context->unsubscribe));
    }
    page_end(&page);
    message_write(mail, to, context, *subject, buf_str(&page.text), buf_str(&page.html));
    page_clear(&page);
}
