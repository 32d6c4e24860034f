#include "store/schema.h"

/* One row of a survey file is up to three answers. Who answered is told by the mention alone, so
 * that there is one place to forget a person in. */
const char *const schema_surveys[] = {
    "CREATE TABLE survey_answers( -- what customers said when they were asked\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  source_id INTEGER NOT NULL REFERENCES sources(id), -- the survey\n"
    "  native_id ANY NOT NULL, -- of the survey tool, else made from what the row says\n"
    "  kind INTEGER NOT NULL CHECK(kind BETWEEN 0 AND 2), -- 0 nps, 1 csat, 2 ces\n"
    "  score INTEGER NOT NULL,\n"
    "  best INTEGER NOT NULL CHECK(score <= best), -- the end of its scale\n"
    "  touchpoint TEXT NOT NULL, -- empty when it was not said\n"
    "  brand_id INTEGER REFERENCES brands(id),\n"
    "  answered_at INTEGER NOT NULL,\n"
    "  mention_id INTEGER REFERENCES mentions(id) ON DELETE SET NULL, -- the words beside it\n"
    "  UNIQUE(source_id, native_id, kind)\n"
    ") STRICT",
    "CREATE INDEX survey_answers_by_time ON survey_answers(answered_at)",
    "CREATE INDEX survey_answers_by_mention ON survey_answers(mention_id) "
    "WHERE mention_id IS NOT NULL",
    NULL,
};
