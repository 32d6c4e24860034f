/* Words, phrases and hashtags that rise: said more in the last seven days than in the four weeks
 * before, by brand, and by what the mentions are about. The brand's own name is left out, and what
 * is shorter than three letters and stands alone. Of a brand that is talked about very much, the
 * newest mentions of each week stand for the others. */
#ifndef APP_RISERS_H
#define APP_RISERS_H

#include "app/app.h"
#include "model/riser.h"

#define RISERS_DAYS      7
#define RISERS_WEEKS     4
#define RISERS_OF_A_WEEK 5000 /* mentions read of each */
#define RISERS_MOST      100

/* The risers of the seven days that end at `until`, the clearest first, at most `max` (up to
 * RISERS_MOST). need: NEED_COUNT for all mentions. Everything in the arena. */
bool risers_find(struct app *app, struct str brand, enum need need, int64_t until, size_t max,
                 struct arena *arena, struct riser **list, size_t *count,
                 struct err *err) MUST_CHECK;

/* Once a local day: finds those of every brand, and of every need it is talked about, and keeps
 * them (store/risers.h). A transaction of its own. */
bool risers_renew(struct app *app, struct err *err) MUST_CHECK;

#endif
