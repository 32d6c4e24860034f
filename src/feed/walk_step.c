#include "feed/walk_step.h"

#include "feed/url.h"

/* The URL with rel=next of a Link header (RFC 8288): <url>; rel="next", ... */
static struct str link_next(struct str header)
{
    size_t open;
    while ((open = str_find_byte(header, '<')) != STR_NOT_FOUND) {
        struct str rest = str_slice(header, open + 1, header.n);
        size_t close = str_find_byte(rest, '>');
        if (close == STR_NOT_FOUND) {
            break;
        }
        struct str url = str_slice(rest, 0, close);
        header = str_slice(rest, close + 1, rest.n);
        struct str parameters = str_slice(header, 0, str_find_byte(header, '<'));
        if (str_find(parameters, STR("rel=\"next\"")) != STR_NOT_FOUND ||
            str_find(parameters, STR("rel=next")) != STR_NOT_FOUND) {
            return url;
        }
    }
    return STR_NONE;
}

static bool has_secret(const struct walk *walk)
{
    for (size_t i = 0; i < walk->param_count; i++) {
        if (walk->params[i].secret) {
            return true;
        }
    }
    return false;
}

/* A next URL is followed on the web only, and with a token only on the host that gave it. */
static bool go_to_url(struct walk *walk, struct str url, struct err *err)
{
    url = url_resolve(&walk->arena, walk->asked, url);
    struct str origin = url_origin(url);
    if (!origin.n) {
        return err_set(err, "the next page has no http address");
    }
    if (has_secret(walk) && !str_eq_nocase(origin, url_origin(walk->asked))) {
        return err_set(err, "the next page is on another host (%.*s): not followed with a token",
                       STR_FMT(origin));
    }
    walk->done = str_eq(url, walk->asked);
    walk->url = url;
    return true;
}

static void go_to_token(struct walk *walk, struct str token)
{
    walk->done = token.n == 0;
    walk->page = str_copy(&walk->arena, token);
}

static void go_to_number(struct walk *walk, const struct response *response,
                         const struct page *page)
{
    const struct recipe_paging *paging = &walk->recipe->paging;
    int64_t total = page->info.page_total;
    if (paging->total_header) {
        str_to_int(response_header(response, paging->total_header), &total);
    }
    int64_t last = paging->last > 0 ? paging->last : INT64_MAX;
    if (total > 0 && total - 1 + paging->first < last) {
        last = total - 1 + paging->first;
    }
    walk->done = page->items == 0 || walk->number >= last;
    walk->number++;
    walk->page = str_format(&walk->arena, "%lld", (long long)walk->number);
}

static bool go_to_link(struct walk *walk, const struct response *response, struct err *err)
{
    const char *parameter = walk->recipe->paging.parameter;
    struct str url = link_next(response_header(response, "Link"));
    if (url.n == 0) {
        walk->done = true;
        return true;
    }
    if (parameter) {
        go_to_token(walk, url_parameter(url, str_of(parameter)));
        return true;
    }
    return go_to_url(walk, url, err);
}

bool walk_step(struct walk *walk, const struct response *response, const struct page *page,
               struct err *err)
{
    switch (walk->recipe->paging.kind) {
    case PAGING_NONE:
        walk->done = true;
        return true;
    case PAGING_TOKEN:
        go_to_token(walk, page->info.next);
        return true;
    case PAGING_URL:
    case PAGING_FEED:
        walk->done = page->info.next.n == 0;
        return walk->done || go_to_url(walk, page->info.next, err);
    case PAGING_LINK:
        return go_to_link(walk, response, err);
    case PAGING_NUMBER:
        go_to_number(walk, response, page);
        return true;
    }
    return true;
}
