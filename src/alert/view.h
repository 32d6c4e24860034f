/* What a message about an incident says, worked out once in the reader's language, so that its text
 * and its HTML say the same. All strings are plain text, unescaped; pure. */
#ifndef ALERT_VIEW_H
#define ALERT_VIEW_H

#include "alert/message.h"
#include "alert/words.h"

#define VIEW_COMMANDS 4
#define VIEW_NOTES    7 /* sentences of the small print */

struct view_command {
    struct str command, meaning;
};

/* The questions of the first screen; "what now" is a command. */
enum view_answer { ANSWER_BAD, ANSWER_REAL, ANSWER_WHY, VIEW_ANSWERS };

struct view_source {
    struct str name, line, share;
    double part; /* 0 to 1 */
};

struct view_quote {
    struct str text, author, about, url; /* about: when, rating, followers */
    bool rtl;
};

struct view_silent {
    struct str name, line; /* a source that did not answer, and since when */
};

struct view {
    bool rtl;
    enum severity accent; /* NONE when it is over */
    struct str severity, brand, subject, headline, window;
    struct str label; /* severity and state in a word or two */
    struct str questions[VIEW_ANSWERS];
    struct str answers[VIEW_ANSWERS]; /* sentences; absent when there is nothing to say */
    struct view_command now;          /* what to do first */
    enum word words_title;            /* of the words */
    struct str trend, peak, legend;   /* title of the picture, what it shows, how to read it */
    struct view_source sources[INCIDENT_DRIVERS];
    size_t source_count;
    struct view_source needs[INCIDENT_DRIVERS];
    size_t need_count;
    struct str words[INCIDENT_DRIVERS], word_lines[INCIDENT_DRIVERS];
    size_t word_count;
    struct view_quote quotes[INCIDENT_SAMPLES];
    size_t quote_count;
    struct str quotes_more; /* absent when none is left out */
    struct view_command commands[VIEW_COMMANDS];
    size_t command_count;
    struct str health;
    struct view_silent *silent;
    size_t silent_count;
    struct str notes[VIEW_NOTES];
    size_t note_count;
};

void view_make(struct view *view, const struct incident *incident, enum incident_event event,
               const struct recipient_prefs *to, const struct message_context *context,
               struct arena *arena);

/* What an incident is about, where `title` is its brand's: the brand, with the part it is of; of
 * many brands the source they share. In the arena. */
struct str view_about(const struct incident *incident, struct str title,
                      enum message_language language, struct arena *arena);

/* What happened, in one line without its brand: "48 negative mentions in 6 hours". In the arena. */
struct str view_headline(const struct incident *incident, const struct recipient_prefs *to,
                         struct arena *arena);

/* A need by its name in the reader's language; a name nobody knows as it is. */
struct str view_need(enum message_language language, struct str name);

/* The two parts of the body, complete. `cid` names the picture; NULL: there is none. */
void view_text(const struct view *view, const struct recipient_prefs *to,
               const struct message_context *context, struct buf *out);
void view_html(const struct view *view, const struct recipient_prefs *to, const char *cid,
               struct buf *out);

#endif
