#include "store/schema.h"

/* Mentions that say the same are one story: reposts, copies, the same text with a word changed.
 * See stories.h for what links them. */
const char *const schema_stories[] = {
    "CREATE TABLE stories( -- those that more than one mention tells\n"
    "  id INTEGER PRIMARY KEY, -- of one of its mentions\n"
    "  mentions INTEGER NOT NULL -- how many tell it\n"
    ") STRICT",
    "CREATE INDEX mentions_by_story ON mentions(story_id, posted_at) WHERE story_id IS NOT NULL",
    "CREATE INDEX mentions_by_repost ON mentions(source_id, repost_of) WHERE repost_of IS NOT NULL",

    "CREATE TABLE story_firsts( -- which mention of a brand told a story first\n"
    "  story_id INTEGER NOT NULL REFERENCES stories(id) ON DELETE CASCADE,\n"
    "  brand_id INTEGER NOT NULL, -- 0: of whatever brand\n"
    "  mention_id INTEGER NOT NULL,\n"
    "  posted_at INTEGER NOT NULL, -- as in mentions\n"
    "  tie INTEGER NOT NULL, -- the smaller one is first where posted_at is the same\n"
    "  forgotten INTEGER NOT NULL DEFAULT 0, -- 1: the facts have it as told by somebody who is\n"
    "                                        -- erased, and by nobody who is left\n"
    "  PRIMARY KEY(story_id, brand_id)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE story_sketches( -- what finds the copies of a text: sketches of its words\n"
    "  first_id INTEGER PRIMARY KEY, -- of the mentions in it\n"
    "  day INTEGER NOT NULL, -- of posting, days since 1970\n"
    "  entries BLOB NOT NULL -- 18 bytes each: id minus first_id, low byte first; the sketch\n"
    ") STRICT",
    "CREATE INDEX story_sketches_by_day ON story_sketches(day)",

    "CREATE TABLE stories_again( -- whose words were edited: to be looked at as if they were new\n"
    "  mention_id INTEGER PRIMARY KEY REFERENCES mentions(id) ON DELETE CASCADE\n"
    ") STRICT",
    NULL,
};
