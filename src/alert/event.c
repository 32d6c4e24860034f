#include "alert/event.h"

#include "alert/event_json.h"
#include "base/limits.h"
#include "report/html.h"

#include <math.h>

enum { TEXT_MAX = 4000 };

void event_set(json_t *object, const char *name, json_t *value)
{
    json_object_set_new(object, name, value ? value : json_null());
}

void event_set_text(json_t *object, const char *name, struct str text, size_t most)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct str cut = text.n > most ? text_cut(&arena, text, most) : text;
    event_set(object, name, text.p ? json_stringn(cut.p, cut.n) : NULL);
}

void event_set_time(json_t *object, const char *name, int64_t at)
{
    char text[TIME_TEXT_MAX];
    event_set(object, name, at == TIME_NONE ? NULL : json_string(time_format(at, text)));
}

void event_set_number(json_t *object, const char *name, double value)
{
    event_set(object, name, isfinite(value) ? json_real(value) : NULL);
}

static json_t *incident_json(const struct incident *incident, const struct event_context *context)
{
    json_t *object = json_object();
    event_set(object, "id", json_integer(incident->id));
    event_set(object, "kind", json_string(incident_kind_name(incident->kind)));
    event_set_text(object, "rule", incident->rule, EVENT_FIELD_MAX);
    event_set_text(object, "brand", incident->brand, EVENT_FIELD_MAX);
    event_set_text(object, "brand_fa", context->brand_fa.p ? context->brand_fa : incident->brand,
                   EVENT_FIELD_MAX);
    event_set_text(object, "brand_en", context->brand_en.p ? context->brand_en : incident->brand,
                   EVENT_FIELD_MAX);
    event_set_text(object, "part", incident->part, EVENT_FIELD_MAX);
    event_set(object, "state", json_string(incident_state_name(incident->state)));
    event_set(object, "severity", json_string(severity_name(incident->severity)));
    event_set_time(object, "opened_at", incident->opened_at);
    event_set_time(object, "grown_at", incident->grown_at);
    event_set_time(object, "reopened_at", incident->reopened_at);
    event_set(object, "returns", json_integer(incident->returns));
    event_set_time(object, "resolved_at", incident->resolved_at);
    return object;
}

static json_t *numbers_json(const struct incident *incident)
{
    json_t *object = json_object();
    event_set_time(object, "from", incident->window_start);
    event_set_time(object, "to", incident->window_end);
    event_set_number(object, "observed", incident->observed);
    event_set_number(object, "usual", kind_compares(incident->kind) ? incident->expected : NAN);
    event_set_number(object, "total", incident->total);
    event_set_number(object, "total_usual", incident->total_expected);
    event_set_number(object, "p", incident->p);
    event_set(object, "volume", json_boolean(incident->volume));
    event_set(object, "stories", json_boolean(incident->stories));
    event_set(object, "no_data", json_boolean(incident->no_data));
    event_set_number(object, "people", incident->people ? incident->people : (double)NAN);
    event_set_number(object, "accuracy", incident->accuracy > 0 ? incident->accuracy : (double)NAN);
    return object;
}

static json_t *drivers_json(const struct driver *drivers, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *object = json_object();
        event_set_text(object, "name", drivers[i].name, EVENT_FIELD_MAX);
        event_set_number(object, "observed", drivers[i].observed);
        event_set_number(object, "usual", drivers[i].expected);
        event_set_number(object, "share", drivers[i].share);
        json_array_append_new(list, object);
    }
    return list;
}

json_t *event_mention(const struct mention *mention)
{
    json_t *object = json_object();
    const char *label = label_name(mention->score.label);
    event_set(object, "id", json_integer(mention->id));
    event_set_text(object, "source", mention->source, EVENT_FIELD_MAX);
    event_set_text(object, "native_id", mention->native_id, EVENT_FIELD_MAX);
    event_set_text(object, "url", mention->url.n <= EVENT_FIELD_MAX ? mention->url : STR_NONE,
                   EVENT_FIELD_MAX);
    event_set_text(object, "author", mention->author, EVENT_FIELD_MAX);
    event_set_text(object, "title", mention->title, EVENT_FIELD_MAX);
    event_set_text(object, "text", mention->text, TEXT_MAX);
    event_set_time(object, "published_at", mention->published_at);
    event_set(object, "rating", mention->rating >= 0 ? json_real(mention->rating) : NULL);
    event_set(object, "reach", mention->reach >= 0 ? json_integer(mention->reach) : NULL);
    event_set(object, "label", label ? json_string(label) : NULL);
    event_set_number(object, "score", mention->score.compound);
    return object;
}

static int add_piece(const char *bytes, size_t n, void *json)
{
    buf_add(json, (struct str){bytes, n});
    return 0;
}

json_t *event_head(const struct event_context *context)
{
    json_t *object = json_object();
    event_set(object, "version", json_integer(1));
    event_set_text(object, "id", context->id, EVENT_FIELD_MAX);
    event_set_text(object, "event", context->event, EVENT_FIELD_MAX);
    event_set_text(object, "team", context->team, EVENT_FIELD_MAX);
    event_set_time(object, "made_at", context->now);
    return object;
}

void event_write(json_t *object, struct buf *json)
{
    json_dump_callback(object, add_piece, json, JSON_COMPACT | JSON_REAL_PRECISION(6));
    json_decref(object);
}

void event_compose(const struct incident *incident, const struct event_context *context,
                   struct buf *json)
{
    json_t *object = event_head(context), *samples = json_array();
    event_set(object, "incident", incident_json(incident, context));
    event_set(object, "numbers", numbers_json(incident));
    event_set(object, "sources", drivers_json(incident->sources, incident->source_count));
    event_set(object, "needs", drivers_json(incident->needs, incident->need_count));
    event_set(object, "authors", drivers_json(incident->authors, incident->author_count));
    event_set(object, "reposts", drivers_json(incident->reposts, incident->repost_count));
    event_set(object, "words", drivers_json(incident->words, incident->word_count));
    for (size_t i = 0; i < incident->sample_count; i++) {
        json_array_append_new(samples, event_mention(&incident->samples[i]));
    }
    event_set(object, "samples", samples);
    event_write(object, json);
}
