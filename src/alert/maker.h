/* Inside alert/ only: what every step of view_make works with. */
#ifndef ALERT_MAKER_H
#define ALERT_MAKER_H

#include "alert/view.h"
#include "alert/words.h"

/* What happens by chance more rarely than once in so many hours, ten years, practically never does:
 * no model of what is usual is known to be right that far out. */
#define CHANCE_MOST_HOURS (10 * 365.2425 * 24)

struct maker {
    struct view *view;
    const struct incident *incident;
    enum incident_event event;
    const struct recipient_prefs *to;
    const struct message_context *context;
    struct arena *arena;
};

#define MAKE(maker, word, ...) SAY((maker)->arena, (maker)->to->language, (word), __VA_ARGS__)

static inline struct str maker_plain(const struct maker *m, enum word word)
{
    return word_plain(m->to->language, word);
}

static inline struct str maker_whole(const struct maker *m, double value)
{
    return figure_whole(m->arena, m->to, value);
}

/* Adds a sentence to an answer. */
void maker_answer(struct maker *m, enum view_answer question, struct str sentence);

/* What a driver carries of it. */
struct view_source maker_source(const struct maker *m, const struct driver *driver,
                                struct str name);

/* What part of a brand it is about, and who says it (view_parts.c): the name that stands for the
 * brand, and what customers want that it is about; then whether one author or one post says most of
 * it. */
void maker_parts(struct maker *m);
void maker_who(struct maker *m);

/* What the severity asked for, in words; empty when it is not known. */
struct str maker_means(const struct maker *m);

/* The sentences of a kind, by what they say. */
struct kind_words {
    void (*tell)(struct maker *m); /* answers how bad it is, and whether it is real */
    enum word subject, subject_one, headline, headline_one;
    enum word subject_over, worst; /* when it is over */
    enum word trend, source, source_share, words, quotes_more;
};
const struct kind_words *kind_words(const struct incident *incident);

/* Subject, headline, answers and what to do now, in the words of the incident's kind
 * (view_story.c). After severity, brand, sources and words of the view. */
void maker_story(struct maker *m);

#endif
