#include "store/schema.h"

const char *const schema_risers[] = {
    "CREATE TABLE risers( -- what is said more in seven days than in the four weeks before\n"
    "  brand_id INTEGER NOT NULL REFERENCES brands(id),\n"
    "  need TEXT NOT NULL, -- empty for all mentions of the brand\n"
    "  rank INTEGER NOT NULL, -- 1 rises most\n"
    "  kind TEXT NOT NULL CHECK(kind IN ('word', 'phrase', 'hashtag')),\n"
    "  words TEXT NOT NULL, -- folded; a hashtag without its #\n"
    "  mentions INTEGER NOT NULL, -- of the seven days that say it\n"
    "  usual REAL NOT NULL, -- in seven days, by the four weeks before\n"
    "  z REAL NOT NULL, -- log-odds in standard errors\n"
    "  until_at INTEGER NOT NULL, -- end of the seven days\n"
    "  PRIMARY KEY(brand_id, need, rank)\n"
    ") STRICT, WITHOUT ROWID",
    NULL,
};
