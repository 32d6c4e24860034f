#include "fixture.h"
#include "store/silences.h"

static struct incident spike(const char *brand)
{
    struct incident incident = {
        .rule = STR("spike"),
        .brand = str_of(brand),
        .part = STR(""),
        .severity = SEVERITY_HIGH,
        .opened_at = T0,
        .grown_at = TIME_NONE,
        .reopened_at = TIME_NONE,
        .resolved_at = TIME_NONE,
        .window_start = T0 - 3 * HOUR,
        .window_end = T0,
        .observed = 48,
        .expected = 6,
        .p = 2e-300,
        .total = 60,
        .total_expected = 20,
        .source_count = 1,
        .word_count = 2,
    };
    incident.sources[0] = (struct driver){STR("shop"), 40, 5, 0.85};
    incident.words[0] = (struct driver){STR("late"), 30, 1, 0.6};
    incident.words[1] = (struct driver){STR("courier"), 12, 0, 0.25};
    return incident;
}

static bool is_open(struct fixture *fixture, const char *brand, struct incident *incident)
{
    bool found;
    must(incident_open_get(fixture->store, STR("spike"), str_of(brand), STR(""), &fixture->arena,
                           incident, &found, &fixture->err));
    return found;
}

static void an_incident_comes_back_with_all_its_parts(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    said(&batch, "1", "late again", T0, LABEL_NEGATIVE);
    said(&batch, "2", "no courier", T0, LABEL_NEGATIVE);
    store_page(fixture, "shop", &batch);
    struct incident put = spike("acme"), got;
    put.samples[0].id = 2;
    put.samples[1].id = 1;
    put.sample_count = 2;
    assert_false(is_open(fixture, "acme", &got));
    must(incident_put(fixture->store, &put, &fixture->err));
    assert_int_not_equal(put.id, 0);
    assert_true(is_open(fixture, "acme", &got));
    assert_false(is_open(fixture, "globex", &got));
    assert_true(is_open(fixture, "acme", &got));
    assert_int_equal(got.id, put.id);
    assert_int_equal(got.state, INCIDENT_OPEN);
    assert_int_equal(got.severity, SEVERITY_HIGH);
    assert_int_equal(got.opened_at, T0);
    assert_int_equal(got.grown_at, TIME_NONE);
    assert_int_equal(got.window_start, T0 - 3 * HOUR);
    assert_float_equal(got.observed, 48, 0);
    assert_true(got.p > 0 && got.p < 1e-299);
    assert_int_equal(got.source_count, 1);
    assert_true(str_eq(got.sources[0].name, STR("shop")));
    assert_float_equal(got.sources[0].share, 0.85, 0);
    assert_int_equal(got.word_count, 2);
    assert_true(str_eq(got.words[1].name, STR("courier")));
    assert_int_equal(got.sample_count, 2);
    assert_true(str_eq(got.samples[0].text, STR("no courier")));
    assert_true(str_eq(got.samples[0].source, STR("shop")));
    assert_string_equal(cell(fixture, "SELECT sources || '|' || words || '|' || samples || '|' || "
                                      "times || '|' || opened_utc FROM v_incidents"),
                        "shop 85%|late 60%, courier 25%|2, 1|8.0|2023-11-14T22:13:20Z");
}

static void drivers_of_every_kind_and_the_parent_come_back(void **state)
{
    struct fixture *fixture = *state;
    struct incident whole = spike("acme"), put = spike("acme"), got;
    bool found;
    must(incident_put(fixture->store, &whole, &fixture->err));
    put.part = STR("need:delivery");
    put.parent = whole.id;
    put.no_data = true;
    put.accuracy = 0.75;
    put.needs[put.need_count++] = (struct driver){STR("delivery"), 20, 2, 0.9};
    put.authors[put.author_count++] = (struct driver){STR("loud"), 9, 0, 0.5};
    put.reposts[put.repost_count++] = (struct driver){STR("17"), 6, 0, 0.25};
    must(incident_put(fixture->store, &put, &fixture->err));
    must(incident_get(fixture->store, put.id, &fixture->arena, &got, &found, &fixture->err));
    assert_true(found && got.no_data && got.parent == whole.id);
    assert_float_equal(got.accuracy, 0.75, 0);
    assert_true(got.need_count == 1 && got.author_count == 1 && got.repost_count == 1);
    assert_true(str_eq(got.authors[0].name, STR("loud")));
    assert_float_equal(got.needs[0].share, 0.9, 0);
    struct incident *below;
    size_t count;
    must(incidents_below(fixture->store, whole.id, &fixture->arena, &below, &count, &fixture->err));
    assert_true(count == 1 && below[0].id == put.id);
    assert_string_equal(cell(fixture, "SELECT part || '|' || parent || '|' || needs || '|' || "
                                      "authors || '|' || reposts || '|' || accuracy FROM "
                                      "v_incidents WHERE parent IS NOT NULL"),
                        "need:delivery|1|delivery 90%|loud 50%|17 25%|0.75");
}

static void what_is_open_below_one_that_is_resolved_stands_for_itself(void **state)
{
    struct fixture *fixture = *state;
    struct incident whole = spike("acme"), open = spike("acme"), over = spike("acme"), got;
    bool found;
    must(incident_put(fixture->store, &whole, &fixture->err));
    open.rule = STR("share");
    over.rule = STR("volume");
    over.state = INCIDENT_RESOLVED;
    over.resolved_at = T0 + HOUR;
    open.parent = over.parent = whole.id;
    open.told_observed = 12;
    must(incident_put(fixture->store, &open, &fixture->err));
    must(incident_put(fixture->store, &over, &fixture->err));
    whole.state = INCIDENT_RESOLVED;
    must(incident_put(fixture->store, &whole, &fixture->err));
    must(incident_get(fixture->store, open.id, &fixture->arena, &got, &found, &fixture->err));
    assert_true(found && !got.parent);
    assert_float_equal(got.told_observed, 12, 0);
    must(incident_get(fixture->store, over.id, &fixture->arena, &got, &found, &fixture->err));
    assert_int_equal(got.parent, whole.id); /* it was told by the other until both were over */
}

static void an_update_replaces_the_parts(void **state)
{
    struct fixture *fixture = *state;
    struct incident incident = spike("acme"), got;
    must(incident_put(fixture->store, &incident, &fixture->err));
    int64_t id = incident.id;
    incident.severity = SEVERITY_CRITICAL;
    incident.grown_at = T0 + HOUR;
    incident.word_count = 1;
    must(incident_put(fixture->store, &incident, &fixture->err));
    assert_int_equal(incident.id, id);
    assert_true(is_open(fixture, "acme", &got));
    assert_int_equal(got.severity, SEVERITY_CRITICAL);
    assert_int_equal(got.word_count, 1);
    assert_string_equal(cell(fixture, "SELECT count(*) FROM v_incidents"), "1");
}

static void one_key_has_one_open_incident(void **state)
{
    struct fixture *fixture = *state;
    struct incident first = spike("acme"), second = spike("acme"), other = spike("acme"), got;
    bool found;
    other.part = STR("source:shop");
    must(incident_put(fixture->store, &first, &fixture->err));
    must(incident_put(fixture->store, &other, &fixture->err));
    assert_false(incident_put(fixture->store, &second, &fixture->err));
    assert_non_null(strstr(fixture->err.text, "incident spike of acme"));
    first.state = INCIDENT_RESOLVED;
    first.resolved_at = T0 + 5 * HOUR;
    first.ending = ENDING_BY_HAND;
    must(incident_put(fixture->store, &first, &fixture->err));
    assert_false(is_open(fixture, "acme", &got));
    must(incident_get(fixture->store, first.id, &fixture->arena, &got, &found, &fixture->err));
    assert_true(found);
    assert_int_equal(got.resolved_at, T0 + 5 * HOUR);
    assert_int_equal(got.ending, ENDING_BY_HAND);
    must(incident_put(fixture->store, &second, &fixture->err));
    assert_int_not_equal(second.id, first.id);
}

static void lists_are_newest_first_and_can_be_of_open_ones(void **state)
{
    struct fixture *fixture = *state;
    static const char *const brands[] = {"a", "b", "c"};
    struct incident *list;
    size_t count;
    for (int i = 0; i < 3; i++) {
        struct incident incident = spike(brands[i]);
        incident.opened_at += i;
        incident.state = i == 1 ? INCIDENT_RESOLVED : INCIDENT_ACKNOWLEDGED;
        must(incident_put(fixture->store, &incident, &fixture->err));
    }
    must(incidents_list(fixture->store, true, 0, &fixture->arena, &list, &count, &fixture->err));
    assert_int_equal(count, 2);
    assert_true(str_eq(list[0].brand, STR("c")) && str_eq(list[1].brand, STR("a")));
    assert_int_equal(list[1].word_count, 2);
    must(incidents_list(fixture->store, false, 2, &fixture->arena, &list, &count, &fixture->err));
    assert_int_equal(count, 2);
    assert_true(str_eq(list[1].brand, STR("b")));
}

static void a_mute_is_kept_and_survives_an_update(void **state)
{
    struct fixture *fixture = *state;
    struct incident incident = spike("acme");
    struct mute mute = {T0 + DAY, STR("sara"), STR("known")}, got;
    must(incident_put(fixture->store, &incident, &fixture->err));
    must(incident_mute_get(fixture->store, incident.id, &fixture->arena, &got, &fixture->err));
    assert_int_equal(got.until, TIME_NONE);
    must(incident_mute(fixture->store, incident.id, &mute, &fixture->err));
    must(incident_put(fixture->store, &incident, &fixture->err));
    must(incident_mute_get(fixture->store, incident.id, &fixture->arena, &got, &fixture->err));
    assert_int_equal(got.until, T0 + DAY);
    assert_true(str_eq(got.author, STR("sara")) && str_eq(got.reason, STR("known")));
    mute.until = TIME_NONE;
    must(incident_mute(fixture->store, incident.id, &mute, &fixture->err));
    assert_string_equal(cell(fixture, "SELECT muted_by FROM v_incidents"), "NULL");
}

static struct delivery message(const char *recipient)
{
    return (struct delivery){
        .key = STR("incident 1 opened"),
        .event = STR("opened"),
        .team = STR("care"),
        .channel = STR("mail"),
        .recipient = str_of(recipient),
        .message_id = STR("<1@nabz>"),
        .subject = STR("late"),
        .body = (struct str){"a\r\n\0\xFF", 5},
        .next_try_at = T0,
        .created_at = T0,
        .sent_at = TIME_NONE,
    };
}

static bool add(struct fixture *fixture, struct delivery *delivery)
{
    bool added;
    must(outbox_add(fixture->store, delivery, &added, &fixture->err));
    return added;
}

static void a_message_gets_into_the_outbox_once(void **state)
{
    struct fixture *fixture = *state;
    struct delivery first = message("a@x"), again = message("a@x"), other = message("b@x"),
                    grown = message("a@x"), hook = message("a@x");
    grown.key = STR("incident 1 grown high");
    hook.channel = STR("webhook");
    again.body = STR("rendered otherwise");
    again.message_id = STR("<2@nabz>");
    assert_true(add(fixture, &first));
    assert_false(add(fixture, &again));
    assert_int_equal(again.id, first.id);
    assert_true(add(fixture, &other) && add(fixture, &grown) && add(fixture, &hook));
    struct delivery *due;
    size_t count;
    must(outbox_due(fixture->store, INT64_MAX, 1, &fixture->arena, &due, &count, &fixture->err));
    assert_int_equal(due->id, first.id);
    assert_true(str_eq(due->body, first.body) && str_eq(due->message_id, first.message_id));
}

static void due_is_what_nobody_has_answered_for_and_whose_time_has_come(void **state)
{
    struct fixture *fixture = *state;
    struct delivery *list;
    size_t count;
    for (int i = 0; i < DELIVERY_STATES; i++) {
        static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g"};
        struct delivery delivery = message(names[i]);
        delivery.state = (enum delivery_state)i;
        delivery.next_try_at = T0 + 60 - i;
        add(fixture, &delivery);
    }
    must(outbox_due(fixture->store, T0 + 60, 0, &fixture->arena, &list, &count, &fixture->err));
    assert_int_equal(count, 3);
    assert_int_equal(list[0].state, DELIVERY_UNKNOWN);
    assert_int_equal(list[1].state, DELIVERY_SENDING);
    assert_int_equal(list[2].state, DELIVERY_PENDING);
    assert_int_equal(list[2].body.n, 5);
    must(outbox_due(fixture->store, T0 + 59, 1, &fixture->arena, &list, &count, &fixture->err));
    assert_int_equal(count, 1);
    must(outbox_due(fixture->store, T0, 0, &fixture->arena, &list, &count, &fixture->err));
    assert_int_equal(count, 0);
}

/* Held by quiet hours until a time, or, without one, by a limit on the day it was made. */
static struct delivery held(struct fixture *fixture, const char *key, int64_t until, int64_t made)
{
    struct delivery delivery = message("a@x");
    delivery.key = str_of(key);
    delivery.state = DELIVERY_HELD;
    delivery.next_try_at = until;
    delivery.created_at = made;
    add(fixture, &delivery);
    return delivery;
}

static void what_was_held_is_told_of_once_and_when_its_time_has_come(void **state)
{
    struct fixture *fixture = *state;
    struct delivery quiet = held(fixture, "quiet", T0 + 100, T0),
                    later = held(fixture, "later", T0 + 900, T0),
                    limited = held(fixture, "limited", TIME_NONE, T0 - 50),
                    today = held(fixture, "today", TIME_NONE, T0 + 50);
    struct held_query which = {STR("care"), STR("mail"), STR("a@x"), T0 + 100, T0};
    struct delivery *list;
    size_t count;
    must(outbox_held(fixture->store, &which, &fixture->arena, &list, &count, &fixture->err));
    assert_int_equal(count, 2);
    assert_true(list[0].id == quiet.id && list[1].id == limited.id);
    must(outbox_held_told(fixture->store, &which, STR("told"), &fixture->err));
    must(outbox_held(fixture->store, &which, &fixture->arena, &list, &count, &fixture->err));
    assert_int_equal(count, 0);
    which.quiet_over = T0 + 900;
    which.limited_before = TIME_NONE;
    must(outbox_held(fixture->store, &which, &fixture->arena, &list, &count, &fixture->err));
    assert_true(count == 1 && list->id == later.id);
    which.quiet_over = TIME_NONE;
    which.limited_before = T0 + 51;
    must(outbox_held(fixture->store, &which, &fixture->arena, &list, &count, &fixture->err));
    assert_true(count == 1 && list->id == today.id);
    which.recipient = STR("b@x");
    must(outbox_held(fixture->store, &which, &fixture->arena, &list, &count, &fixture->err));
    assert_int_equal(count, 0);
}

static void silence(struct fixture *fixture, const char *rule, int64_t from, int64_t until)
{
    struct silence silence = {.brand = STR("zarinak"),
                              .rule = str_of(rule),
                              .from_at = from,
                              .until_at = until,
                              .author = STR("sara"),
                              .reason = STR("a campaign")};
    must(silence_put(fixture->store, &silence, &fixture->err));
}

static size_t running(struct fixture *fixture, int64_t at)
{
    struct silence *list;
    size_t count;
    must(silences_running(fixture->store, at, &fixture->arena, &list, &count, &fixture->err));
    return count;
}

static bool has_ended(struct fixture *fixture, const char *rule, int64_t since, int64_t at)
{
    bool ended;
    must(silence_ended(fixture->store, STR("zarinak"), str_of(rule), since, at, &ended,
                       &fixture->err));
    return ended;
}

static void a_silence_runs_until_its_end_or_until_another_takes_its_place(void **state)
{
    struct fixture *fixture = *state;
    silence(fixture, "", T0, T0 + 100);
    silence(fixture, "spike", T0, T0 + 50);
    assert_int_equal(running(fixture, T0 - 1), 0);
    assert_int_equal(running(fixture, T0), 2);
    assert_int_equal(running(fixture, T0 + 50), 1);
    assert_int_equal(running(fixture, T0 + 100), 0);
    assert_true(has_ended(fixture, "spike", T0, T0 + 50));
    assert_false(has_ended(fixture, "share", T0, T0 + 50));
    assert_true(has_ended(fixture, "share", T0, T0 + 100));
    assert_false(has_ended(fixture, "share", T0 + 100, T0 + 200));
    silence(fixture, "", T0 + 20, T0 + 300);
    assert_int_equal(running(fixture, T0 + 20), 2);
    silence(fixture, "", T0 + 60, T0 + 60);
    assert_int_equal(running(fixture, T0 + 60), 0);
}

static void a_mark_changes_the_state_and_never_the_message(void **state)
{
    struct fixture *fixture = *state;
    struct incident incident = spike("acme");
    must(incident_put(fixture->store, &incident, &fixture->err));
    struct delivery delivery = message("a@x"), *list;
    delivery.incident_id = incident.id;
    add(fixture, &delivery);
    delivery.state = DELIVERY_SENT;
    delivery.tries = 2;
    delivery.next_try_at = TIME_NONE;
    delivery.last_answer = STR("250 ok");
    delivery.sent_at = T0 + 5;
    delivery.body = STR("other");
    must(outbox_mark(fixture->store, &delivery, &fixture->err));
    size_t count;
    must(
        outbox_list(fixture->store, incident.id, 0, &fixture->arena, &list, &count, &fixture->err));
    assert_int_equal(count, 1);
    assert_int_equal(list[0].tries, 2);
    assert_int_equal(list[0].sent_at, T0 + 5);
    assert_true(str_eq(list[0].last_answer, STR("250 ok")));
    assert_null(list[0].body.p);
    assert_string_equal(cell(fixture, "SELECT length(body) FROM deliveries"), "5");
    assert_string_equal(cell(fixture, "SELECT state || incident || sent_utc FROM v_deliveries"),
                        "sent12023-11-14T22:13:25Z");
    assert_string_equal(cell(fixture, "SELECT deliveries FROM v_incidents"), "1");
    int64_t counts[DELIVERY_STATES];
    must(outbox_counts(fixture->store, counts, &fixture->err));
    assert_int_equal(counts[DELIVERY_SENT], 1);
    assert_int_equal(counts[DELIVERY_PENDING], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(an_incident_comes_back_with_all_its_parts),
        store_test(drivers_of_every_kind_and_the_parent_come_back),
        store_test(what_is_open_below_one_that_is_resolved_stands_for_itself),
        store_test(an_update_replaces_the_parts),
        store_test(one_key_has_one_open_incident),
        store_test(lists_are_newest_first_and_can_be_of_open_ones),
        store_test(a_mute_is_kept_and_survives_an_update),
        store_test(a_message_gets_into_the_outbox_once),
        store_test(due_is_what_nobody_has_answered_for_and_whose_time_has_come),
        store_test(what_was_held_is_told_of_once_and_when_its_time_has_come),
        store_test(a_silence_runs_until_its_end_or_until_another_takes_its_place),
        store_test(a_mark_changes_the_state_and_never_the_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
