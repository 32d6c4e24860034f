#include "store/schema.h"
#include "store/url_bases.h"

/* Written with placeholders for what plain SQL takes many words to say: {utc T}, {local T} and
 * {jalali T} of UTC seconds T, {jalali_day D} and {day_utc D} of a day since 1970, {label L},
 * {needs BITS} and kin; see view_expand. */

static const char v_mentions[] =
    "CREATE VIEW v_mentions( -- Mentions. One row per mention and brand: a mention of two brands\n"
    "                        -- is two rows with one id, one of no brand has brand NULL.\n"
    "  id, -- grows with arrival\n"
    "  brand, -- name in nabz.yaml\n"
    "  source, -- name in nabz.yaml\n"
    "  native_id, -- of the site, as text\n"
    "  url, -- where a person sees it\n"
    "  title,\n"
    "  text, -- as written, without markup\n"
    "  author, -- handle, else the name shown\n"
    "  reach, -- followers of the author\n"
    "  rating, -- 0 worst to 100 best, NULL when there are no stars\n"
    "  posted_at, -- UTC seconds, never after it was first fetched; see posted_precision\n"
    "  posted_utc, -- the same as 2026-11-22T08:30:00Z\n"
    "  posted_local, -- the same in the configured zone\n"
    "  posted_jalali, -- date in the configured zone, as 1405-09-01\n"
    "  posted_precision, -- second: the site says so; fetched: it says nothing, or a time to come, "
    "so it counts when it was first fetched; day: it says only the day, so it counts when it was "
    "first fetched if that was on the day, else at a time of the day picked by its id: good for "
    "days, meaningless as an hour\n"
    "  fetched_utc, -- when nabz first saw it\n"
    "  fetched_local, -- the same in the configured zone\n"
    "  language, -- found in the text: fa, en, fa-Latn (Finglish), mixed, ar, ur, ckb, other\n"
    "  label, -- negative, neutral, positive; NULL when not scored\n"
    "  corrected, -- 1 when the label is a person's\n"
    "  score, -- -1 to 1, of the scorer\n"
    "  confidence, -- 0 to 1: the share of such labels that are right\n"
    "  needs, -- what it speaks of, with the sign of how: price-, design+, options; of "
    "docs/needs.md\n"
    "  stage, -- of the journey: awareness, research, before-purchase, after-purchase\n"
    "  touchpoints, -- where the customer met the brand, with signs as needs\n"
    "  intents, -- question, praise, complaint, help, feature-wish, purchase, leaving\n"
    "  lexicon, -- version that scored\n"
    "  reply_to, -- native id\n"
    "  repost_of, -- native id\n"
    "  edits, -- how often its words or rating changed since it was first seen, 20 at most\n"
    "  story, -- the same number on all mentions that say the same (reposts, copies): the id of "
    "one\n"
    "  story_mentions, -- how many of any brand say it, this one included\n"
    "  story_first -- 1 on the first of the brand to say it: one row a story\n"
    ") AS SELECT m.id, b.name, s.name, CAST(m.native_id AS TEXT),\n"
    "  " URL_SHOWN ",\n  m.title, m.text,\n"
    "  m.author, m.reach, m.rating, m.posted_at, {utc m.posted_at},\n"
    "  {local m.posted_at}, {jalali m.posted_at},\n"
    "  CASE WHEN coalesce(m.published_at > m.fetched_at, 1) THEN 'fetched'\n"
    "    WHEN m.published_precision THEN 'day' ELSE 'second' END,\n"
    "  {utc m.fetched_at}, {local m.fetched_at}, m.language, {label coalesce(c.label, m.label)},\n"
    "  c.label IS NOT NULL, m.compound / 10000.0, m.confidence / 10000.0,\n"
    "  {needs coalesce(a.needs, m.needs)}, g.name,\n"
    "  {touchpoints coalesce(a.touchpoints, m.touchpoints)},\n"
    "  {intents coalesce(a.intents, m.intents)}, x.version,\n"
    "  CAST(m.reply_to AS TEXT), CAST(m.repost_of AS TEXT),\n"
    "  (SELECT count(*) FROM mention_revisions r WHERE r.mention_id = m.id),\n"
    "  coalesce(m.story_id, m.id),\n"
    "  coalesce((SELECT t.mentions FROM stories t WHERE t.id = m.story_id), 1),\n"
    "  NOT EXISTS(SELECT 1 FROM story_firsts f WHERE f.story_id = m.story_id\n"
    "    AND f.brand_id = coalesce(l.brand_id, 0) AND f.mention_id <> m.id)\n"
    "FROM mentions m JOIN sources s ON s.id = m.source_id\n"
    "  LEFT JOIN mention_brands l ON l.mention_id = m.id LEFT JOIN brands b ON b.id = l.brand_id\n"
    "  LEFT JOIN mention_labels c ON c.mention_id = m.id\n"
    "  LEFT JOIN aspect_labels a ON a.mention_id = m.id\n"
    "  LEFT JOIN stages g ON g.id = coalesce(a.stage, m.stage)\n"
    "  LEFT JOIN lexicons x ON x.id = m.lexicon_id";

static const char v_stories[] =
    "CREATE VIEW v_stories( -- What more than one mention says: reposts and copies of one text. "
    "One row\n"
    "                       -- per story and brand.\n"
    "  story, -- as in v_mentions\n"
    "  brand, -- name in nabz.yaml\n"
    "  mentions, -- how many of any brand say it\n"
    "  sources, -- in how many sources\n"
    "  first_id, -- in v_mentions, of the brand's first to say it\n"
    "  first_utc, -- when that was posted\n"
    "  first_local, -- the same in the configured zone\n"
    "  first_jalali, -- date in the configured zone\n"
    "  last_utc, -- when the last of any brand was posted\n"
    "  label, -- of the first: negative, neutral, positive; NULL when not scored\n"
    "  author, -- of the first\n"
    "  title, -- of the first\n"
    "  text -- of the first\n"
    ") AS SELECT t.id, b.name, t.mentions,\n"
    "  (SELECT count(DISTINCT o.source_id) FROM mentions o WHERE o.story_id = t.id),\n"
    "  m.id, {utc m.posted_at}, {local m.posted_at}, {jalali m.posted_at},\n"
    "  {utc (SELECT max(o.posted_at) FROM mentions o WHERE o.story_id = t.id)},\n"
    "  {label coalesce(c.label, m.label)}, m.author, m.title, m.text\n"
    "FROM stories t JOIN story_firsts f ON f.story_id = t.id JOIN brands b ON b.id = f.brand_id\n"
    "  JOIN mentions m ON m.id = f.mention_id\n"
    "  LEFT JOIN mention_labels c ON c.mention_id = m.id\n"
    "WHERE t.mentions > 1";

/* What v_hourly and v_daily have in common, which differ in what they group by. */
#define FACT_COLUMNS                                                                               \
    "  total, -- mentions posted then\n"                                                           \
    "  negative, -- of them\n"                                                                     \
    "  neutral, -- of them\n"                                                                      \
    "  positive, -- of them\n"                                                                     \
    "  stories, -- that were the first of the brand to tell their story; see v_mentions\n"         \
    "  negative_stories, -- of them\n"                                                             \
    "  unscored, -- in a language nobody taught, or without words\n"                               \
    "  negative_share, -- of those that are scored, 0 to 1\n"                                      \
    "  score -- mean of those that are scored, -1 to 1\n"
#define FACT_VALUES                                                                                \
    "  g.total, g.negative, g.neutral, g.positive, g.stories, g.negative_stories, g.unscored,\n"   \
    "  1.0 * g.negative / nullif(g.total - g.unscored, 0),\n"                                      \
    "  g.compound / nullif(g.total - g.unscored, 0)\n"
#define FACT_SUMS                                                                                  \
    "    sum(f.total) AS total, sum(f.negative) AS negative, sum(f.neutral) AS neutral,\n"         \
    "    sum(f.positive) AS positive, sum(f.stories) AS stories,\n"                                \
    "    sum(f.negative_stories) AS negative_stories, sum(f.total - f.negative - f.neutral - "     \
    "f.positive)\n"                                                                                \
    "    AS unscored, sum(f.compound) / 10000.0 AS compound\n"
#define FACT_NAMES "JOIN brands b ON b.id = g.brand_id JOIN sources s ON s.id = g.source_id"

static const char v_hourly[] =
    "CREATE VIEW v_hourly( -- Counts by brand, source and hour of posting; hours without mentions\n"
    "                      -- have no row.\n"
    "  brand, -- name in nabz.yaml\n"
    "  source, -- name in nabz.yaml\n"
    "  hour_at, -- UTC seconds of its beginning\n"
    "  hour_utc, -- the same as 2026-11-22T08:00:00Z\n"
    "  hour_local, -- the same in the configured zone\n"
    "  hour_jalali, -- date in the configured zone, as 1405-09-01\n" FACT_COLUMNS
    ") AS SELECT b.name, s.name, g.at, {utc g.at}, {local g.at}, {jalali g.at},\n" FACT_VALUES
    "FROM (SELECT f.brand_id, f.source_id, f.slot / 2 * 3600 AS at,\n" FACT_SUMS
    "  FROM facts f GROUP BY f.brand_id, f.slot / 2, f.source_id) g\n" FACT_NAMES;

static const char v_daily[] =
    "CREATE VIEW v_daily( -- Counts by brand, source and day of posting in the configured zone; "
    "days\n"
    "                     -- without mentions have no row.\n"
    "  brand, -- name in nabz.yaml\n"
    "  source, -- name in nabz.yaml\n"
    "  day_local, -- date in the configured zone, as 2026-11-22\n"
    "  day_jalali, -- the same day as 1405-09-01\n"
    "  day_utc, -- when it begins, in UTC\n" FACT_COLUMNS
    ") AS SELECT b.name, s.name, date(g.day * 86400, 'unixepoch'), {jalali_day g.day},\n"
    "  {day_utc g.day},\n" FACT_VALUES
    "FROM (SELECT f.brand_id, f.source_id, {local_day f.slot * 1800} AS day,\n" FACT_SUMS
    "  FROM facts f GROUP BY f.brand_id, day, f.source_id) g\n" FACT_NAMES;

static const char v_incidents[] =
    "CREATE VIEW v_incidents( -- Times in which a rule says that something is wrong with a brand.\n"
    "  id,\n"
    "  kind, -- of the rule: spike, share, volume, threshold, words, reach, silence\n"
    "  rule, -- name in nabz.yaml\n"
    "  brand, -- name in nabz.yaml; * for many at once, on the source that is the part\n"
    "  part, -- the part of the brand it is about, source:NAME or need:NAME; empty for all of it\n"
    "  parent, -- id here of the wider incident whose messages tell of it, NULL when its own do\n"
    "  state, -- open, acknowledged, resolved\n"
    "  ending, -- why it is over: calm, by hand, removed (from nabz.yaml); NULL until then\n"
    "  severity, -- watch, high, critical\n"
    "  volume, -- 1: all mentions rose, not only the negative ones\n"
    "  stories, -- 1: stories are counted, not mentions; copies of one text are one\n"
    "  no_data, -- 1: silence because the source cannot be read, not because nobody speaks\n"
    "  backfill, -- 1: found in history when a source was first read; nobody was told\n"
    "  opened_utc, -- when it began\n"
    "  opened_local, -- the same in the configured zone\n"
    "  opened_jalali, -- date in the configured zone\n"
    "  grown_utc, -- when it last got worse\n"
    "  reopened_utc, -- when it last came back after it was over, NULL when it never did\n"
    "  returns, -- how often it has come back\n"
    "  resolved_utc, -- when it was over, NULL until then and when it has come back\n"
    "  resolved_local, -- the same in the configured zone\n"
    "  window_start_utc, -- the hours judged, from\n"
    "  window_end_utc, -- the hours judged, up to\n"
    "  observed, -- mentions in the window: negative ones, or what the kind looks at\n"
    "  expected, -- what was usual for it; 0 for a rule that does not compare\n"
    "  times, -- observed over expected\n"
    "  p, -- chance of as many by accident; 1 for a rule that does not ask\n"
    "  total, -- all mentions in the window\n"
    "  total_expected, -- what was usual for it\n"
    "  sources, -- those that carry the excess, with their share of it\n"
    "  words, -- those that stand out, with the share of mentions that have them\n"
    "  needs, -- what customers want, that the excess is about, with the share of it\n"
    "  authors, -- who says it most often, with the share of mentions\n"
    "  reposts, -- native ids of what is reposted, with the share of mentions\n"
    "  brands, -- of many at once: those that carry the excess, with their share of it\n"
    "  accuracy, -- share of the labels counted that are right, as far as known\n"
    "  people, -- who wrote the mentions counted, as far as they are named\n"
    "  samples, -- ids in v_mentions of those that say it best\n"
    "  deliveries, -- messages sent about it\n"
    "  muted_until_utc, -- NULL when it is not muted\n"
    "  muted_by, -- who muted it\n"
    "  muted_because -- what they said\n"
    ") AS SELECT i.id, i.kind, i.rule, i.brand, i.part, i.parent_id, i.state,\n"
    "  nullif(i.ending, ''), i.severity, i.volume, i.stories, i.no_data, i.backfill,\n"
    "  {utc i.opened_at}, {local i.opened_at}, {jalali i.opened_at}, {utc i.grown_at},\n"
    "  {utc i.reopened_at}, i.returns, {utc i.resolved_at}, {local i.resolved_at}, {utc "
    "i.window_start}, {utc i.window_end},\n"
    "  i.observed, i.expected, i.observed / nullif(i.expected, 0), i.p, i.total,\n"
    "  i.total_expected,\n"
    "  {drivers source},\n"
    "  {drivers word},\n"
    "  {drivers need},\n"
    "  {drivers author},\n"
    "  {drivers repost},\n"
    "  {drivers brand},\n"
    "  nullif(i.accuracy, 0),\n"
    "  nullif(i.people, 0),\n"
    "  (SELECT group_concat(mention_id, ', ') FROM (SELECT mention_id FROM incident_samples\n"
    "      WHERE incident_id = i.id ORDER BY rank)),\n"
    "  (SELECT count(*) FROM deliveries d WHERE d.incident_id = i.id AND d.state = 'sent'),\n"
    "  {utc i.muted_until}, i.muted_by, i.muted_because\n"
    "FROM incidents i";

static const char v_deliveries[] =
    "CREATE VIEW v_deliveries( -- Messages to people and machines: who was told what, when, and "
    "what\n"
    "                          -- the other side answered.\n"
    "  id,\n"
    "  incident, -- id in v_incidents, NULL for a digest or a test\n"
    "  event, -- opened, grown, resolved, reopened, reminder, escalated, held-back, digest, test\n"
    "  team, -- name in nabz.yaml\n"
    "  channel, -- mail, webhook, command\n"
    "  recipient,\n"
    "  subject,\n"
    "  message_id, -- the same at every try\n"
    "  state, -- pending, sending, sent, unknown (the answer got lost), refused, given_up, held\n"
    "  tries, -- so far\n"
    "  created_utc, -- when it was decided\n"
    "  created_local, -- the same in the configured zone\n"
    "  created_jalali, -- date in the configured zone\n"
    "  sent_utc, -- when the other side took it, NULL until then\n"
    "  sent_local, -- the same in the configured zone\n"
    "  next_try_utc, -- NULL when there will be none\n"
    "  last_answer -- the server's last words\n"
    ") AS SELECT d.id, d.incident_id, d.event, d.team, d.channel, d.recipient, d.subject,\n"
    "  d.message_id, d.state, d.tries, {utc d.created_at}, {local d.created_at},\n"
    "  {jalali d.created_at}, {utc d.sent_at}, {local d.sent_at}, {utc d.next_try_at},\n"
    "  d.last_answer\n"
    "FROM deliveries d";

static const char v_sources[] =
    "CREATE VIEW v_sources( -- How each source is doing.\n"
    "  source, -- name in nabz.yaml\n"
    "  state, -- new, ok, throttled, quota, auth, gone, broken\n"
    "  error, -- of the last try, empty when it went well\n"
    "  failures, -- in a row\n"
    "  last_try_utc, -- NULL when never\n"
    "  last_success_utc, -- NULL when never\n"
    "  last_success_local, -- the same in the configured zone\n"
    "  last_success_jalali, -- date in the configured zone\n"
    "  next_try_utc, -- not before then\n"
    "  newest_utc, -- posting of its newest mention\n"
    "  newest_local, -- the same in the configured zone\n"
    "  budget_day, -- the UTC day that items_read is of\n"
    "  items_read, -- on that day\n"
    "  token_ends_utc, -- NULL where nobody said\n"
    "  moved_to -- where its first page has moved for good; NULL: it has not\n"
    ") AS SELECT s.name, s.state, s.error, s.failures, {utc s.last_try_at},\n"
    "  {utc s.last_success_at}, {local s.last_success_at}, {jalali s.last_success_at},\n"
    "  {utc s.next_try_at}, {utc s.newest}, {local s.newest},\n"
    "  date(nullif(s.budget_day, 0) * 86400, 'unixepoch'), s.budget_spent,\n"
    "  {utc s.token_ends_at}, iif(s.moved_times > 0, s.moved_to, NULL)\n"
    "FROM (SELECT *, (SELECT max(at) FROM (SELECT max(m.posted_at) AS at FROM mentions m\n"
    "    WHERE m.source_id = sources.id UNION ALL SELECT max(g.posted_at) FROM sightings g\n"
    "    WHERE g.source_id = sources.id)) AS newest FROM sources) s";

static const char v_search[] =
    "CREATE VIEW v_search( -- Which mentions have words: SELECT rowid FROM v_search WHERE v_search "
    "MATCH\n"
    "                      -- 'late delivery'. Words as `nabz sql` and the extension fold them: "
    "MATCH\n"
    "                      -- fold('...'). All of them, in any order; no phrases.\n"
    "  rowid, -- id in v_mentions\n"
    "  v_search -- to MATCH; what is read of it means nothing\n"
    ") AS SELECT -rowid, mention_search FROM mention_search";

static const char *const views_common[] = {v_mentions,  v_search,     v_stories, v_hourly, v_daily,
                                           v_incidents, v_deliveries, v_sources, NULL};

static const char *const *const views[] = {views_common,   views_customers, views_aspects,
                                           views_silences, views_polling,   views_identity};

/* Six months of 31 days, then months of 30 to the end of the year. */
#define OFFSET_OF                                                                                  \
    "(SELECT seconds FROM zone_offsets WHERE from_at <= {} ORDER BY from_at DESC LIMIT 1)"
#define LOCAL_DAY "({} + " OFFSET_OF ") / 86400"
#define JALALI(day)                                                                                \
    "(SELECT printf('%d-%02d-%02d', year, iif(n < 186, n / 31 + 1, (n - 186) / 30 + 7),"           \
    " iif(n < 186, n % 31 + 1, (n - 186) % 30 + 1))"                                               \
    " FROM (SELECT year, " day " - first_day AS n FROM jalali_years"                               \
    " WHERE first_day <= " day " ORDER BY first_day DESC LIMIT 1))"

static const struct placeholder {
    const char *name, *sql; /* {} in it is the argument */
} placeholders[] = {
    {"utc", "strftime('%Y-%m-%dT%H:%M:%SZ', {}, 'unixepoch')"},
    {"local", "strftime('%Y-%m-%d %H:%M:%S', {} + " OFFSET_OF ", 'unixepoch')"},
    {"local_day", LOCAL_DAY},
    {"jalali", JALALI(LOCAL_DAY)},
    {"jalali_day", JALALI("{}")},
    {"drivers",
     "(SELECT group_concat(name || ' ' || CAST(round(share * 100) AS INTEGER) || '%', ', ')"
     " FROM (SELECT name, share FROM incident_drivers"
     " WHERE incident_id = i.id AND kind = '{}' ORDER BY rank))"},
    {"day_utc", "strftime('%Y-%m-%dT%H:%M:%SZ', {} * 86400 - (SELECT seconds FROM zone_offsets "
                "WHERE from_at + seconds <= {} * 86400 ORDER BY from_at DESC LIMIT 1), "
                "'unixepoch')"},
    {"needs", "(SELECT group_concat(n.name || iif({} >> 16 + n.id & 1, '-', "
              "iif({} >> 32 + n.id & 1, '+', '')), ', ') FROM needs n WHERE {} >> n.id & 1)"},
    {"touchpoints", "(SELECT group_concat(t.name || iif({} >> 20 + t.id & 1, '-', "
                    "iif({} >> 40 + t.id & 1, '+', '')), ', ') FROM touchpoints t "
                    "WHERE {} >> t.id & 1)"},
    {"intents", "(SELECT group_concat(i.name, ', ') FROM intents i WHERE {} >> i.id & 1)"},
    {"label", "CASE {} WHEN -1 THEN 'negative' WHEN 0 THEN 'neutral' WHEN 1 THEN 'positive' END"},
};

static void fill_in(const char *sql, struct str argument, struct buf *out)
{
    struct str rest = str_of(sql), part;
    while (str_take(&rest, '{', &part)) {
        buf_add(out, part);
        if (rest.p) {
            buf_add(out, argument);
            rest = str_slice(rest, 1, rest.n);
        }
    }
}

static void view_expand(const char *view, struct buf *out)
{
    struct str rest = str_of(view), part, name;
    while (str_take(&rest, '{', &part)) {
        buf_add(out, part);
        if (!rest.p || !str_take(&rest, '}', &part)) {
            return;
        }
        str_take(&part, ' ', &name);
        for (size_t i = 0; i < sizeof placeholders / sizeof *placeholders; i++) {
            if (str_eq(name, str_of(placeholders[i].name))) {
                fill_in(placeholders[i].sql, part, out);
            }
        }
    }
}

static bool view_make(struct store *store, const char *view, struct err *err)
{
    struct buf sql CLEANUP_BUF = BUF_INIT(64u * KIB);
    view_expand(view, &sql);
    return store_run(store, buf_str(&sql).p, err) || err_wrap(err, "schema: %.32s", view);
}

uint64_t schema_views_hash(void)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        for (const char *const *view = views[i]; *view; view++) {
            struct buf sql CLEANUP_BUF = BUF_INIT(64u * KIB);
            view_expand(*view, &sql);
            hash = hash * HASH_STEP + str_hash_stable(buf_str(&sql));
        }
    }
    return hash;
}

bool schema_make_views(struct store *store, struct err *err)
{
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        for (const char *const *view = views[i]; *view; view++) {
            if (!view_make(store, *view, err)) {
                return false;
            }
        }
    }
    return true;
}
