#include "store/schema.h"

/* A case is made when somebody first does something about an incident or a mention; what was done
 * stands in its events, its times are those of the first of each kind since it was last opened. */
const char *const schema_cases[] = {
    "CREATE TABLE cases( -- what people do about an incident or a mention\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  incident_id INTEGER UNIQUE REFERENCES incidents(id) ON DELETE CASCADE,\n"
    "  mention_id INTEGER UNIQUE REFERENCES mentions(id) ON DELETE CASCADE,\n"
    "  team TEXT NOT NULL, -- name in nabz.yaml; empty when it is no team's\n"
    "  assignee TEXT, -- who it is given to\n"
    "  state TEXT NOT NULL, -- assigned, acknowledged, answered, closed\n"
    "  opened_at INTEGER NOT NULL, -- the incident opened, the mention arrived\n"
    "  acknowledged_at INTEGER,\n"
    "  answered_at INTEGER,\n"
    "  closed_at INTEGER,\n"
    "  CHECK((incident_id IS NULL) <> (mention_id IS NULL))\n"
    ") STRICT",

    "CREATE TABLE case_events( -- who did what about a case, and when\n"
    "  case_id INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,\n"
    "  number INTEGER NOT NULL, -- 1 is the first\n"
    "  happened_at INTEGER NOT NULL,\n"
    "  author TEXT NOT NULL,\n"
    "  state TEXT NOT NULL, -- after it\n"
    "  assignee TEXT, -- after it\n"
    "  note TEXT, -- in the author's words\n"
    "  PRIMARY KEY(case_id, number)\n"
    ") STRICT, WITHOUT ROWID",
    NULL,
};
