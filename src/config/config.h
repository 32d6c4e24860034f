/* nabz.yaml as plain records, checked: after config_load every default is filled in, every number
 * is in range, every name that refers to another part has been found. docs/config.md tells each
 * key; the schema in config_schema.c is the law.
 *
 * Strings are UTF-8, of the config until config_free. Secrets are not read here (secret.h).
 * Relative paths are seen from the folder of nabz.yaml, and are absolute or below it here. */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/err.h"
#include "base/mem.h"
#include "config/secret.h"
#include "model/incident.h"

#include <stdint.h>

struct config_brand {
    char *name;                /* in commands, the database and file names: a-z 0-9 - _ */
    char *title_fa, *title_en; /* what people read; the name when it is not said */
    char **any, **all, **none; /* query terms, see match/query.h; any or all has one at least */
    unsigned any_count, all_count, none_count;
    char **competitors; /* other brands, to compare with */
    unsigned competitor_count;
};

struct config_source {
    char *name, *recipe; /* recipe: as recipe_load takes it */
    char **with;         /* "name=value" */
    unsigned with_count;
    struct secret *secrets;
    unsigned secret_count;
    char *interval;     /* "15m"; use interval_s */
    int64_t interval_s; /* 60 s to 30 days; 0: the recipe's own */
    char **about;       /* brands that all its mentions are about, whatever they say; none: the
                           queries of the brands decide */
    unsigned about_count;
    int64_t budget_day;            /* items a day; 0: the recipe's own */
    double *cost_day, *cost_month; /* in the currency of the recipe's price; NULL: any */
    char *proxy;        /* http, https, socks5 or socks5h URL without a password; or NULL */
    bool allow_private; /* may reach loopback and private addresses */
    bool keep_deleted;  /* follow_deletes: no */
    bool disabled;      /* enabled: no */
};

enum config_language { CONFIG_FA, CONFIG_EN };
enum config_calendar { CONFIG_CALENDAR_BY_LANGUAGE, CONFIG_JALALI, CONFIG_GREGORIAN };
enum config_digits { CONFIG_DIGITS_BY_LANGUAGE, CONFIG_PERSIAN, CONFIG_LATIN };

/* Calendar and digits are never BY_LANGUAGE after loading, the time zone never NULL. */
struct config_recipient {
    char *address, *name; /* name: may be NULL */
    enum config_language language;
    enum config_calendar calendar;
    enum config_digits digits;
    char *time_zone;
};

struct config_quiet {
    char *from, *to;              /* "22:00"; use the minutes */
    int from_minutes, to_minutes; /* of the day; from == to: no quiet hours */
    bool hold_critical;           /* else critical ones are told at once, weekend or not */
};

/* How a webhook's body looks: the event as it is, or what that program takes. */
enum config_webhook_kind {
    CONFIG_WEBHOOK_JSON,
    CONFIG_WEBHOOK_SLACK,
    CONFIG_WEBHOOK_MATTERMOST,
    CONFIG_WEBHOOK_TELEGRAM,
    CONFIG_WEBHOOK_TICKET, /* of openings alone */
};

#define CONFIG_SECRET_PLACE    "{secret}" /* in the URL and the headers of a webhook */
#define CONFIG_WEBHOOK_HEADERS 16

struct config_webhook {
    char *name;
    enum config_webhook_kind kind;
    char *url;
    struct secret *secret; /* may be NULL; not in url or a header: the body is signed with it */
    char **headers;        /* "Name: value" */
    unsigned header_count; /* at most CONFIG_WEBHOOK_HEADERS */
    char *chat;            /* of Telegram, and of no other */
    enum config_language language;
    bool allow_private; /* may be in the clear, may be on loopback and private addresses */
};

struct config_command {
    char *name;
    char **run; /* the program and its arguments; one at least */
    unsigned run_count;
    char *timeout;     /* use timeout_s */
    int64_t timeout_s; /* 30 s */
};

struct config_escalate {
    char *after;                 /* use after_s */
    int64_t after_s;             /* 1 h */
    struct config_recipient *to; /* none: nobody else is told */
    unsigned to_count;
};

enum config_every { CONFIG_NEVER, CONFIG_DAILY, CONFIG_WEEKLY };

struct config_digest {
    enum config_every every; /* weeks begin on Saturday */
    char *at;                /* "08:00", in config.time_zone; use the minutes */
    int at_minutes;
    bool not_empty; /* empty: nothing */
};

struct config_team {
    char *name;
    struct config_recipient *recipients; /* one at least, or a webhook, or a command */
    unsigned recipient_count;
    struct config_webhook *webhooks;
    unsigned webhook_count;
    struct config_command *commands;
    unsigned command_count;
    struct config_quiet quiet_hours;
    int64_t mails_a_day; /* about incidents, to each recipient; 0: any number */
    char *remind;        /* use remind_s */
    int64_t remind_s;    /* 0: never */
    struct config_escalate escalate;
    struct config_digest digest;
    unsigned weekend; /* bit 0 Saturday ... bit 6 Friday, as struct moment counts */
};

enum config_sensitivity { CONFIG_NORMAL, CONFIG_CALM, CONFIG_KEEN };

struct config_rule {
    char *name;
    enum incident_kind kind;
    char **brands; /* none: all of them */
    unsigned brand_count;
    char **sources; /* whose mentions alone it looks at; none: all of them */
    unsigned source_count;
    unsigned parts; /* bits 1 << enum part_kind: parts of a brand that are watched by themselves */
    bool stories;   /* count: stories, not mentions */
    enum config_sensitivity sensitivity;
    int64_t floor; /* fewest that open an incident */
    char **words;  /* of kind words: terms as in a brand's query; one at least */
    unsigned word_count;
    int64_t followers;  /* of kind reach: fewest that count */
    char *window;       /* use window_s */
    int64_t window_s;   /* whole hours, 1 hour to 7 days; 0 for kinds without */
    char *cooldown;     /* use cooldown_s */
    int64_t cooldown_s; /* 24 h */
    char *team;
};

enum config_starttls { CONFIG_STARTTLS_ALWAYS, CONFIG_STARTTLS_TRY, CONFIG_STARTTLS_NEVER };

struct config_relay {
    char *url; /* smtp://host:port or smtps://host:port */
    enum config_starttls starttls;
    char *user;              /* NULL: no authentication */
    struct secret *password; /* NULL exactly when user is */
    char *ca_file;           /* PEM; NULL: the system's */
};

struct config_mail {
    char *from, *from_name;      /* from is NULL when nothing can be mailed */
    struct config_relay *relays; /* tried in order */
    unsigned relay_count;
};

struct config_crawl {
    char *deadline;     /* use deadline_s */
    int64_t deadline_s; /* of one run; 10 min */
    int64_t parallel;   /* requests under way at once, 1 to 256; 16 */
};

/* Who looks after the sources: told when one cannot be relied upon. */
struct config_operator {
    char *team;       /* NULL: nobody is told */
    int64_t failures; /* in a row, of a source that is told; 5 */
    char *remind;     /* use remind_s */
    int64_t remind_s; /* the first reminder; the next ones come later and later. 1 day */
};

/* Where customers meet a brand, beside the touchpoints that are shipped. */
struct config_touchpoint {
    char *name;
    char **words; /* that speak of it; one at least */
    unsigned word_count;
};

/* How the export of another tool calls its columns. */
struct config_import {
    char *name;
    char **columns; /* "field=Column|filter"; one at least. cmd/import_map.h reads them */
    unsigned column_count;
    char *source;    /* of rows that name none; NULL: --source tells */
    char *time_zone; /* of times that name none */
};

/* How long things are kept. */
struct config_keep {
    char *mentions, *messages, *records; /* use the seconds */
    int64_t mentions_s;                  /* 0: for ever */
    int64_t messages_s;                  /* bodies of what was sent; 180 days */
    int64_t records_s;                   /* journal, spending, troubles that are over; 400 days */
};

struct config_score {
    bool curated_only;    /* learned: no */
    double *neutral_band; /* 0 to 1; NULL: the scorer's own */
};

struct config {
    char *path;      /* of the file */
    char *database;  /* else $XDG_DATA_HOME/nabz/nabz.db, ~/.local/share/nabz/nabz.db */
    char *time_zone; /* for local days and for who does not say; "UTC" */
    char *contact;   /* address or URL in the User-Agent, for who wants to complain; or NULL */
    char **lexicons; /* brand lexicons: folders and .tsv files */
    unsigned lexicon_count;
    struct config_touchpoint *touchpoints;
    unsigned touchpoint_count;
    struct config_brand *brands;
    unsigned brand_count;
    struct config_source *sources;
    unsigned source_count;
    struct config_team *teams;
    unsigned team_count;
    struct config_rule *rules;
    unsigned rule_count;
    struct config_import *imports;
    unsigned import_count;
    struct config_mail mail;
    struct config_score score;
    struct config_crawl crawl;
    struct config_keep keep;
    struct config_operator operator;
};

/* The file to load: `named` when it is not NULL, else the first there is of ./nabz.yaml,
 * $XDG_CONFIG_HOME/nabz/nabz.yaml (~/.config) and /etc/nabz/nabz.yaml. NULL when there is none:
 * err tells where it was sought. In the arena. */
const char *config_find(const char *named, struct arena *arena, struct err *err);

/* Every error names file, line, column and, for an unknown name, the nearest one that is known. */
bool config_load(const char *path, struct config **config, struct err *err) MUST_CHECK;
void config_free(struct config *config); /* NULL is fine */

/* Appends the commented nabz.yaml to start from, of the program's data (base/file.h). */
bool config_sample(struct buf *yaml, struct err *err) MUST_CHECK;

/* Whether it is one as every source, brand, team and rule has: at most 64 of a-z A-Z 0-9 and, after
 * the first, - _ and full stops. */
bool config_name_valid(const char *name);

/* NULL when there is none of that name. */
const struct config_brand *config_brand(const struct config *config, const char *name);
const struct config_source *config_source(const struct config *config, const char *name);
const struct config_team *config_team(const struct config *config, const char *name);

/* Says that there is none of that name, and which one may be meant. Always false. */
bool config_no_source(const struct config *config, const char *name, struct err *err);
bool config_no_brand(const struct config *config, const char *name, struct err *err);

/* Whether a list of brand names has that one; an empty list has all. */
bool config_has_brand(char *const *brands, unsigned count, const char *name);

#endif
