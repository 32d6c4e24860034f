#include "feed/walk.h"

#include "base/limits.h"
#include "feed/answer.h"
#include "feed/hide.h"
#include "feed/obtain.h"
#include "feed/template.h"
#include "feed/url.h"
#include "feed/walk_ask.h"
#include "feed/walk_step.h"

#include <assert.h>

#define DEFAULT_MAX_PAGES 20

static const struct param *find_param(const struct walk *walk, struct str name)
{
    for (size_t i = walk->param_count; i > 0; i--) { /* what was obtained stands behind */
        if (str_eq(walk->params[i - 1].name, name)) {
            return &walk->params[i - 1];
        }
    }
    return NULL;
}

static const struct recipe_param *find_declared(const struct recipe *recipe, struct str name)
{
    for (unsigned i = 0; i < recipe->param_count; i++) {
        if (str_eq(name, str_of(recipe->params[i].name))) {
            return &recipe->params[i];
        }
    }
    return NULL;
}

static struct str find_name(const void *context, struct str name)
{
    const struct walk *walk = context;
    if (str_eq(name, STR("page"))) {
        return walk->page;
    }
    if (str_eq(name, STR("since"))) {
        return walk->since;
    }
    const struct param *given = find_param(walk, name);
    const struct recipe_param *declared = find_declared(walk->recipe, name);
    return given && given->value.n ? given->value
           : declared              ? str_of(declared->fallback)
                                   : STR_NONE;
}

static bool check_params(const struct walk *walk, struct err *err)
{
    const struct recipe *recipe = walk->recipe;
    for (unsigned i = 0; i < recipe->param_count; i++) {
        const struct recipe_param *declared = &recipe->params[i];
        if (declared->required && find_name(walk, str_of(declared->name)).n == 0) {
            return err_set(err, "recipe %s needs the parameter \"%s\"%s%s", recipe->name,
                           declared->name, declared->note ? ": " : "",
                           declared->note ? declared->note : "");
        }
    }
    for (size_t i = 0; i < walk->param_count; i++) {
        if (!find_declared(recipe, walk->params[i].name)) {
            return err_set(err, "recipe %s has no parameter \"%.*s\"", recipe->name,
                           STR_FMT(walk->params[i].name));
        }
    }
    return true;
}

static void restart(struct walk *walk, struct str since)
{
    walk->since = since;
    walk->number = walk->recipe->paging.first;
    walk->page = walk->recipe->paging.kind == PAGING_NUMBER
                     ? str_format(&walk->arena, "%lld", (long long)walk->number)
                     : STR_NONE;
}

bool walk_open(struct walk *walk, const struct recipe *recipe, const struct param *params,
               size_t param_count, const struct source_status *status, int64_t now, struct err *err)
{
    *walk = (struct walk){
        .recipe = recipe,
        .status = status,
        .params = params,
        .param_count = param_count,
        .now = now,
        .budget = -1,
        .newest_at = TIME_NONE,
    };
    restart(walk, recipe->incremental.kind == INCREMENTAL_NONE ? STR_NONE : status->cursor);
    return check_params(walk, err) && obtain_check(recipe, params, param_count, err) &&
           recipe_check(recipe, err);
}

void walk_clear(struct walk *walk)
{
    map_clear(&walk->seen);
    arena_clear(&walk->arena);
    *walk = (struct walk){.done = true};
}

static struct template_names names_of(const struct walk *walk)
{
    return (struct template_names){find_name, walk};
}

/* Where the first page has moved to, once that is sure. */
static struct str straight_address(struct walk *walk, struct str url)
{
    const struct source_status *status = walk->status;
    if (walk->pages > 0) {
        return url;
    }
    walk->straight = status->moved_times >= WALK_MOVED_SURE && str_eq(url, status->moved_from);
    return walk->straight ? status->moved_to : url;
}

static bool build_url(struct walk *walk)
{
    struct str url;
    if (walk->url.n) {
        walk->asked = walk->url;
        return true;
    }
    if (!ask_url(&walk->recipe->request, walk->other, names_of(walk), &walk->arena, &url)) {
        return false;
    }
    walk->asked = straight_address(walk, url);
    return true;
}

static void add_validator(struct request *request, struct str name, struct str value)
{
    if (value.n && request->header_count < EXCHANGE_HEADERS) {
        request->headers[request->header_count++] = (struct header){name, value};
    }
}

bool walk_request(struct walk *walk, struct request *request)
{
    const struct source_status *status = walk->status;
    if (walk->done || walk->budget == 0 || !build_url(walk)) {
        walk->done = true;
        return false;
    }
    ask_fill(&walk->recipe->request, names_of(walk), walk->asked, &walk->arena, request);
    request->robots = walk->recipe->robots;
    request->gap_ms = walk->recipe->gap_ms;
    if (walk->recipe->conditional && walk->pages == 0) {
        add_validator(request, STR("If-None-Match"), status->etag);
        add_validator(request, STR("If-Modified-Since"), status->last_modified);
    }
    return true;
}

static bool is_number(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') {
            return false;
        }
    }
    return s.n > 0;
}

/* Ids grow beyond what a double holds: compared by length, then by digits. */
static bool id_above(struct str a, struct str b)
{
    return a.n != b.n ? a.n > b.n : str_cmp(a, b) > 0;
}

/* Notes what the page brings for the cursor, and returns how many of its ids are new. */
static size_t note_items(struct walk *walk, const struct mention *mentions, size_t count)
{
    size_t fresh = 0;
    enum recipe_incremental_kind kind = walk->recipe->incremental.kind;
    for (size_t i = 0; i < count; i++) {
        const struct mention *m = &mentions[i];
        if (map_get(&walk->seen, m->native_id)) {
            continue;
        }
        struct str id = str_copy(&walk->arena, m->native_id);
        map_put(&walk->seen, id, NULL);
        fresh++;
        if (kind == INCREMENTAL_HIGHEST_ID && is_number(id) && id_above(id, walk->cursor)) {
            walk->cursor = id;
        }
        /* A clock that is ahead must not take the cursor past what is yet to be said. */
        if (m->published_at > walk->newest_at && m->published_at <= walk->now) {
            walk->newest_at = m->published_at;
        }
    }
    return fresh;
}

/* The limits of a walk that are ours. What they cut off is older than what was read, so the walk
 * counts as whole: a cursor that never moves would read, and pay for, the same pages for ever. */
static void hold_limits(struct walk *walk, struct walk_result *result, size_t fresh)
{
    int64_t most = walk->recipe->paging.max_pages;
    most = most > 0 && most < (int64_t)LIMIT_PAGES ? most
           : most > 0                              ? LIMIT_PAGES
                                                   : DEFAULT_MAX_PAGES;
    if (walk->done) {
        return;
    }
    if (result->page.items > 0 && fresh == 0) {
        walk->done = true;
        result->note = "the pages repeat themselves";
    } else if (walk->budget == 0) {
        walk->done = result->cut = true;
        result->note = "the budget of the day is spent: older items were left out";
        result->retry_at = (walk->now / DAY + 1) * DAY;
    } else if (walk->pages >= (size_t)most) {
        walk->done = result->cut = true;
        result->note = "the limit of pages is reached: older items were left out";
    }
}

static struct str newest_cursor(struct walk *walk)
{
    const struct recipe_incremental *incremental = &walk->recipe->incremental;
    int64_t at =
        walk->newest_at == TIME_NONE ? TIME_NONE : walk->newest_at - incremental->overlap_s;
    char text[TIME_TEXT_MAX];
    if (at == TIME_NONE) {
        return STR_NONE;
    }
    return incremental->format == TIME_AS_EPOCH
               ? str_format(&walk->arena, "%lld", (long long)at)
               : str_copy(&walk->arena, str_of(time_format(at, text)));
}

static void finish(struct walk *walk, struct walk_result *result)
{
    if (walk->recipe->incremental.kind == INCREMENTAL_NEWEST) {
        walk->cursor = newest_cursor(walk);
    }
    walk->done = true;
    result->whole = true;
    result->bare = walk->read && walk->items == 0 && walk->since.n == 0;
    result->more = false;
    result->moved_from = walk->moved_from;
    result->moved = walk->moved;
    result->straight = walk->straight;
    result->cursor = walk->cursor.n ? walk->cursor : walk->since;
    result->etag = walk->etag;
    result->last_modified = walk->last_modified;
}

static void note_move(struct walk *walk, const struct response *response)
{
    if (response->moved && walk->pages == 1) {
        walk->moved_from = walk->asked;
        walk->moved = str_copy(&walk->arena, response->url);
    }
}

static void note_first_page(struct walk *walk, const struct response *response,
                            const struct page *page)
{
    struct arena *arena = &walk->arena;
    note_move(walk, response);
    if (walk->recipe->conditional) {
        walk->etag = str_copy(arena, response_header(response, "ETag"));
        walk->last_modified = str_copy(arena, response_header(response, "Last-Modified"));
    }
    if (walk->recipe->incremental.kind == INCREMENTAL_FIRST_PAGE) {
        walk->cursor = str_copy(arena, page->info.first_page);
    }
}

/* What the links of a feed are relative to: the Content-Location of the answer (RFC 3986, 5.1.3)
 * where it is one of the same site; some servers tell what they are called behind their proxy. */
static struct str base_of(struct walk *walk, const struct response *response, struct batch *batch)
{
    struct str asked = response->url.n ? response->url : walk->asked;
    struct str location = response_header(response, "Content-Location");
    if (location.n == 0 || walk->recipe->format != FORMAT_SYNDICATION) {
        return asked;
    }
    location = url_resolve(&batch->arena, asked, location);
    return str_eq_nocase(url_origin(location), url_origin(asked)) ? location : asked;
}

static bool take_page(struct walk *walk, const struct response *response, struct batch *batch,
                      struct walk_result *result, struct err *err)
{
    struct extract_context context = {
        .url = base_of(walk, response, batch),
        .content_type = response_header(response, "Content-Type"),
        .now = response->received_at,
    };
    size_t before = batch->count;
    if (!extract(walk->recipe, &context, response->body, &result->page, batch, err)) {
        return false;
    }
    size_t count = batch->count - before;
    size_t fresh = note_items(walk, count ? batch->mentions + before : NULL, count);
    if (walk->pages == 1) {
        note_first_page(walk, response, &result->page);
    }
    walk->read = true;
    walk->items += count;
    result->cadence = result->page.info.cadence;
    answer_usage(walk->recipe, response, &result->cadence);
    if (walk->recipe->format == FORMAT_SYNDICATION) {
        answer_freshness(response, &result->cadence);
    }
    if (walk->budget > 0) {
        walk->budget -= (int64_t)count < walk->budget ? (int64_t)count : walk->budget;
    }
    if (!walk_step(walk, response, &result->page, err)) {
        return false;
    }
    hold_limits(walk, result, fresh);
    result->more = !walk->done;
    if (walk->done) {
        finish(walk, result);
    }
    return true;
}

static bool start_again(struct walk *walk, struct walk_result *result)
{
    if (walk->restarted || walk->since.n == 0) {
        return false;
    }
    walk->restarted = true;
    walk->pages = 0;
    walk->url = STR_NONE;
    restart(walk, STR_NONE);
    result->more = true;
    result->note = "the platform no longer knows the last cursor: read from the newest on";
    return true;
}

/* The same page once more, as the platform calls things now. */
static bool ask_otherwise(struct walk *walk, struct walk_result *result)
{
    if (walk->other || walk->recipe->request.other_query_count == 0) {
        return false;
    }
    walk->other = result->more = true;
    walk->pages--;
    return true;
}

static void keep_validators(struct walk *walk, const struct response *response)
{
    struct str etag = response_header(response, "ETag");
    struct str modified = response_header(response, "Last-Modified");
    walk->etag = str_copy(&walk->arena, etag.n ? etag : walk->status->etag);
    walk->last_modified =
        str_copy(&walk->arena, modified.n ? modified : walk->status->last_modified);
}

/* Ends the walk. */
static bool fail(struct walk *walk, struct walk_result *result, enum source_state state,
                 struct err *err)
{
    walk->done = true;
    result->state = state;
    result->more = result->whole = false;
    hide_params(walk->params, walk->param_count, err);
    return err_wrap(err, "page %zu", walk->pages);
}

bool walk_take(struct walk *walk, const struct response *response, struct batch *batch,
               struct walk_result *result, struct err *err)
{
    assert(!walk->done);
    *result = (struct walk_result){.state = SOURCE_OK, .retry_at = TIME_NONE};
    result->page.info.updated_at = TIME_NONE;
    walk->pages++;
    if (response->cut) {
        err_set(err, "larger than %u MiB", LIMIT_HTTP_BODY / MIB);
        return fail(walk, result, SOURCE_BROKEN, err);
    }
    struct answer answer = answer_read(walk->recipe, response, err);
    result->retry_at = answer.retry_at;
    switch (answer.kind) {
    case GOT_FAILURE:
        return fail(walk, result, answer.state, err);
    case GOT_OTHER_WORDS:
        if (ask_otherwise(walk, result)) {
            return true;
        }
        err_set(err, "the platform knows neither of the two ways to ask");
        return fail(walk, result, SOURCE_BROKEN, err);
    case GOT_STALE_CURSOR:
        if (start_again(walk, result)) {
            return true;
        }
        err_set(err, "the platform takes neither this cursor nor none");
        return fail(walk, result, SOURCE_BROKEN, err);
    case GOT_UNCHANGED:
        answer_freshness(response, &result->cadence);
        note_move(walk, response);
        keep_validators(walk, response);
        finish(walk, result);
        return true;
    case GOT_NOTHING:
        finish(walk, result);
        return true;
    case GOT_PAGE:
        break;
    }
    return take_page(walk, response, batch, result, err) || fail(walk, result, SOURCE_BROKEN, err);
}

void walk_known(struct walk *walk, struct walk_result *result)
{
    if (walk->recipe->paging.newest_first && result->more && result->page.items > 0) {
        finish(walk, result);
    }
}
