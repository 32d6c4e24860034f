/* The demo world: two invented brands and what people say of them over some weeks, the same for
 * the same start. At a given moment of the run a burst of late-delivery complaints begins. */
#ifndef DEMO_WORLD_H
#define DEMO_WORLD_H

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"

enum brand { ZARINAK, DORSAVI, BRANDS };
enum outlet {
    OUTLET_X,
    OUTLET_INSTAGRAM,
    OUTLET_SHOP,
    OUTLET_APP_STORE,
    OUTLET_FEED,
    OUTLET_PAGE,
    OUTLETS
};
enum tone { TONE_GOOD, TONE_PLAIN, TONE_BAD, TONE_LATE, TONES };

struct event {
    int64_t at; /* UTC seconds */
    int64_t id; /* grows with time */
    enum brand brand;
    enum outlet outlet;
    enum tone tone;
    struct str text;
    struct str author;
    int rating; /* stars, 1 to 5 */
};

struct world {
    struct arena arena;
    struct event *events; /* ascending in time */
    size_t count, capacity;
};

extern const char *const brand_english[BRANDS];
extern const char *const brand_persian[BRANDS]; /* UTF-8 */

/* Makes everything from `start` to `end`; the burst begins at `burst` and lasts three hours.
 * texts_path and names_path are tests/demo/texts.tsv and names.txt. */
bool world_make(struct world *world, const char *texts_path, const char *names_path, int64_t start,
                int64_t burst, int64_t end, struct err *err) MUST_CHECK;
void world_clear(struct world *world);

#endif
