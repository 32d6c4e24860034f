/* Whether sources can be relied upon, and the one letter that tells their operator when one cannot:
 * when it begins, again while it lasts, and when it is over.
 *
 * What is judged comes from struct source_status, which the polls keep; what was told of it lies in
 * the store (store/troubles.h). A trouble and the letter about it are one transaction, so nobody is
 * told twice, however runs end. */
#ifndef APP_HEALTH_H
#define APP_HEALTH_H

#include "app/app.h"
#include "model/trouble.h"

/* What a walk that went well says of the habits of its source. */
struct walk_sign {
    int64_t now, last_success_at; /* of the walk before, TIME_NONE for none */
    bool news;                    /* it brought something new */
    bool bare;                    /* its page was read whole and had no item */
};

/* Pure. Quiet times longer than a day between two walks count as a day. */
void habit_note(struct source_habit *habit, const struct walk_sign *sign);

/* Silent: ten walks with news and a week of them must be known, and the source quiet for twice as
 * long as ever, and six hours. The longest quiet time is forgotten by and by, in two months. */
#define HABIT_NEWS     10
#define HABIT_LEARN_S  (7 * DAY)
#define HABIT_MARGIN_S (6 * HOUR)
/* Bare: so many walks in a row. */
#define HABIT_BARE 3
/* The end of access is told so long before. */
#define TOKEN_WARN_S (7 * DAY)

/* Whether the source has that trouble; `lasts`: it had it already. `failures` in a row are too many
 * (two when access is refused, one when the source is gone), and end with the first success. Pure.
 */
bool health_has(const struct source_status *status, enum trouble_kind kind, bool lasts,
                int64_t failures, int64_t now);

/* Judges every source of nabz.yaml and writes what is to be told into the outbox, in a transaction
 * of its own. Without an operator the troubles are kept and nobody is told. */
bool health_tell(struct app *app, struct err *err) MUST_CHECK;

#endif
