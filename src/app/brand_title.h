/* What readers call the brand of an incident: its title in their language. Of many brands at once,
 * the titles of the first of them. Pure. */
#ifndef APP_BRAND_TITLE_H
#define APP_BRAND_TITLE_H

#include "alert/incident_item.h"
#include "config/config.h"

/* In the arena, or of the configuration. A brand that nabz.yaml no longer has keeps its name. */
struct incident_titles brand_titles(const struct config *config, const struct incident *incident,
                                    struct arena *arena);

#endif
