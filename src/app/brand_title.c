#include "app/brand_title.h"

#include "base/limits.h"

enum { MANY_BRANDS_NAMED = 3 };

static struct incident_titles titles_of(const struct config *config, struct str name,
                                        struct arena *arena)
{
    const struct config_brand *brand = config_brand(config, str_z(arena, name));
    return brand ? (struct incident_titles){str_of(brand->title_fa), str_of(brand->title_en)}
                 : (struct incident_titles){name, name};
}

struct incident_titles brand_titles(const struct config *config, const struct incident *incident,
                                    struct arena *arena)
{
    CLEANUP_BUF struct buf fa = BUF_INIT(4 * KIB), en = BUF_INIT(4 * KIB);
    if (!incident->brand_count) {
        return titles_of(config, incident->brand, arena);
    }
    for (size_t i = 0; i < incident->brand_count && i < MANY_BRANDS_NAMED; i++) {
        struct incident_titles one = titles_of(config, incident->brands[i].name, arena);
        buf_addf(&fa, "%s%.*s", i ? "\u060C " : "", STR_FMT(one.fa));
        buf_addf(&en, "%s%.*s", i ? ", " : "", STR_FMT(one.en));
    }
    if (incident->brand_count > MANY_BRANDS_NAMED) {
        buf_add_z(&fa, " \u2026");
        buf_add_z(&en, " \u2026");
    }
    return (struct incident_titles){str_copy(arena, buf_str(&fa)), str_copy(arena, buf_str(&en))};
}
