#include "model/incident.h"

#include "base/nearest.h"

#define OUTGROWN 10.0

static const char *const kinds[KIND_COUNT] = {"spike", "share", "volume", "threshold",
                                              "words", "reach", "silence"};
static const char *const severities[SEVERITY_COUNT] = {"", "watch", "high", "critical"};
static const char *const states[INCIDENT_STATES] = {"open", "acknowledged", "resolved"};
static const char *const events[EVENT_COUNT] = {"opened",   "grown",     "resolved",
                                                "reminder", "escalated", "reopened"};
static const char *const endings[ENDING_COUNT] = {"", "calm", "by hand", "removed"};
static const char *const parts[PART_KINDS] = {"", "source", "need"};

const char *incident_kind_name(enum incident_kind kind)
{
    return kinds[kind < KIND_COUNT ? kind : KIND_SPIKE];
}

enum incident_kind incident_kind_from_name(const char *name)
{
    size_t i = name_index(kinds, KIND_COUNT, name);
    return i < KIND_COUNT ? (enum incident_kind)i : KIND_SPIKE;
}

bool kind_compares(enum incident_kind kind)
{
    return kind == KIND_SPIKE || kind == KIND_SHARE || kind == KIND_VOLUME || kind == KIND_SILENCE;
}

bool kind_picks(enum incident_kind kind)
{
    return kind == KIND_WORDS || kind == KIND_REACH;
}

bool kind_counts_all(enum incident_kind kind)
{
    return kind == KIND_VOLUME || kind == KIND_SILENCE;
}

const char *severity_name(enum severity severity)
{
    return severities[severity < SEVERITY_COUNT ? severity : SEVERITY_NONE];
}

enum severity severity_from_name(const char *name)
{
    size_t i = name_index(severities, SEVERITY_COUNT, name);
    return i < SEVERITY_COUNT ? (enum severity)i : SEVERITY_NONE;
}

bool incident_has_outgrown(const struct incident *incident)
{
    return incident->kind != KIND_SILENCE && incident->told_observed > 0 &&
           incident->observed >= OUTGROWN * incident->told_observed;
}

unsigned incident_size(const struct incident *incident)
{
    unsigned size = 1;
    for (double rest = incident->observed; rest >= OUTGROWN; rest /= OUTGROWN) {
        size++;
    }
    return size;
}

const char *incident_state_name(enum incident_state state)
{
    return states[state < INCIDENT_STATES ? state : INCIDENT_OPEN];
}

enum incident_state incident_state_from_name(const char *name)
{
    size_t i = name_index(states, INCIDENT_STATES, name);
    return i < INCIDENT_STATES ? (enum incident_state)i : INCIDENT_OPEN;
}

const char *incident_event_name(enum incident_event event)
{
    return events[event < EVENT_COUNT ? event : EVENT_OPENED];
}

const char *incident_ending_name(enum incident_ending ending)
{
    return endings[ending < ENDING_COUNT ? ending : ENDING_NONE];
}

enum incident_ending incident_ending_from_name(const char *name)
{
    size_t i = name_index(endings, ENDING_COUNT, name);
    return i < ENDING_COUNT ? (enum incident_ending)i : ENDING_NONE;
}

const char *part_kind_name(enum part_kind kind)
{
    return parts[kind < PART_KINDS ? kind : PART_ALL];
}

bool incident_quotes(const struct incident *incident)
{
    return incident->sample_count || incident->author_count || incident->repost_count;
}

struct incident incident_unquoted(const struct incident *incident)
{
    struct incident unquoted = *incident;
    unquoted.sample_count = unquoted.author_count = unquoted.repost_count = 0;
    return unquoted;
}

struct str part_text(struct part part, struct arena *arena)
{
    return part.kind == PART_ALL
               ? STR("")
               : str_format(arena, "%s:%.*s", part_kind_name(part.kind), STR_FMT(part.name));
}

struct part part_of_text(struct str text)
{
    size_t colon = str_find_byte(text, ':');
    for (int kind = PART_SOURCE; colon != STR_NOT_FOUND && kind < PART_KINDS; kind++) {
        if (str_eq(str_slice(text, 0, colon), str_of(parts[kind]))) {
            return (struct part){(enum part_kind)kind, str_slice(text, colon + 1, text.n)};
        }
    }
    return (struct part){PART_ALL, STR("")};
}
