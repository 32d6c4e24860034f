#include "feed/answer.h"

#include "feed/dates.h"
#include "feed/json_path.h"
#include "feed/json_read.h"
#include "text/utf8.h"

#include <stdio.h>

#define GRAPH_FULL   95 /* percent of Meta's hourly share at which to stop, */
#define GRAPH_BUSY   75 /* and from which on to ask less often: */
#define GRAPH_BUSY_S (2 * HOUR)

static int64_t clamp_wait(int64_t now, int64_t at)
{
    int64_t low = now + 1, high = now + DAY;
    return at < low ? low : at > high ? high : at;
}

int64_t answer_retry_after(const struct response *response)
{
    struct str text = response_header(response, "Retry-After");
    int64_t now = response->received_at, seconds, at;
    enum time_precision precision;
    if (str_to_int(text, &seconds)) {
        return clamp_wait(now, seconds < 0 || seconds > DAY ? now + DAY : now + seconds);
    }
    return text.n && date_read(text, "auto", "UTC", now, &at, &precision) ? clamp_wait(now, at)
                                                                          : TIME_NONE;
}

/* The value of a directive, "max-age=60" in "public, max-age=60"; absent when it is not there. */
static struct str directive(struct str header, const char *name)
{
    struct str part, key;
    while (str_take(&header, ',', &part)) {
        str_take(&part, '=', &key);
        if (str_eq_nocase(str_trim(key), str_of(name))) {
            return part.p ? str_trim(part) : STR("");
        }
    }
    return STR_NONE;
}

static bool header_time(const struct response *response, const char *name, int64_t *at)
{
    enum time_precision precision;
    struct str text = response_header(response, name);
    return text.n && date_read(text, "auto", "UTC", response->received_at, at, &precision);
}

void answer_freshness(const struct response *response, struct cadence *cadence)
{
    struct str control = response_header(response, "Cache-Control");
    int64_t fresh_s = 0, age_s = 0, expires_at, date_at;
    struct str most = directive(control, "max-age");
    if (directive(control, "no-cache").p || directive(control, "no-store").p) {
        return;
    }
    if (most.p) {
        str_to_int(most, &fresh_s);
    } else if (header_time(response, "Expires", &expires_at)) {
        fresh_s = expires_at -
                  (header_time(response, "Date", &date_at) ? date_at : response->received_at);
    }
    if (str_to_int(response_header(response, "Age"), &age_s) && age_s > 0 && age_s < fresh_s) {
        fresh_s -= age_s;
    }
    fresh_s = fresh_s < ANSWER_FRESH_MAX_S ? fresh_s : ANSWER_FRESH_MAX_S;
    cadence->hint_s = fresh_s > cadence->hint_s ? fresh_s : cadence->hint_s;
}

/* What Meta says is used of an hour that moves along. */
struct graph_use {
    double percent;  /* of the largest share */
    int64_t minutes; /* until it may be asked again, where it says so */
};

static void graph_add(json_t *use, struct graph_use *most)
{
    static const char *const shares[] = {"call_count", "total_time", "total_cputime"};
    int64_t minutes = json_integer_value(json_object_get(use, "estimated_time_to_regain_access"));
    most->minutes = minutes > most->minutes ? minutes : most->minutes;
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        double percent = json_number_value(json_object_get(use, shares[i]));
        most->percent = percent > most->percent ? percent : most->percent;
    }
}

/* X-App-Usage: {"call_count":28,...}; X-Business-Use-Case-Usage: {"<id>":[{"call_count":...,
 * "estimated_time_to_regain_access":19}]}. */
static struct graph_use graph_use(const struct response *response)
{
    static const char *const names[] = {"X-App-Usage", "X-Business-Use-Case-Usage"};
    struct graph_use most = {0};
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct err unused;
        json_t *root CLEANUP_JSON =
            json_read(response_header(response, names[i]), JSON_OF_PAGE, &unused);
        struct json_path *path;
        struct json_nodes nodes = {0};
        if (root && json_path_read(&arena, STR("$..[?@.call_count]"), &path, &unused)) {
            json_nodes_add(&nodes, root);
            json_path_find(path, root, root, &nodes);
        }
        for (size_t k = 0; k < nodes.count; k++) {
            graph_add(nodes.list[k], &most);
        }
        json_nodes_clear(&nodes);
    }
    arena_clear(&arena);
    return most;
}

static int64_t graph_wait(const struct response *response)
{
    struct graph_use use = graph_use(response);
    int64_t wait_s = use.percent >= GRAPH_FULL ? HOUR / 4 : 0;
    int64_t minutes = use.minutes < DAY ? use.minutes : DAY; /* of hostile numbers */
    wait_s = minutes > 0 && minutes * 60 > wait_s ? minutes * 60 : wait_s;
    return wait_s ? clamp_wait(response->received_at, response->received_at + wait_s) : TIME_NONE;
}

void answer_usage(const struct recipe *recipe, const struct response *response,
                  struct cadence *cadence)
{
    bool busy = recipe->rate.dialect == RATE_GRAPH && graph_use(response).percent >= GRAPH_BUSY;
    cadence->hint_s = busy && cadence->hint_s < GRAPH_BUSY_S ? GRAPH_BUSY_S : cadence->hint_s;
}

/* When the window opens again, if the platform says that nothing is left of it, or `asked` anyway
 * because it has just refused. */
static int64_t window_reset(const struct recipe_rate *rate, const struct response *response,
                            bool refused)
{
    if (rate->dialect == RATE_GRAPH) {
        return graph_wait(response);
    }
    if (rate->dialect == RATE_NONE || !rate->reset) {
        return TIME_NONE;
    }
    double left, reset;
    int64_t at, now = response->received_at;
    struct str text = response_header(response, rate->reset);
    bool counted =
        rate->remaining && str_to_double(response_header(response, rate->remaining), &left);
    if ((counted && left >= 1) || (!counted && !refused)) {
        return TIME_NONE;
    }
    if (rate->dialect == RATE_ISO) {
        return time_parse(text, &at) ? clamp_wait(now, at) : TIME_NONE;
    }
    if (!str_to_double(text, &reset) || reset < 0 || reset > 1e12) {
        return TIME_NONE;
    }
    at = (int64_t)reset + (rate->dialect == RATE_SECONDS ? now : 0);
    return clamp_wait(now, at);
}

static bool value_matches(struct str text, const char *value)
{
    struct str rest = str_of(value), low;
    int64_t from, to, number;
    if (str_eq(text, rest)) {
        return true;
    }
    return str_take(&rest, '-', &low) && str_to_int(low, &from) && str_to_int(rest, &to) &&
           str_to_int(text, &number) && number >= from && number <= to;
}

static bool path_matches(const struct recipe_error *row, json_t *root)
{
    struct arena arena = {0};
    struct json_path *path;
    struct err unused;
    json_t *found = NULL;
    if (root && json_path_read(&arena, str_of(row->path), &path, &unused)) {
        found = json_path_first(path, root, root);
    }
    struct str text = json_text(&arena, found);
    bool matches = found && !json_is_null(found) && row->value_count == 0;
    for (unsigned i = 0; i < row->value_count && !matches; i++) {
        matches = found && value_matches(text, row->values[i]);
    }
    arena_clear(&arena);
    return matches;
}

/* "name: value", or "name: >0" for any number above that. */
static bool header_matches(const char *wanted, const struct response *response)
{
    struct str rest = str_of(wanted), name;
    char z[64];
    double value, limit;
    str_take(&rest, ':', &name);
    rest = str_trim(rest);
    if (name.n >= sizeof z) {
        return false;
    }
    snprintf(z, sizeof z, "%.*s", STR_FMT(name));
    struct str text = response_header(response, z);
    if (str_starts(rest, STR(">"))) {
        return str_to_double(str_slice(rest, 1, rest.n), &limit) && str_to_double(text, &value) &&
               value > limit;
    }
    return text.p && str_eq_nocase(text, rest);
}

/* The body is parsed at most once, and only if a row that could hold asks for it. */
struct body {
    const struct response *response;
    json_t *root;
    bool read;
};

static json_t *body_root(struct body *body)
{
    if (!body->read) {
        struct err unused;
        body->read = true;
        body->root = json_read(body->response->body, JSON_OF_PAGE, &unused);
    }
    return body->root;
}

static bool row_holds(const struct recipe_error *row, struct body *body)
{
    const struct response *response = body->response;
    return (row->status == 0 || (int)row->status == response->status) &&
           (!row->header || header_matches(row->header, response)) &&
           (!row->text || str_find(response->body, str_of(row->text)) != STR_NOT_FOUND) &&
           (!row->path || path_matches(row, body_root(body)));
}

static const struct recipe_error *find_row(const struct recipe *recipe, struct body *body)
{
    for (unsigned i = 0; i < recipe->error_count; i++) {
        if (row_holds(&recipe->errors[i], body)) {
            return &recipe->errors[i];
        }
    }
    return NULL;
}

static enum source_state state_of_status(int status)
{
    switch (status) {
    case 401:
    case 403:
        return SOURCE_AUTH;
    case 402:
        return SOURCE_QUOTA;
    case 410:
        return SOURCE_GONE;
    case 429:
        return SOURCE_THROTTLED;
    default:
        return SOURCE_BROKEN;
    }
}

static enum source_state state_of_class(enum recipe_error_class class)
{
    static const enum source_state states[] = {
        [ANSWER_BROKEN] = SOURCE_BROKEN,       [ANSWER_AUTH] = SOURCE_AUTH,
        [ANSWER_THROTTLED] = SOURCE_THROTTLED, [ANSWER_QUOTA] = SOURCE_QUOTA,
        [ANSWER_GONE] = SOURCE_GONE,           [ANSWER_END] = SOURCE_OK,
        [ANSWER_RESTART] = SOURCE_OK,          [ANSWER_OTHER] = SOURCE_OK,
    };
    return states[class];
}

/* The platform's own words, on one line and short. */
static void describe(const struct recipe *recipe, struct body *body, struct err *err)
{
    struct arena arena = {0};
    const struct response *response = body->response;
    struct str words = STR_NONE;
    for (unsigned i = 0; i < recipe->error_message_count && words.n == 0; i++) {
        struct json_path *path;
        struct err unused;
        json_t *root = body_root(body);
        if (root && json_path_read(&arena, str_of(recipe->error_message[i]), &path, &unused)) {
            words = json_text(&arena, json_path_first(path, root, root));
        }
    }
    if (words.n == 0 && response->body.n && response->body.p[0] != '<') {
        words = response->body;
    }
    words = utf8_clean(&arena, words, 160);
    size_t line = str_find_byte(words, '\n');
    words = str_trim(str_slice(words, 0, line));
    if (words.n) {
        err_set(err, "HTTP %d: %.*s", response->status, STR_FMT(words));
    } else {
        err_set(err, "HTTP %d", response->status);
    }
    arena_clear(&arena);
}

static struct answer failed(const struct recipe *recipe, struct body *body,
                            const struct recipe_error *row, struct err *err)
{
    const struct response *response = body->response;
    struct answer answer = {.kind = GOT_FAILURE, .retry_at = answer_retry_after(response)};
    answer.state = row ? state_of_class(row->class) : state_of_status(response->status);
    if (!row && response->status == 503 && answer.retry_at != TIME_NONE) {
        answer.state = SOURCE_THROTTLED;
    }
    if (answer.state == SOURCE_THROTTLED && answer.retry_at == TIME_NONE) {
        answer.retry_at = window_reset(&recipe->rate, response, true);
    }
    if (answer.retry_at == TIME_NONE && row && row->wait_s) {
        answer.retry_at = response->received_at + row->wait_s;
    }
    describe(recipe, body, err);
    return answer;
}

struct answer answer_read(const struct recipe *recipe, const struct response *response,
                          struct err *err)
{
    struct body body = {.response = response};
    struct answer answer = {.kind = GOT_PAGE, .retry_at = TIME_NONE};
    if (response->status == 0) {
        err_set(err, "%.*s", STR_FMT(response->failure));
        return (struct answer){GOT_FAILURE, SOURCE_BROKEN, TIME_NONE};
    }
    const struct recipe_error *row = find_row(recipe, &body);
    /* 206: a part of the page, though nobody asked for a part (RFC 9110, 15.3.7). */
    bool success = response->status >= 200 && response->status < 300 && response->status != 206;
    if (row && row->class == ANSWER_END) {
        answer.kind = GOT_NOTHING;
    } else if (row && row->class == ANSWER_OTHER) {
        answer.kind = GOT_OTHER_WORDS;
    } else if (row && row->class == ANSWER_RESTART) {
        answer.kind = GOT_STALE_CURSOR;
    } else if (!row && response->status == 304) {
        answer.kind = GOT_UNCHANGED;
    } else if (row || !success) {
        answer = failed(recipe, &body, row, err);
    } else {
        answer.retry_at = window_reset(&recipe->rate, response, false);
    }
    json_decref(body.root);
    return answer;
}
