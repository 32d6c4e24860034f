#include "alert/digest.h"

#include "alert/event_json.h"

#include <math.h>

static json_t *count_json(struct str name, const struct digest_count *count)
{
    json_t *object = json_object();
    event_set_text(object, "name", name, EVENT_FIELD_MAX);
    event_set_number(object, "total", count->total);
    event_set_number(object, "negative", count->negative);
    event_set_number(object, "total_before", count->total_before);
    event_set_number(object, "negative_before", count->negative_before);
    return object;
}

static json_t *counts_json(const struct digest_source *list, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(array, count_json(list[i].name, &list[i].count));
    }
    return array;
}

static json_t *risers_json(const struct digest_brand *brand)
{
    json_t *array = json_array();
    for (size_t i = 0; i < brand->riser_count; i++) {
        json_t *object = json_object();
        event_set_text(object, "words", brand->risers[i].words, EVENT_FIELD_MAX);
        event_set(object, "kind", json_string(riser_kind_name(brand->risers[i].kind)));
        event_set_number(object, "mentions", brand->risers[i].mentions);
        event_set_number(object, "usual", brand->risers[i].usual);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *brand_json(const struct digest_brand *brand, bool whole)
{
    json_t *object = count_json(brand->name, &brand->count);
    if (!whole) {
        return object;
    }
    event_set_text(object, "title_fa", brand->title_fa, EVENT_FIELD_MAX);
    event_set_text(object, "title_en", brand->title_en, EVENT_FIELD_MAX);
    event_set(object, "sources", counts_json(brand->sources, brand->source_count));
    event_set(object, "needs", counts_json(brand->needs, brand->need_count));
    event_set(object, "risers", risers_json(brand));
    event_set(object, "worst", brand->worst.text.n ? event_mention(&brand->worst) : NULL);
    event_set(object, "best", brand->best.text.n ? event_mention(&brand->best) : NULL);
    return object;
}

static json_t *incident_json(const struct digest_incident *open)
{
    json_t *object = json_object();
    event_set(object, "id", json_integer(open->incident.id));
    event_set_text(object, "rule", open->incident.rule, EVENT_FIELD_MAX);
    event_set_text(object, "brand", open->incident.brand, EVENT_FIELD_MAX);
    event_set(object, "severity", json_string(severity_name(open->incident.severity)));
    event_set_time(object, "opened_at", open->incident.opened_at);
    event_set(object, "returns", json_integer(open->incident.returns));
    event_set_time(object, "muted_until", open->muted_until);
    return object;
}

static json_t *incidents_json(const struct digest_incident *list, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(array, incident_json(&list[i]));
    }
    return array;
}

static json_t *silent_json(const struct digest *digest)
{
    json_t *array = json_array();
    for (size_t i = 0; i < digest->source_count; i++) {
        const struct source_status *source = &digest->sources[i];
        if (source->state != SOURCE_OK) {
            json_t *object = json_object();
            event_set_text(object, "name", source->name, EVENT_FIELD_MAX);
            event_set(object, "state", json_string(source_state_name(source->state)));
            event_set_time(object, "last_success_at", source->last_success_at);
            json_array_append_new(array, object);
        }
    }
    return array;
}

static void write_event(const struct digest *digest, const struct event_context *context,
                        bool whole, struct buf *json)
{
    json_t *object = event_head(context), *brands = json_array();
    event_set_time(object, "from", digest->from);
    event_set_time(object, "to", digest->to);
    for (size_t i = 0; i < digest->brand_count; i++) {
        json_array_append_new(brands, brand_json(&digest->brands[i], whole));
    }
    event_set(object, "brands", brands);
    event_set(object, "incidents", incidents_json(digest->incidents, digest->incident_count));
    event_set(object, "over", incidents_json(digest->over, digest->over_count));
    event_set(object, "removed", incidents_json(digest->removed, digest->removed_count));
    event_set(object, "silent_sources", silent_json(digest));
    event_set_number(object, "accuracy", digest->accuracy > 0 ? digest->accuracy : (double)NAN);
    event_write(object, json);
}

/* With very many brands it is their totals alone. */
void digest_event(const struct digest *digest, const struct event_context *context,
                  struct buf *json)
{
    struct buf all = BUF_INIT(json->max - json->n);
    write_event(digest, context, true, &all);
    if (all.overflow) {
        buf_reset(&all);
        write_event(digest, context, false, &all);
    }
    buf_add(json, buf_str(&all));
    buf_clear(&all);
}
