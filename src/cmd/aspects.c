#include "cmd/aspects.h"

#include "base/limits.h"
#include "cmd/explanation.h"
#include "report/html.h"

#include <stdio.h>

enum { NAME_WIDTH = 18 };

static json_t *terms_json(struct str text, const struct labels *labels, enum about about,
                          uint32_t which)
{
    json_t *list = json_array();
    for (size_t i = 0; i < labels->term_count; i++) {
        const struct label_term *term = &labels->terms[i];
        if (term->about == about && term->which == which) {
            json_t *object = json_object();
            json_object_set_new(object, "text",
                                json_slice(str_slice(text, term->at, (size_t)term->at + term->n)));
            json_object_set_new(object, "at", json_integer(term->at));
            json_array_append_new(list, object);
        }
    }
    return list;
}

static json_t *label_json(const char *key, struct str name, enum label polarity, json_t *terms)
{
    json_t *object = json_object();
    json_object_set_new(object, key, json_slice(name));
    if (polarity) {
        json_object_set_new(object, "polarity", json_label(polarity));
    }
    json_object_set_new(object, "terms", terms);
    return object;
}

void aspects_json(json_t *object, struct str text, const struct labels *labels,
                  const struct str *touchpoints)
{
    json_t *needs = json_array(), *places = json_array(), *intents = json_array();
    for (uint32_t i = 0; i < NEED_COUNT; i++) {
        if (labels->needs[i]) {
            json_array_append_new(needs, label_json("need", str_of(need_name((enum need)i)),
                                                    labels->needs[i],
                                                    terms_json(text, labels, ABOUT_NEED, i)));
        }
    }
    for (uint32_t i = 0; i < TOUCHPOINTS_MAX; i++) {
        if (labels->touchpoints[i]) {
            json_array_append_new(places,
                                  label_json("touchpoint", touchpoints[i], labels->touchpoints[i],
                                             terms_json(text, labels, ABOUT_TOUCHPOINT, i)));
        }
    }
    for (uint32_t i = 0; i < INTENT_COUNT; i++) {
        if (labels->intents >> i & 1) {
            json_array_append_new(intents, label_json("intent", str_of(intent_name((enum intent)i)),
                                                      LABEL_NONE,
                                                      terms_json(text, labels, ABOUT_INTENT, i)));
        }
    }
    const char *stage = stage_name(labels->stage);
    json_object_set_new(object, "needs", needs);
    json_object_set_new(object, "stage", stage ? json_string(stage) : json_null());
    json_object_set_new(object, "touchpoints", places);
    json_object_set_new(object, "intents", intents);
}

static void print_label(struct str text, const struct labels *labels, enum about about,
                        uint32_t which, struct str name, enum label polarity)
{
    CLEANUP_BUF struct buf line = BUF_INIT(2 * LIMIT_MENTION_TEXT);
    buf_addf(&line, "%.*s%s", STR_FMT(name),
             polarity == LABEL_NEGATIVE   ? "-"
             : polarity == LABEL_POSITIVE ? "+"
                                          : "");
    while (line.n < NAME_WIDTH) {
        buf_add_byte(&line, ' ');
    }
    const char *before = "";
    for (size_t i = 0; i < labels->term_count; i++) {
        const struct label_term *term = &labels->terms[i];
        if (term->about == about && term->which == which) {
            buf_add_z(&line, before);
            text_line(&line, str_slice(text, term->at, (size_t)term->at + term->n));
            before = ", ";
        }
    }
    printf("  %s\n", line.p);
}

void aspects_print(struct str text, const struct labels *labels, const struct str *touchpoints)
{
    for (uint32_t i = 0; i < NEED_COUNT; i++) {
        if (labels->needs[i]) {
            print_label(text, labels, ABOUT_NEED, i, str_of(need_name((enum need)i)),
                        labels->needs[i]);
        }
    }
    for (uint32_t i = 0; i < TOUCHPOINTS_MAX; i++) {
        if (labels->touchpoints[i]) {
            print_label(text, labels, ABOUT_TOUCHPOINT, i, touchpoints[i], labels->touchpoints[i]);
        }
    }
    if (labels->stage) {
        print_label(text, labels, ABOUT_STAGE, labels->stage, str_of(stage_name(labels->stage)),
                    LABEL_NONE);
    }
    for (uint32_t i = 0; i < INTENT_COUNT; i++) {
        if (labels->intents >> i & 1) {
            print_label(text, labels, ABOUT_INTENT, i, str_of(intent_name((enum intent)i)),
                        LABEL_NONE);
        }
    }
}
