/* A recipe: how to ask one kind of site for mentions and how to read its answers, as loaded from
 * feeds/<name>/recipe.yaml. Data only: what the words mean is done by feed/ (walk.h asks and pages,
 * extract.h reads). feeds/README.md shows every key; the schema in recipe.c is the law.
 *
 * Templates hold {name} for a parameter, percent-encoded where it lands in a URL, or {+name} for
 * one that is itself part of a URL (RFC 6570 level 2). Two names are given by the walk: {page}
 * (what leads to the next page) and {since} (the stored cursor); {assertion} by a row of obtain
 * that has a key_file. A query item or header whose template names something empty is left out; of
 * a longer template, "{[" and "]}" enclose the part that is left out alone. */
#ifndef CONFIG_RECIPE_H
#define CONFIG_RECIPE_H

#include "base/err.h"

#include <stdint.h>

enum recipe_format { FORMAT_JSON, FORMAT_SYNDICATION, FORMAT_STRUCTURED, FORMAT_HTML };

struct recipe_param {
    char *name, *note;
    char *fallback; /* the value when the source gives none; NULL: none */
    bool required, secret;
};

struct recipe_request {
    char *method; /* NULL: GET */
    char *url;    /* template */
    char **query; /* "name=template" */
    unsigned query_count;
    char **other_query; /* instead of query, after an answer of class "other" */
    unsigned other_query_count;
    char **headers; /* "Name: template" */
    unsigned header_count;
    char *body;  /* template, parameters escaped as in a JSON string */
    char **form; /* or "name=template" of a form; the method is then POST */
    unsigned form_count;
    char *basic; /* template of user:password, as Authorization: Basic */
};

/* A value that a request of its own brings, asked for before the first page and kept until shortly
 * before it ends (feed/obtain.h). Where a source gives the value itself nothing is asked, unless
 * the row renews just that. Of several rows for a name the first one holds whose `with` are given.
 */
struct recipe_obtain {
    char *name;  /* of the parameter it becomes */
    char **with; /* parameters it takes */
    unsigned with_count;
    struct recipe_request request;
    char *key_file;  /* parameter with the key file of a service account, for {assertion}... */
    char *scope;     /* ...and what it is to be for (feed/assertion.h) */
    char *value;     /* JSONPath in the answer */
    char *lasts;     /* JSONPath of the seconds it lasts; NULL: for ever */
    bool renews;     /* asked with the value there is; as long as that lasts a failure is none */
    int64_t early_s; /* asked anew so long before the end; 0: five minutes */
};

/* How the platform is asked which mentions are still there, where its terms ask that what was
 * deleted is deleted here, too (feed/follow.h). {ids} are the native ids, parted by commas. */
struct recipe_follow {
    struct recipe_request request;
    char **left; /* JSONPaths of ids that are still there */
    unsigned left_count;
    char **gone; /* of ids that are not; none: those that were asked for and are not left */
    unsigned gone_count;
    int64_t most;    /* ids of one request; 0: there is no such thing */
    int64_t every_s; /* from one time that all are asked for to the next */
    int64_t days;    /* older mentions are asked for no more */
};

/* What reading costs, where a platform sells it. */
struct recipe_price {
    double item, request;
    char *currency; /* "USD" */
};

/* So many different values of a parameter, the first of `of` that is given, in so many days, for
 * each value of `per`. */
struct recipe_allotment {
    char **of, *per;
    unsigned of_count;
    int64_t most, days;
};

/* What leads from a page to the next. A path is JSONPath or XPath as the format has it. */
enum recipe_paging_kind {
    PAGING_NONE,
    PAGING_TOKEN, /* the value at `next` becomes {page} */
    PAGING_URL,   /* the value at `next` is the whole next URL */
    PAGING_LINK,  /* the Link header, rel=next: the whole URL, or its query parameter `parameter` */
    PAGING_NUMBER, /* {page} counts from `first` */
    PAGING_FEED,   /* rel=next of a feed (RFC 5005), next_url of a JSON Feed */
};

struct recipe_paging {
    enum recipe_paging_kind kind;
    char **next;
    unsigned next_count;
    char *only_if;      /* path that must exist for there to be a next page */
    char *parameter;    /* of the next link, for PAGING_LINK */
    char *total;        /* path of the number of pages */
    char *total_header; /* or the header that tells it */
    int64_t first, last;
    int64_t max_pages; /* of one walk; 0: 20 */
    bool newest_first; /* stop when a whole page is known from an earlier walk */
};

/* What is remembered so that the next walk asks only for what is new. */
enum recipe_incremental_kind {
    INCREMENTAL_NONE,
    INCREMENTAL_FIRST_PAGE, /* the value at `path` of the first page (X: meta.newest_id) */
    INCREMENTAL_NEWEST,     /* the newest published_at seen, less `overlap_s` */
    INCREMENTAL_HIGHEST_ID, /* the highest numeric id seen */
};

enum recipe_time_format { TIME_AS_RFC3339, TIME_AS_EPOCH };

struct recipe_incremental {
    enum recipe_incremental_kind kind;
    char *path;
    enum recipe_time_format format;
    int64_t overlap_s;
};

/* Items that are looked up by id elsewhere in the page: `author:username` in a field means the
 * member `username` of the one of `among` whose `key` equals the item's `id`. */
struct recipe_join {
    char *name, *id, *key;
    char **among;
    unsigned among_count;
};

enum recipe_field_name {
    FIELD_ID,
    FIELD_URL,
    FIELD_TITLE,
    FIELD_TEXT,
    FIELD_AUTHOR,
    FIELD_LANGUAGE,
    FIELD_REPLY_TO,
    FIELD_REPOST_OF,
    FIELD_PUBLISHED,
    FIELD_UPDATED,
    FIELD_RATING,
    FIELD_REACH,
    FIELDS,
};

/* The first alternative that gives anything after its filters is the value. An alternative is a
 * path; where the format finds the fields by itself (syndication, structured) it is the name of the
 * text field whose value the filters take. */
struct recipe_field {
    enum recipe_field_name name;
    char **from;
    unsigned from_count;
    char **filters; /* "name" or "name:argument", see feed/filter.h */
    unsigned filter_count;
};

/* What an answer that is not a page of items means. */
enum recipe_error_class {
    ANSWER_BROKEN,
    ANSWER_AUTH,
    ANSWER_THROTTLED,
    ANSWER_QUOTA,
    ANSWER_GONE,
    ANSWER_END,     /* no error: there is nothing here, the walk is whole */
    ANSWER_OTHER,   /* the words of the request are not known: once more with other_query */
    ANSWER_RESTART, /* the cursor is no longer accepted: walk again without it */
};

/* Holds when every condition that is given holds. The first row that holds decides; with none, the
 * HTTP status alone does. */
struct recipe_error {
    unsigned status; /* 0: any */
    char *path;      /* JSONPath in the body; exists... */
    char **values;   /* ...and has one of these values; "200-299" is a range of numbers */
    unsigned value_count;
    char *text;   /* the body contains it */
    char *header; /* "name: value": the answer has that header with that value; "name: >0" too */
    enum recipe_error_class class;
    int64_t wait_s; /* before the next try, when the answer does not say; 0: the caller's backoff */
};

enum recipe_rate_dialect {
    RATE_NONE,
    RATE_EPOCH,   /* reset is seconds since 1970 (X) */
    RATE_SECONDS, /* reset is seconds from now (Reddit) */
    RATE_ISO,     /* reset is RFC 3339 (Mastodon, Yelp) */
    RATE_GRAPH,   /* Meta's usage headers: percent, and minutes to wait */
};

struct recipe_rate {
    enum recipe_rate_dialect dialect;
    char *remaining, *reset; /* header names */
};

struct recipe {
    char *name, *summary;
    char *service;  /* template of whose ids the items have, the same in all sources for which it
                       says the same; NULL: each source has its own */
    char *disabled; /* why it must not be used as it is; NULL: usable */
    struct recipe_param *params;
    unsigned param_count;
    struct recipe_request request;
    struct recipe_obtain *obtain;
    unsigned obtain_count;
    struct recipe_follow follow_deletes;
    struct recipe_price price;
    struct recipe_allotment allotment;
    enum recipe_format format;
    bool robots;        /* pages for people: ask robots.txt */
    bool conditional;   /* send the validators of the last whole walk */
    int64_t gap_ms;     /* least time between two requests to the host */
    int64_t interval_s; /* between two walks, unless the source says otherwise; 0: default */
    int64_t budget_day; /* items a day, 0: no budget */
    char *zone;         /* of times without one; NULL: UTC */
    struct recipe_paging paging;
    struct recipe_incremental incremental;
    char **items; /* paths; an array there stands for its elements */
    unsigned item_count;
    char **where; /* paths an item must have, else it is no item */
    unsigned where_count;
    struct recipe_join *joins;
    unsigned join_count;
    struct recipe_field *fields;
    unsigned field_count;
    struct recipe_error *errors;
    unsigned error_count;
    char **error_message; /* paths of the platform's own words */
    unsigned error_message_count;
    struct recipe_rate rate;
};

/* Loads feeds/<name>/recipe.yaml of the program's data, or `name` itself when it has a '/' in it: a
 * folder with a recipe.yaml, or a file. Errors carry file, line, column and the nearest valid key.
 */
bool recipe_load(const char *name, struct recipe **recipe, struct err *err) MUST_CHECK;
void recipe_free(struct recipe *recipe); /* NULL is fine */

const char *recipe_field_word(enum recipe_field_name name); /* "id", "text", ... */

#endif
