/* What part of a brand an incident is about, and who says it. */
#include "alert/maker.h"

#include "model/labels.h"
#include "report/html.h"

#include <math.h>

#define NAME_MAX 80
#define ONE_SAYS 0.3 /* share of the mentions from which on one author or post is named */

struct str view_need(enum message_language language, struct str name)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    enum need need = need_from_name(str_z(&arena, name));
    return need == NEED_COUNT
               ? name
               : word_plain(language, (enum word)((int)WORD_NEED_FUNCTIONALITY + (int)need));
}

struct str view_about(const struct incident *incident, struct str title,
                      enum message_language language, struct arena *arena)
{
    struct part part = part_of_text(incident->part);
    struct str source = text_cut(arena, part.name, NAME_MAX);
    if (str_eq(incident->brand, STR(INCIDENT_MANY_BRANDS))) {
        return incident->brand_count ? SAY(arena, language, WORD_BRANDS_SOURCE, title, source)
                                     : SAY(arena, language, WORD_BRANDS_SOURCE_ALONE, source);
    }
    return part.kind == PART_NEED
               ? SAY(arena, language, WORD_BRAND_PART, title, view_need(language, part.name))
           : part.kind == PART_SOURCE ? SAY(arena, language, WORD_BRAND_PART, title, source)
                                      : title;
}

static struct str share_of(const struct maker *m, double share)
{
    enum word some = kind_words(m->incident)->source_share;
    enum word all = some == WORD_SOURCE_SHARE ? WORD_SOURCE_SHARE_ALL : WORD_SOURCE_COUNT_ALL;
    return lround(100 * share) >= 100 ? maker_plain(m, all)
                                      : MAKE(m, some, maker_whole(m, 100 * share));
}

struct view_source maker_source(const struct maker *m, const struct driver *driver, struct str name)
{
    return (struct view_source){
        .name = name,
        .line = MAKE(m, kind_words(m->incident)->source, maker_whole(m, driver->observed),
                     figure_usual(m->arena, m->to, driver->expected)),
        .share = share_of(m, driver->share),
        .part = fmin(fmax(driver->share, 0), 1),
    };
}

void maker_parts(struct maker *m)
{
    const struct incident *i = m->incident;
    m->view->brand = view_about(i, m->view->brand, m->to->language, m->arena);
    for (size_t k = 0; k < i->need_count && k < INCIDENT_DRIVERS; k++) {
        const struct driver *d = &i->needs[k];
        m->view->needs[m->view->need_count++] =
            maker_source(m, d, view_need(m->to->language, text_cut(m->arena, d->name, NAME_MAX)));
    }
}

static void means_add(const struct maker *m, struct str *list, struct str one)
{
    *list = list->n ? MAKE(m, WORD_MEANS_AND, *list, one) : one;
}

struct str maker_means(const struct maker *m)
{
    const struct severity_terms *terms = &m->context->terms;
    struct str list = STR("");
    if (terms->p > 0) {
        double hours = 1 / terms->p;
        means_add(m, &list,
                  hours > CHANCE_MOST_HOURS
                      ? maker_plain(m, WORD_MEANS_CHANCE_NONE)
                      : MAKE(m, WORD_MEANS_CHANCE, figure_span(m->arena, m->to, hours)));
    }
    if (terms->count > 0) {
        means_add(m, &list, MAKE(m, WORD_MEANS_COUNT, maker_whole(m, terms->count)));
    }
    if (terms->ratio > 0) {
        means_add(m, &list, MAKE(m, WORD_MEANS_RATIO, maker_whole(m, terms->ratio)));
    }
    static const enum word words[TERMS_WHYS] = {[TERMS_VOLUME] = WORD_MEANS_VOLUME,
                                                [TERMS_ONE_AUTHOR] = WORD_MEANS_ONE_AUTHOR,
                                                [TERMS_NO_DATA] = WORD_MEANS_NO_DATA};
    for (int i = 0; i < TERMS_WHYS; i++) {
        if (terms->why[i]) {
            means_add(m, &list, maker_plain(m, words[i]));
        }
    }
    return list;
}

void maker_who(struct maker *m)
{
    const struct incident *i = m->incident;
    if (i->repost_count && i->reposts[0].share >= ONE_SAYS) {
        maker_answer(m, ANSWER_REAL,
                     MAKE(m, WORD_ONE_POST, maker_whole(m, 100 * i->reposts[0].share)));
    }
    if (i->author_count && i->authors[0].share >= ONE_SAYS) {
        maker_answer(m, ANSWER_REAL,
                     MAKE(m, WORD_ONE_AUTHOR, maker_whole(m, 100 * i->authors[0].share),
                          text_cut(m->arena, i->authors[0].name, NAME_MAX)));
    } else if (i->people > 1) {
        maker_answer(m, ANSWER_REAL, MAKE(m, WORD_PEOPLE, maker_whole(m, i->people)));
    }
}
