/* What mentions are about: the names behind the bits of mentions and mention_brands, a person's
 * corrections of them, and their facts. */
#include "model/labels.h"
#include "store/schema.h"

const char *const schema_aspects[] = {
    "CREATE TABLE needs( -- what customers need, in the order of docs/needs.md\n"
    "  id INTEGER PRIMARY KEY, -- from 0; a bit of mentions.needs\n"
    "  name TEXT NOT NULL UNIQUE\n"
    ") STRICT",

    "CREATE TABLE stages( -- of the journey of a customer\n"
    "  id INTEGER PRIMARY KEY, -- from 1\n"
    "  name TEXT NOT NULL UNIQUE\n"
    ") STRICT",

    "CREATE TABLE intents( -- what people want who say something\n"
    "  id INTEGER PRIMARY KEY, -- from 0; a bit of mentions.intents\n"
    "  name TEXT NOT NULL UNIQUE\n"
    ") STRICT",

    "CREATE TABLE touchpoints( -- where customers meet a brand, shipped and of nabz.yaml\n"
    "  id INTEGER PRIMARY KEY, -- from 0; a bit of mentions.touchpoints\n"
    "  name TEXT NOT NULL UNIQUE\n"
    ") STRICT",

    "CREATE TABLE aspect_labels( -- a person's correction; NULL leaves what was found\n"
    "  mention_id INTEGER PRIMARY KEY REFERENCES mentions(id) ON DELETE CASCADE,\n"
    "  needs INTEGER, -- as in mentions\n"
    "  touchpoints INTEGER,\n"
    "  stage INTEGER,\n"
    "  intents INTEGER,\n"
    "  author TEXT NOT NULL,\n"
    "  corrected_at INTEGER NOT NULL\n"
    ") STRICT",

    /* One table for all, so that every question of when, which and how bad is asked the same way.
     */
    "CREATE TABLE aspect_facts( -- mentions of a brand by what they are about and half hour\n"
    "  brand_id INTEGER NOT NULL REFERENCES brands(id),\n"
    "  about INTEGER NOT NULL, -- 0: id is of needs; 2: of touchpoints; 3: of intents\n"
    "  id INTEGER NOT NULL, -- -1 of touchpoints: none; a mention counts once for each\n"
    "  slot INTEGER NOT NULL, -- half hours since 1970\n"
    "  stage INTEGER NOT NULL, -- stages.id, 0: none\n"
    "  total INTEGER NOT NULL,\n"
    "  negative INTEGER NOT NULL, -- of the need or touchpoint; of the mention where there is "
    "none\n"
    "  positive INTEGER NOT NULL,\n"
    "  PRIMARY KEY(brand_id, about, id, slot, stage)\n"
    ") STRICT, WITHOUT ROWID",
    NULL,
};

#define ASPECT_COUNTS                                                                              \
    "  total, -- mentions posted then\n"                                                           \
    "  negative, -- of them\n"                                                                     \
    "  neutral, -- of them\n"                                                                      \
    "  positive, -- of them\n"                                                                     \
    "  net -- (positive - negative) / total, -1 to 1\n"
#define ASPECT_DAYS(about)                                                                         \
    "  g.total, g.negative, g.total - g.negative - g.positive, g.positive,\n"                      \
    "  1.0 * (g.positive - g.negative) / g.total\n"                                                \
    "FROM (SELECT brand_id, id, stage, {local_day slot * 1800} AS day, sum(total) AS total,\n"     \
    "    sum(negative) AS negative, sum(positive) AS positive FROM aspect_facts\n"                 \
    "  WHERE about = " about " GROUP BY brand_id, id, stage, day) g\n"                             \
    "JOIN brands b ON b.id = g.brand_id LEFT JOIN stages s ON s.id = g.stage\n"
#define ASPECT_DAY                                                                                 \
    "  day_local, -- date in the configured zone, as 2026-11-22\n"                                 \
    "  day_jalali, -- the same day as 1405-09-01\n"                                                \
    "  day_utc, -- when it begins, in UTC\n"
#define ASPECT_DAY_VALUES                                                                          \
    "  date(g.day * 86400, 'unixepoch'), {jalali_day g.day}, {day_utc g.day},\n"

static const char v_needs[] =
    "CREATE VIEW v_needs( -- What customers need, by brand, stage of their journey and day of "
    "posting;\n"
    "                     -- a mention counts once for each need it speaks of.\n"
    "  brand, -- name in nabz.yaml\n"
    "  need, -- one of the sixteen of docs/needs.md\n"
    "  stage, -- of the journey, NULL where nothing tells\n" ASPECT_DAY ASPECT_COUNTS
    ") AS SELECT b.name, n.name, s.name,\n" ASPECT_DAY_VALUES ASPECT_DAYS(
        "0") "  JOIN needs n ON n.id = g.id";

static const char v_journey[] =
    "CREATE VIEW v_journey( -- Where on their journey customers meet a brand, and how that goes, "
    "by\n"
    "                       -- day of posting; a mention counts once for each touchpoint.\n"
    "  brand, -- name in nabz.yaml\n"
    "  stage, -- awareness, research, before-purchase, after-purchase; NULL where nothing tells\n"
    "  touchpoint, -- NULL where none is spoken of\n" ASPECT_DAY ASPECT_COUNTS
    ") AS SELECT b.name, s.name, t.name,\n" ASPECT_DAY_VALUES ASPECT_DAYS(
        "2") "  LEFT JOIN touchpoints t ON t.id = g.id";

static const char v_intents[] =
    "CREATE VIEW v_intents( -- What people want who say something of a brand, by day of posting; "
    "a\n"
    "                       -- mention counts once for each intent.\n"
    "  brand, -- name in nabz.yaml\n"
    "  intent, -- question, praise, complaint, help, feature-wish, purchase, leaving\n"
    "  stage, -- of the journey, NULL where nothing tells\n" ASPECT_DAY ASPECT_COUNTS
    ") AS SELECT b.name, i.name, s.name,\n" ASPECT_DAY_VALUES ASPECT_DAYS(
        "3") "  JOIN intents i ON i.id = g.id";

static const char v_mention_needs[] =
    "CREATE VIEW v_mention_needs( -- One row per mention and need, to join with v_mentions.\n"
    "  mention, -- id in v_mentions\n"
    "  need,\n"
    "  polarity -- of the need in this mention: negative, neutral, positive\n"
    ") AS SELECT m.id, n.name, CASE WHEN m.bits >> 16 + n.id & 1 THEN 'negative'\n"
    "  WHEN m.bits >> 32 + n.id & 1 THEN 'positive' ELSE 'neutral' END\n"
    "FROM (SELECT m.id, coalesce(a.needs, m.needs) AS bits FROM mentions m\n"
    "    LEFT JOIN aspect_labels a ON a.mention_id = m.id) m\n"
    "  JOIN needs n ON m.bits >> n.id & 1";

static const char v_corrections[] =
    "CREATE VIEW v_corrections( -- What people said against the scorer and the labeller; "
    "v_mentions "
    "has\n"
    "                           -- what counts.\n"
    "  mention, -- id in v_mentions\n"
    "  what, -- label, needs, touchpoints, stage, intents\n"
    "  found, -- by the scorer or the labeller\n"
    "  corrected, -- by a person; empty: nothing of it\n"
    "  author, -- who said so\n"
    "  corrected_utc,\n"
    "  corrected_local, -- the same in the configured zone\n"
    "  corrected_jalali -- date in the configured zone\n"
    ") AS SELECT c.mention_id, c.what, coalesce(c.found, ''), coalesce(c.said, ''), c.author,\n"
    "  {utc c.at}, {local c.at}, {jalali c.at}\n"
    "FROM (SELECT c.mention_id, 'label' AS what, {label m.label} AS found, {label c.label} AS "
    "said,\n"
    "    c.author, c.corrected_at AS at FROM mention_labels c JOIN mentions m ON m.id = "
    "c.mention_id\n"
    "  UNION ALL SELECT a.mention_id, 'needs', {needs m.needs}, {needs a.needs}, a.author,\n"
    "    a.corrected_at FROM aspect_labels a JOIN mentions m ON m.id = a.mention_id\n"
    "    WHERE a.needs IS NOT NULL\n"
    "  UNION ALL SELECT a.mention_id, 'touchpoints', {touchpoints m.touchpoints},\n"
    "    {touchpoints a.touchpoints}, a.author, a.corrected_at\n"
    "    FROM aspect_labels a JOIN mentions m ON m.id = a.mention_id\n"
    "    WHERE a.touchpoints IS NOT NULL\n"
    "  UNION ALL SELECT a.mention_id, 'stage', (SELECT name FROM stages WHERE id = m.stage),\n"
    "    (SELECT name FROM stages WHERE id = a.stage), a.author, a.corrected_at\n"
    "    FROM aspect_labels a JOIN mentions m ON m.id = a.mention_id WHERE a.stage IS NOT NULL\n"
    "  UNION ALL SELECT a.mention_id, 'intents', {intents m.intents}, {intents a.intents},\n"
    "    a.author, a.corrected_at FROM aspect_labels a JOIN mentions m ON m.id = a.mention_id\n"
    "    WHERE a.intents IS NOT NULL) c";

const char *const views_aspects[] = {v_needs,         v_journey,     v_intents,
                                     v_mention_needs, v_corrections, NULL};

static bool name_insert(struct store *store, const char *sql, int64_t id, const char *name,
                        struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, sql);
    query_int(&query, id);
    query_text(&query, str_of(name));
    return query_run(&query, err);
}

bool aspects_fill(struct store *store, struct err *err)
{
    bool well = true;
    for (int i = 0; i < NEED_COUNT && well; i++) {
        well =
            name_insert(store, "INSERT INTO needs VALUES(?, ?)", i, need_name((enum need)i), err);
    }
    for (int i = STAGE_NONE + 1; i < STAGE_COUNT && well; i++) {
        well = name_insert(store, "INSERT INTO stages VALUES(?, ?)", i, stage_name((enum stage)i),
                           err);
    }
    for (int i = 0; i < INTENT_COUNT && well; i++) {
        well = name_insert(store, "INSERT INTO intents VALUES(?, ?)", i,
                           intent_name((enum intent)i), err);
    }
    for (int i = 0; i < TOUCHPOINTS_SHIPPED && well; i++) {
        well =
            name_insert(store, "INSERT INTO touchpoints VALUES(?, ?)", i, touchpoint_names[i], err);
    }
    return well;
}
