/* What a person wants not to be told of for a while. */
#include "store/schema.h"

const char *const schema_silences[] = {
    "CREATE TABLE silences( -- spans in which incidents of a brand are recorded and not told\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  brand TEXT NOT NULL, -- name in nabz.yaml\n"
    "  rule TEXT NOT NULL, -- name in nabz.yaml; empty for all rules\n"
    "  from_at INTEGER NOT NULL,\n"
    "  until_at INTEGER NOT NULL, -- not of it any more\n"
    "  author TEXT NOT NULL,\n"
    "  reason TEXT NOT NULL\n"
    ") STRICT",
    NULL,
};

static const char v_silences[] =
    "CREATE VIEW v_silences( -- Spans in which incidents of a brand are recorded and not told: a\n"
    "                        -- campaign, a strike that everybody knows of.\n"
    "  id,\n"
    "  brand, -- name in nabz.yaml\n"
    "  rule, -- name in nabz.yaml; empty for all rules\n"
    "  from_utc,\n"
    "  from_local, -- the same in the configured zone\n"
    "  until_utc, -- its end\n"
    "  until_local, -- the same in the configured zone\n"
    "  until_jalali, -- date in the configured zone\n"
    "  author, -- who wanted it\n"
    "  reason -- in the author's words\n"
    ") AS SELECT s.id, s.brand, s.rule, {utc s.from_at}, {local s.from_at}, {utc s.until_at},\n"
    "  {local s.until_at}, {jalali s.until_at}, s.author, s.reason\n"
    "FROM silences s";

const char *const views_silences[] = {v_silences, NULL};
