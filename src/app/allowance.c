#include "app/allowance.h"

#include "app/quiet.h"
#include "store/outbox.h"

bool allowance_left(struct app *app, const struct config_team *team, struct str recipient,
                    const char *zone, int64_t at, bool *left, struct err *err)
{
    int64_t count;
    if (!outbox_mails_between(app->store, str_of(team->name), recipient,
                              midnight_before(zone, at, 0), midnight_before(zone, at, 1), &count,
                              err)) {
        return false;
    }
    *left = count < team->mails_a_day;
    return true;
}
