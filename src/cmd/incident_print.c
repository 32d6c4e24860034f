#include "cmd/incident_print.h"

#include "app/judge.h"
#include "base/limits.h"
#include "report/html.h"
#include "store/incidents.h"
#include "store/outbox.h"

#include <stdio.h>

#define TITLE "%-12s"

enum { CELL_MAX = 64 * KIB };

/* Words of strangers: one line, without what moves a terminal. */
static void print_words(struct str text)
{
    CLEANUP_BUF struct buf line = BUF_INIT(CELL_MAX);
    text_line(&line, text);
    fwrite(line.p, 1, line.n, stdout);
}

static const char *what_is_counted(const struct incident *incident)
{
    bool all = kind_counts_all(incident->kind) || incident->kind == KIND_WORDS;
    return incident->stories ? all ? "stories" : "negative stories" : all ? "mentions" : "negative";
}

static void print_head(const struct incident *incident)
{
    struct part part = part_of_text(incident->part);
    bool many = str_eq(incident->brand, STR(INCIDENT_MANY_BRANDS));
    printf("incident %lld: %.*s", (long long)incident->id,
           STR_FMT(many ? STR("many brands at once") : incident->brand));
    if (part.kind != PART_ALL) {
        printf(", %s %.*s", part_kind_name(part.kind), STR_FMT(part.name));
    }
    printf(", %s, %s", severity_name(incident->severity), incident_state_name(incident->state));
    if (incident->ending != ENDING_NONE) {
        printf(" (%s)", incident_ending_name(incident->ending));
    }
    printf("%s\n", incident->backfill ? " (found in history, nobody was told)" : "");
}

static void print_time_of(const char *what, int64_t at)
{
    char text[TIME_TEXT_MAX];
    if (at != TIME_NONE) {
        printf("%s %s", what, time_format(at, text));
    }
}

static void print_life(const struct incident *incident)
{
    printf(TITLE, "life");
    print_time_of("opened", incident->opened_at);
    print_time_of(", grown", incident->grown_at);
    print_time_of(", reopened", incident->reopened_at);
    if (incident->returns > 1) {
        printf(" (%u times)", incident->returns);
    }
    print_time_of(", over", incident->resolved_at);
    putchar('\n');
}

static bool print_mute(struct session *session, const struct incident *incident, struct err *err)
{
    struct mute mute;
    if (!incident_mute_get(session->store, incident->id, &session->arena, &mute, err)) {
        return false;
    }
    if (mute.until != TIME_NONE && mute.until > session->invocation->globals.now) {
        printf(TITLE, "muted");
        print_time_of("until", mute.until);
        printf(" by ");
        print_words(mute.author);
        printf("%s", mute.reason.n ? ": " : "");
        print_words(mute.reason);
        putchar('\n');
    }
    return true;
}

static void print_seen(const struct incident *incident)
{
    char from[TIME_TEXT_MAX], to[TIME_TEXT_MAX];
    time_format(incident->window_start, from);
    time_format(incident->window_end, to);
    if (incident->no_data) {
        printf(TITLE "nothing: it could not be read from %s to %s, usually %.1f %s\n", "seen", from,
               to, incident->expected, what_is_counted(incident));
        return;
    }
    printf(TITLE "%.0f %s from %s to %s", "seen", incident->observed, what_is_counted(incident),
           from, to);
    if (kind_compares(incident->kind)) {
        printf(", usually %.1f (p = %.2g)\n", incident->expected, incident->p);
    } else {
        printf(", of %.0f\n", incident->total);
    }
    if (kind_compares(incident->kind) && incident->kind != KIND_SILENCE) {
        printf(TITLE "%s\n", "tone",
               incident->volume ? "all mentions rose, not only the negative ones"
                                : "the negative ones rose, the others did not");
    }
}

/* ---- why it is as severe ---- */

static void print_terms(const struct severity_terms *terms)
{
    if (terms->p > 0) {
        printf("p of %.2g or less", terms->p);
    }
    if (terms->count > 0) {
        printf("%s%.0f or more", terms->p > 0 ? ", " : "", terms->count);
    }
    if (terms->ratio > 0) {
        printf(", %.0f times the usual or more", terms->ratio);
    }
}

static void print_why(const struct session *session, const struct incident *incident)
{
    const struct config_rule *rule = judge_rule_of(session->config, incident);
    struct severity_terms terms = judge_terms(session->config, incident);
    printf(TITLE "%.*s, kind %s", "rule", STR_FMT(incident->rule),
           incident_kind_name(incident->kind));
    if (!rule) {
        printf(", which nabz.yaml no longer has\n");
        return;
    }
    printf(": %s is ", severity_name(incident->severity));
    if (incident->no_data) {
        printf("all that data that is missing can be\n");
        return;
    }
    print_terms(&terms);
    if (terms.p > 0) {
        printf(" (sensitivity %s)", sensitivity_name(judge_rule(rule).policy.sensitivity));
    }
    printf("%s%s\n", terms.why[TERMS_VOLUME] ? "; one lower where all mentions rose" : "",
           terms.why[TERMS_ONE_AUTHOR] ? "; one lower where one author says it" : "");
}

/* ---- whose it is ---- */

static bool print_family(struct session *session, const struct incident *incident, struct err *err)
{
    struct incident *list;
    size_t count;
    if (incident->parent) {
        printf(TITLE "incident %lld tells of it\n", "told by", (long long)incident->parent);
    }
    if (!incidents_below(session->store, incident->id, &session->arena, &list, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        printf(TITLE "incident %lld, %.*s %.*s: %s, %s, %.0f, usually %.1f\n", i ? "" : "tells of",
               (long long)list[i].id, STR_FMT(list[i].brand), STR_FMT(list[i].part),
               severity_name(list[i].severity), incident_state_name(list[i].state),
               list[i].observed, list[i].expected);
    }
    return true;
}

/* ---- what drove it ---- */

static void print_drivers(const char *title, const struct driver *drivers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        printf(TITLE, i ? "" : title);
        print_words(drivers[i].name);
        printf(": %.0f, usually %.1f (%.0f %%)\n", drivers[i].observed, drivers[i].expected,
               100 * drivers[i].share);
    }
}

static void print_causes(const struct incident *incident)
{
    print_drivers("brands", incident->brands, incident->brand_count);
    print_drivers("sources", incident->sources, incident->source_count);
    print_drivers("needs", incident->needs, incident->need_count);
    print_drivers("words", incident->words, incident->word_count);
    if (incident->people > 0) {
        printf(TITLE "%u at least\n", "people", incident->people);
    }
    print_drivers("authors", incident->authors, incident->author_count);
    print_drivers("reposts of", incident->reposts, incident->repost_count);
    for (size_t i = 0; i < incident->sample_count; i++) {
        const struct mention *sample = &incident->samples[i];
        struct str who = sample->author.n ? sample->author : sample->source;
        printf(TITLE, i ? "" : "they say");
        print_words(sample->text);
        printf(" (");
        print_words(who);
        printf(", mention %lld%s)\n", (long long)sample->id,
               sample->edited_at ? ", edited since it was first seen" : "");
    }
    if (incident->accuracy > 0) {
        printf(TITLE "about %.0f of 100 are right\n", "labels", 100 * incident->accuracy);
    }
}

static bool print_deliveries(struct session *session, int64_t id, struct err *err)
{
    struct delivery *list;
    size_t count;
    if (!outbox_list(session->store, id, 0, &session->arena, &list, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        printf(TITLE "%.*s to %.*s: %s%s", i ? "" : "told", STR_FMT(list[i].event),
               STR_FMT(list[i].recipient), delivery_state_name(list[i].state),
               list[i].last_answer.n ? ", " : "");
        print_words(list[i].last_answer);
        putchar('\n');
    }
    return true;
}

bool incident_print(struct session *session, const struct incident *incident, struct err *err)
{
    print_head(incident);
    print_life(incident);
    if (!print_mute(session, incident, err)) {
        return false;
    }
    print_seen(incident);
    print_why(session, incident);
    if (!print_family(session, incident, err)) {
        return false;
    }
    print_causes(incident);
    return print_deliveries(session, incident->id, err);
}
