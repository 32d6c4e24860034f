/* A way by which a row of the outbox leaves: one file, and one row in the table of deliver.c. When
 * to try and what is stored of it is deliver.c's matter, the same for all of them. */
#ifndef APP_CHANNEL_H
#define APP_CHANNEL_H

#include "app/app.h"
#include "model/delivery.h"

struct channel {
    const char *name; /* delivery.channel */
    /* Hands the row's body to its recipient. Blocks for a bounded time; words gets the other side's
     * last ones, or what went wrong: one line of UTF-8 without secrets. A recipient that nabz.yaml
     * no longer knows is put off like any fault that a person can mend. *retry_at is TIME_NONE, and
     * stays so unless the other side said when it wants to be asked again. */
    enum outcome (*send)(const struct app *app, const struct delivery *row, int64_t *retry_at,
                         char words[OUTCOME_WORDS_MAX]);
    bool one_server; /* all rows go to the same one: where it is down, none of them is tried */
};

extern const struct channel channel_mail, channel_webhook, channel_command;

#endif
