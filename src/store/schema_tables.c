#include "store/schema.h"

/* Times are UTC seconds since 1970. A label is -1 negative, 0 neutral, 1 positive, NULL not scored.
 * Scores are ten-thousandths: whole numbers add up to the same sum in any order, and take 2 bytes
 * where a REAL takes 8. */
static const char *const step_1[] = {
    "CREATE TABLE settings( -- small things that have no table of their own\n"
    "  name TEXT PRIMARY KEY,\n"
    "  value TEXT NOT NULL\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE brands( -- every brand that ever had a mention\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  name TEXT NOT NULL UNIQUE -- as in nabz.yaml\n"
    ") STRICT",

    "CREATE TABLE sources( -- what is remembered of each source between runs\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  name TEXT NOT NULL UNIQUE, -- as in nabz.yaml\n"
    "  state TEXT NOT NULL DEFAULT 'new', -- how the last try ended\n"
    "  error TEXT NOT NULL DEFAULT '', -- of the last try, empty when it went well\n"
    "  failures INTEGER NOT NULL DEFAULT 0, -- in a row\n"
    "  last_try_at INTEGER,\n"
    "  last_success_at INTEGER,\n"
    "  next_try_at INTEGER,\n"
    "  cursor TEXT, -- where the next walk begins\n"
    "  walked_row INTEGER NOT NULL DEFAULT 0, -- newest mention when the last whole walk ended\n"
    "  etag TEXT, -- of the last answer, verbatim\n"
    "  last_modified TEXT, -- of the last answer, verbatim\n"
    "  budget_day INTEGER NOT NULL DEFAULT 0, -- days since 1970 of budget_spent\n"
    "  budget_spent INTEGER NOT NULL DEFAULT 0, -- items read on that day\n"
    "  settings TEXT NOT NULL DEFAULT '', -- fingerprint of what nabz.yaml said of it\n"
    "  service TEXT, -- whose ids its mentions have; NULL: ids of its own\n"
    "  moved_from TEXT, -- address of the first page that has moved for good\n"
    "  moved_to TEXT,\n"
    "  moved_times INTEGER NOT NULL DEFAULT 0, -- polls in a row that were told so\n"
    "  token_ends_at INTEGER, -- NULL where nobody said\n"
    "  habit_since_at INTEGER, -- of the first poll that brought something new\n"
    "  news INTEGER NOT NULL DEFAULT 0, -- polls that brought something new\n"
    "  quiet_s INTEGER NOT NULL DEFAULT 0, -- seconds read in vain since the last of them\n"
    "  longest_quiet_s INTEGER NOT NULL DEFAULT 0, -- what is usual of it\n"
    "  bare INTEGER NOT NULL DEFAULT 0 -- polls in a row without any item, where others had some\n"
    ") STRICT",

    "CREATE INDEX sources_by_service ON sources(service) WHERE service IS NOT NULL",

    "CREATE TABLE coverage( -- the hours in which a source was read without loss\n"
    "  source_id INTEGER NOT NULL REFERENCES sources(id),\n"
    "  from_hour INTEGER NOT NULL, -- hours since 1970; ranges of a source never touch\n"
    "  to_hour INTEGER NOT NULL CHECK(to_hour > from_hour), -- the first hour not covered\n"
    "  PRIMARY KEY(source_id, from_hour)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE lexicons( -- versions of the lexicon that scored something here\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  version TEXT NOT NULL UNIQUE\n"
    ") STRICT",

    /* The id is given by mentions_add, not by SQLite: AUTOINCREMENT, which would also never use one
     * again, costs a statement journal with every row. CHECKs are ranges, because IN builds a table
     * with every row. No REFERENCES here and in mention_brands: each is a search with every row,
     * and only mentions_add writes them. */
    "CREATE TABLE mentions( -- one row per public post, comment or review\n"
    "  id INTEGER PRIMARY KEY, -- grows with arrival, never used again\n"
    "  source_id INTEGER NOT NULL, -- that brought it first\n"
    "  native_id ANY NOT NULL, -- of the site; an INTEGER where it is a plain number\n"
    "  url TEXT, -- NULL where url_base is not\n"
    "  url_base INTEGER, -- of url_bases: the address is that and native_id\n"
    "  title TEXT,\n"
    "  text TEXT NOT NULL, -- as written, without markup\n"
    "  author TEXT,\n"
    "  reach INTEGER, -- followers of the author\n"
    "  rating REAL, -- 0 worst to 100 best\n"
    "  published_at INTEGER, -- NULL where the source is silent\n"
    "  published_precision INTEGER NOT NULL DEFAULT 0, -- 1: the day is known, not the time\n"
    "  updated_at INTEGER,\n"
    "  fetched_at INTEGER NOT NULL, -- of the first arrival\n"
    "  posted_at INTEGER NOT NULL, -- when it counts as posted; as in v_mentions, never changed\n"
    "  stated_language TEXT, -- by the site\n"
    "  reply_to ANY, -- native id\n"
    "  repost_of ANY, -- native id\n"
    "  language TEXT, -- found in the text\n"
    "  label INTEGER CHECK(label BETWEEN -1 AND 1), -- by the scorer\n"
    "  compound INTEGER, -- -10000 to 10000\n"
    "  confidence INTEGER, -- 0 to 10000\n"
    "  lexicon_id INTEGER,\n"
    "  story_id INTEGER, -- of stories; NULL while nobody else tells it\n"
    "  needs INTEGER NOT NULL DEFAULT 0, -- bits of needs.id: spoken of; 16 higher: negative; 32 "
    "higher: positive\n"
    "  touchpoints INTEGER NOT NULL DEFAULT 0, -- the same of touchpoints.id, 20 and 40 higher\n"
    "  stage INTEGER NOT NULL DEFAULT 0, -- stages.id, 0: none\n"
    "  intents INTEGER NOT NULL DEFAULT 0, -- bits of intents.id\n"
    "  UNIQUE(source_id, native_id)\n"
    ") STRICT",
    "CREATE TABLE url_bases( -- what addresses of many mentions begin with\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  mentions INTEGER NOT NULL, -- that have it; with the last one it goes\n"
    "  base TEXT NOT NULL UNIQUE -- the word author in angle brackets: there stands its author\n"
    ") STRICT",
    "CREATE INDEX mentions_by_time ON mentions(posted_at)",
    "CREATE INDEX mentions_by_source ON mentions(source_id, posted_at)",

    /* The first key serves windows of time and the newest of a brand without touching mentions. */
    "CREATE TABLE mention_brands( -- which brands a mention is about\n"
    "  brand_id INTEGER NOT NULL,\n"
    "  posted_at INTEGER NOT NULL, -- as in mentions\n"
    "  mention_id INTEGER NOT NULL,\n"
    "  source_id INTEGER NOT NULL, -- that brought it for the brand\n"
    "  label INTEGER, -- a person's where there is one, else the scorer's\n"
    "  needs INTEGER NOT NULL, -- as in mentions, or as a person says\n"
    "  touchpoints INTEGER NOT NULL, -- the same\n"
    "  stage INTEGER NOT NULL, -- the same\n"
    "  intents INTEGER NOT NULL, -- the same\n"
    "  PRIMARY KEY(brand_id, posted_at, mention_id)\n"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX mention_brands_by_mention ON mention_brands(mention_id)",

    "CREATE TABLE mention_labels( -- a person's correction of a label\n"
    "  mention_id INTEGER PRIMARY KEY REFERENCES mentions(id) ON DELETE CASCADE,\n"
    "  label INTEGER NOT NULL CHECK(label BETWEEN -1 AND 1),\n"
    "  author TEXT NOT NULL,\n"
    "  corrected_at INTEGER NOT NULL\n"
    ") STRICT",

    "CREATE TABLE mention_revisions( -- what an edited mention said before: the first 19 and the "
    "last\n"
    "  mention_id INTEGER NOT NULL REFERENCES mentions(id) ON DELETE CASCADE,\n"
    "  revision INTEGER NOT NULL, -- 1 is the first that was seen\n"
    "  replaced_at INTEGER NOT NULL, -- when the next one was seen\n"
    "  title TEXT,\n"
    "  text TEXT NOT NULL,\n"
    "  rating REAL,\n"
    "  label INTEGER,\n"
    "  compound INTEGER,\n"
    "  PRIMARY KEY(mention_id, revision)\n"
    ") STRICT, WITHOUT ROWID",

    /* Half hours, so that the local days of zones such as Asia/Tehran are whole. */
    "CREATE TABLE facts( -- mentions of a brand by source and half hour of posting\n"
    "  brand_id INTEGER NOT NULL REFERENCES brands(id),\n"
    "  slot INTEGER NOT NULL, -- half hours since 1970\n"
    "  source_id INTEGER NOT NULL REFERENCES sources(id),\n"
    "  total INTEGER NOT NULL,\n"
    "  negative INTEGER NOT NULL,\n"
    "  neutral INTEGER NOT NULL,\n"
    "  positive INTEGER NOT NULL,\n"
    "  compound INTEGER NOT NULL, -- sum of the scores, in ten-thousandths\n"
    "  stories INTEGER NOT NULL, -- mentions that are the first of the brand to tell their story\n"
    "  negative_stories INTEGER NOT NULL, -- those of them that are negative\n"
    "  PRIMARY KEY(brand_id, slot, source_id)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE series( -- brand by source, and when its facts last changed\n"
    "  brand_id INTEGER NOT NULL REFERENCES brands(id),\n"
    "  source_id INTEGER NOT NULL, -- 0 for all sources together\n"
    "  changed INTEGER NOT NULL, -- number of the change; see facts_news\n"
    "  late INTEGER NOT NULL DEFAULT 0, -- mentions of settled hours; see facts_late\n"
    "  PRIMARY KEY(brand_id, source_id)\n"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX series_by_change ON series(changed)",

    "CREATE TABLE series_states( -- what detection has settled\n"
    "  key TEXT PRIMARY KEY,\n"
    "  version INTEGER NOT NULL,\n"
    "  state BLOB NOT NULL\n"
    ") STRICT",

    "CREATE TABLE incidents( -- stretches of time in which a rule says something is wrong\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  kind TEXT NOT NULL, -- of the rule\n"
    "  rule TEXT NOT NULL,\n"
    "  brand TEXT NOT NULL,\n"
    "  part TEXT NOT NULL, -- empty for the whole brand, else source:NAME or need:NAME\n"
    "  parent_id INTEGER REFERENCES incidents(id), -- the wider one that tells of it\n"
    "  state TEXT NOT NULL,\n"
    "  ending TEXT NOT NULL, -- why it is over, empty until then\n"
    "  severity TEXT NOT NULL,\n"
    "  volume INTEGER NOT NULL, -- 1: all mentions rose, not only the negative ones\n"
    "  stories INTEGER NOT NULL, -- 1: stories are counted, not mentions\n"
    "  no_data INTEGER NOT NULL, -- 1: silence because the source cannot be read\n"
    "  backfill INTEGER NOT NULL, -- 1: found in history, told to nobody\n"
    "  opened_at INTEGER,\n"
    "  grown_at INTEGER,\n"
    "  reopened_at INTEGER,\n"
    "  returns INTEGER NOT NULL, -- how often it has come back after it was over\n"
    "  resolved_at INTEGER,\n"
    "  window_start INTEGER,\n"
    "  window_end INTEGER,\n"
    "  observed REAL NOT NULL,\n"
    "  expected REAL NOT NULL,\n"
    "  p REAL NOT NULL,\n"
    "  total REAL NOT NULL,\n"
    "  total_expected REAL NOT NULL,\n"
    "  accuracy REAL NOT NULL, -- share of the labels that are right, 0 when unknown\n"
    "  people INTEGER NOT NULL, -- who wrote the mentions counted, 0 when unknown\n"
    "  told_observed REAL NOT NULL, -- when it was told of last, 0 when it was not\n"
    "  muted_until INTEGER,\n"
    "  muted_by TEXT,\n"
    "  muted_because TEXT\n"
    ") STRICT",
    "CREATE UNIQUE INDEX incidents_open ON incidents(rule, brand, part) WHERE state <> 'resolved'",
    "CREATE INDEX incidents_by_key ON incidents(rule, brand, part)",
    "CREATE INDEX incidents_by_parent ON incidents(parent_id) WHERE parent_id IS NOT NULL",

    "CREATE TABLE incident_drivers( -- what carries the excess\n"
    "  incident_id INTEGER NOT NULL REFERENCES incidents(id) ON DELETE CASCADE,\n"
    "  kind TEXT NOT NULL CHECK(kind IN ('source', 'word', 'need', 'author', "
    "'repost', 'brand')),\n"
    "  rank INTEGER NOT NULL, -- 1 is the strongest\n"
    "  name TEXT NOT NULL,\n"
    "  observed REAL NOT NULL,\n"
    "  expected REAL NOT NULL,\n"
    "  share REAL NOT NULL, -- of the excess (source, need, brand), else of the mentions\n"
    "  PRIMARY KEY(incident_id, kind, rank)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE incident_samples( -- the mentions that say it best\n"
    "  incident_id INTEGER NOT NULL REFERENCES incidents(id) ON DELETE CASCADE,\n"
    "  rank INTEGER NOT NULL, -- 1 is the best\n"
    "  mention_id INTEGER NOT NULL REFERENCES mentions(id) ON DELETE CASCADE,\n"
    "  PRIMARY KEY(incident_id, rank)\n"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX incident_samples_by_mention ON incident_samples(mention_id)",

    "CREATE TABLE deliveries( -- the outbox: one message to one recipient\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  incident_id INTEGER REFERENCES incidents(id),\n"
    "  key TEXT NOT NULL, -- what makes it happen once\n"
    "  event TEXT NOT NULL,\n"
    "  team TEXT NOT NULL,\n"
    "  channel TEXT NOT NULL,\n"
    "  recipient TEXT NOT NULL,\n"
    "  message_id TEXT,\n"
    "  subject TEXT,\n"
    "  body BLOB NOT NULL,\n"
    "  state TEXT NOT NULL,\n"
    "  tries INTEGER NOT NULL,\n"
    "  next_try_at INTEGER,\n"
    "  last_answer TEXT,\n"
    "  created_at INTEGER NOT NULL,\n"
    "  sent_at INTEGER,\n"
    "  unquoted BLOB, -- what takes the place of body when a mention it quotes is erased\n"
    "  UNIQUE(key, channel, recipient)\n"
    ") STRICT",
    "CREATE INDEX deliveries_due ON deliveries(next_try_at) "
    "WHERE state IN ('pending', 'sending', 'unknown')",
    "CREATE INDEX deliveries_by_incident ON deliveries(incident_id)",

    "CREATE TABLE delivery_quotes( -- the mentions whose words a message repeats\n"
    "  mention_id INTEGER NOT NULL REFERENCES mentions(id) ON DELETE CASCADE,\n"
    "  delivery_id INTEGER NOT NULL REFERENCES deliveries(id),\n"
    "  PRIMARY KEY(mention_id, delivery_id)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE runs( -- the journal\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  started_at INTEGER NOT NULL,\n"
    "  finished_at INTEGER, -- NULL: killed, or still running\n"
    "  sources_tried INTEGER NOT NULL,\n"
    "  sources_failed INTEGER NOT NULL,\n"
    "  mentions_added INTEGER NOT NULL,\n"
    "  mentions_edited INTEGER NOT NULL,\n"
    "  mentions_duplicate INTEGER NOT NULL,\n"
    "  incidents_opened INTEGER NOT NULL,\n"
    "  deliveries_sent INTEGER NOT NULL,\n"
    "  deliveries_failed INTEGER NOT NULL\n"
    ") STRICT",

    "CREATE TABLE zone_offsets( -- of the local time columns\n"
    "  from_at INTEGER PRIMARY KEY,\n"
    "  seconds INTEGER NOT NULL -- to add to UTC from then on\n"
    ") STRICT",

    "CREATE TABLE jalali_years( -- of the Jalali date columns\n"
    "  first_day INTEGER PRIMARY KEY, -- days since 1970\n"
    "  year INTEGER NOT NULL\n"
    ") STRICT",

    /* Contentless: the folded words are made anew from the text where a delete must name them.
     * Without positions: nothing asks for phrases, and they are half of the index. Its last word
     * stands for the author: an index of names would cost a tenth of storing a mention.
     * Words are what stands between blanks, because the fold has cut them already, and of no other
     * character may it be in doubt, as it were of a new one in SQLite's tables of Unicode: a word
     * in two would be a phrase. No column sizes:
     * nothing ranks, the newest come first: a rowid is the negative of a mention's id, because FTS5
     * walks up in a third of the time it takes to walk down, and on small pages there is less to
     * read around each hit. */
    "CREATE VIRTUAL TABLE mention_search USING fts5(words, content = '', columnsize = 0, "
    "detail = none, "
    "tokenize = \"ascii tokenchars '!\"\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~'\")",
    "INSERT INTO mention_search(mention_search, rank) VALUES('pgsz', 500)",
    "INSERT INTO mention_search(mention_search, rank) VALUES('hashsize', 4194304)",
    NULL,
};

/* A line each, so that two that are added at a time do not meet. */
/* clang-format off */
const struct schema_step schema_steps[] = {
    {step_1, zone_fill},
    {schema_polling, NULL},
    {schema_surveys, NULL},
    {schema_cases, NULL},
    {schema_risers, NULL},
    {schema_stories, NULL},
    {schema_identity, NULL},
    {schema_aspects, aspects_fill},
    {schema_silences, NULL},
};
/* clang-format on */
const size_t schema_step_count = sizeof schema_steps / sizeof *schema_steps;
