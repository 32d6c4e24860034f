#include "alert/event.h"

#include "base/limits.h"
#include "report/html.h"

#include <jansson.h>
#include <math.h>

enum { FIELD_MAX = 1000, TEXT_MAX = 4000 };

static void set(json_t *object, const char *name, json_t *value)
{
    json_object_set_new(object, name, value ? value : json_null());
}

static void set_text(json_t *object, const char *name, struct str text, size_t most)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct str cut = text.n > most ? text_cut(&arena, text, most) : text;
    set(object, name, text.p ? json_stringn(cut.p, cut.n) : NULL);
}

static void set_time(json_t *object, const char *name, int64_t at)
{
    char text[TIME_TEXT_MAX];
    set(object, name, at == TIME_NONE ? NULL : json_string(time_format(at, text)));
}

static void set_number(json_t *object, const char *name, double value)
{
    set(object, name, isfinite(value) ? json_real(value) : NULL);
}

static json_t *incident_json(const struct incident *incident, const struct event_context *context)
{
    json_t *object = json_object();
    set(object, "id", json_integer(incident->id));
    set(object, "kind", json_string(incident_kind_name(incident->kind)));
    set_text(object, "rule", incident->rule, FIELD_MAX);
    set_text(object, "brand", incident->brand, FIELD_MAX);
    set_text(object, "brand_fa", context->brand_fa.p ? context->brand_fa : incident->brand,
             FIELD_MAX);
    set_text(object, "brand_en", context->brand_en.p ? context->brand_en : incident->brand,
             FIELD_MAX);
    set_text(object, "part", incident->part, FIELD_MAX);
    set(object, "state", json_string(incident_state_name(incident->state)));
    set(object, "severity", json_string(severity_name(incident->severity)));
    set_time(object, "opened_at", incident->opened_at);
    set_time(object, "grown_at", incident->grown_at);
    set_time(object, "resolved_at", incident->resolved_at);
    return object;
}

static json_t *numbers_json(const struct incident *incident)
{
    json_t *object = json_object();
    set_time(object, "from", incident->window_start);
    set_time(object, "to", incident->window_end);
    set_number(object, "observed", incident->observed);
    set_number(object, "usual", kind_compares(incident->kind) ? incident->expected : NAN);
    set_number(object, "total", incident->total);
    set_number(object, "total_usual", incident->total_expected);
    set_number(object, "p", incident->p);
    set(object, "volume", json_boolean(incident->volume));
    return object;
}

static json_t *drivers_json(const struct driver *drivers, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *object = json_object();
        set_text(object, "name", drivers[i].name, FIELD_MAX);
        set_number(object, "observed", drivers[i].observed);
        set_number(object, "usual", drivers[i].expected);
        set_number(object, "share", drivers[i].share);
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *sample_json(const struct mention *mention)
{
    json_t *object = json_object();
    const char *label = label_name(mention->score.label);
    set(object, "id", json_integer(mention->id));
    set_text(object, "source", mention->source, FIELD_MAX);
    set_text(object, "native_id", mention->native_id, FIELD_MAX);
    set_text(object, "url", mention->url.n <= FIELD_MAX ? mention->url : STR_NONE, FIELD_MAX);
    set_text(object, "author", mention->author, FIELD_MAX);
    set_text(object, "title", mention->title, FIELD_MAX);
    set_text(object, "text", mention->text, TEXT_MAX);
    set_time(object, "published_at", mention->published_at);
    set(object, "rating", mention->rating >= 0 ? json_real(mention->rating) : NULL);
    set(object, "reach", mention->reach >= 0 ? json_integer(mention->reach) : NULL);
    set(object, "label", label ? json_string(label) : NULL);
    set_number(object, "score", mention->score.compound);
    return object;
}

static int add_piece(const char *bytes, size_t n, void *json)
{
    buf_add(json, (struct str){bytes, n});
    return 0;
}

void event_compose(const struct incident *incident, const struct event_context *context,
                   struct buf *json)
{
    json_t *object = json_object(), *samples = json_array();
    set(object, "version", json_integer(1));
    set_text(object, "id", context->id, FIELD_MAX);
    set_text(object, "event", context->event, FIELD_MAX);
    set_text(object, "team", context->team, FIELD_MAX);
    set_time(object, "made_at", context->now);
    set(object, "incident", incident_json(incident, context));
    set(object, "numbers", numbers_json(incident));
    set(object, "sources", drivers_json(incident->sources, incident->source_count));
    set(object, "words", drivers_json(incident->words, incident->word_count));
    for (size_t i = 0; i < incident->sample_count; i++) {
        json_array_append_new(samples, sample_json(&incident->samples[i]));
    }
    set(object, "samples", samples);
    json_dump_callback(object, add_piece, json, JSON_COMPACT | JSON_REAL_PRECISION(6));
    json_decref(object);
}
