#include "config/config_schema.h"

#include "base/limits.h"
#include "config/config.h"

/* Field shapes that come again and again; everything but what MUST is optional. */
#define MUST      CYAML_FLAG_POINTER
#define MAY       (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)
#define MAY_PLAIN (CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT)

#define TEXT(key, flags, type, member)                                                             \
    CYAML_FIELD_STRING_PTR(key, flags, struct type, member, 1, LIMIT_CONFIG_TEXT)
#define WORD(key, type, member, words)                                                             \
    CYAML_FIELD_ENUM(key, MAY_PLAIN, struct type, member, words, CYAML_ARRAY_LEN(words))
#define NUMBER(key, type, member)                                                                  \
    CYAML_FIELD_INT(key, MAY_PLAIN | YAML_FLAG_NOT_ZERO, struct type, member)
#define TEXTS(key, type, member, counter)                                                          \
    CYAML_FIELD_SEQUENCE_COUNT(key, MAY, struct type, member, counter, &text, 0, LIMIT_CONFIG_LIST)
#define LIST(key, flags, type, member, counter, entry, least)                                      \
    CYAML_FIELD_SEQUENCE_COUNT(key, flags, struct type, member, counter, entry, least,             \
                               LIMIT_CONFIG_LIST)
#define PART(key, type, member, fields)                                                            \
    CYAML_FIELD_MAPPING(key, CYAML_FLAG_OPTIONAL, struct type, member, fields)
#define MAPPING(type, fields)                                                                      \
    {                                                                                              \
        CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct type, fields)                               \
    }

static const struct cyaml_schema_value text = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, LIMIT_CONFIG_TEXT)};

/* For a field that is the opposite of its key, so that zero is the default: yes. */
static const struct cyaml_strval no_sets[] = {{"yes", 0}, {"no", 1}, {"true", 0}, {"false", 1}};

/* ---- secrets ---- */

static const struct cyaml_schema_field named_secret_fields[] = {
    TEXT("name", MUST, secret, name),      TEXT("file", MAY, secret, file),
    TEXT("command", MAY, secret, command), TEXT("env", MAY, secret, env),
    TEXT("ends", MAY, secret, ends),       CYAML_FIELD_END,
};
static const struct cyaml_schema_field secret_fields[] = {
    TEXT("file", MAY, secret, file),
    TEXT("command", MAY, secret, command),
    TEXT("env", MAY, secret, env),
    CYAML_FIELD_END,
};

static const struct cyaml_schema_value named_secret = MAPPING(secret, named_secret_fields);

/* ---- brands and sources ---- */

static const struct cyaml_schema_field brand_fields[] = {
    TEXT("name", MUST, config_brand, name),
    TEXT("title_fa", MAY, config_brand, title_fa),
    TEXT("title_en", MAY, config_brand, title_en),
    TEXTS("any", config_brand, any, any_count),
    TEXTS("all", config_brand, all, all_count),
    TEXTS("none", config_brand, none, none_count),
    TEXTS("competitors", config_brand, competitors, competitor_count),
    CYAML_FIELD_END,
};
static const struct cyaml_schema_value brand = MAPPING(config_brand, brand_fields);

static const struct cyaml_schema_field source_fields[] = {
    TEXT("name", MUST, config_source, name),
    TEXT("recipe", MUST, config_source, recipe),
    TEXTS("with", config_source, with, with_count),
    LIST("secrets", MAY, config_source, secrets, secret_count, &named_secret, 0),
    TEXT("interval", MAY, config_source, interval),
    TEXTS("about", config_source, about, about_count),
    NUMBER("budget_day", config_source, budget_day),
    CYAML_FIELD_FLOAT_PTR("cost_day", MAY, struct config_source, cost_day),
    CYAML_FIELD_FLOAT_PTR("cost_month", MAY, struct config_source, cost_month),
    TEXT("proxy", MAY, config_source, proxy),
    CYAML_FIELD_BOOL("allow_private", CYAML_FLAG_OPTIONAL, struct config_source, allow_private),
    WORD("follow_deletes", config_source, keep_deleted, no_sets),
    WORD("enabled", config_source, disabled, no_sets),
    CYAML_FIELD_END,
};
static const struct cyaml_schema_value source = MAPPING(config_source, source_fields);

/* ---- teams ---- */

static const struct cyaml_strval languages[] = {{"fa", CONFIG_FA}, {"en", CONFIG_EN}};
static const struct cyaml_strval calendars[] = {{"jalali", CONFIG_JALALI},
                                                {"gregorian", CONFIG_GREGORIAN}};
static const struct cyaml_strval digits[] = {{"persian", CONFIG_PERSIAN}, {"latin", CONFIG_LATIN}};
static const struct cyaml_strval weekdays[] = {
    {"saturday", 1 << 0},  {"sunday", 1 << 1},   {"monday", 1 << 2}, {"tuesday", 1 << 3},
    {"wednesday", 1 << 4}, {"thursday", 1 << 5}, {"friday", 1 << 6},
};

static const struct cyaml_schema_field recipient_fields[] = {
    TEXT("address", MUST, config_recipient, address),
    TEXT("name", MAY, config_recipient, name),
    WORD("language", config_recipient, language, languages),
    WORD("calendar", config_recipient, calendar, calendars),
    WORD("digits", config_recipient, digits, digits),
    TEXT("time_zone", MAY, config_recipient, time_zone),
    CYAML_FIELD_END,
};
static const struct cyaml_schema_value recipient = MAPPING(config_recipient, recipient_fields);

static const struct cyaml_schema_field quiet_fields[] = {
    TEXT("from", MUST, config_quiet, from),
    TEXT("to", MUST, config_quiet, to),
    CYAML_FIELD_BOOL("hold_critical", CYAML_FLAG_OPTIONAL, struct config_quiet, hold_critical),
    CYAML_FIELD_END,
};

static const struct cyaml_strval webhook_kinds[] = {
    {"json", CONFIG_WEBHOOK_JSON},
    {"slack", CONFIG_WEBHOOK_SLACK},
    {"mattermost", CONFIG_WEBHOOK_MATTERMOST},
    {"telegram", CONFIG_WEBHOOK_TELEGRAM},
    {"ticket", CONFIG_WEBHOOK_TICKET},
};

static const struct cyaml_schema_field webhook_fields[] = {
    TEXT("name", MUST, config_webhook, name),
    WORD("kind", config_webhook, kind, webhook_kinds),
    TEXT("url", MUST, config_webhook, url),
    CYAML_FIELD_MAPPING_PTR("secret", MAY, struct config_webhook, secret, secret_fields),
    CYAML_FIELD_SEQUENCE_COUNT("headers", MAY, struct config_webhook, headers, header_count, &text,
                               0, CONFIG_WEBHOOK_HEADERS),
    TEXT("chat", MAY, config_webhook, chat),
    WORD("language", config_webhook, language, languages),
    CYAML_FIELD_BOOL("allow_private", CYAML_FLAG_OPTIONAL, struct config_webhook, allow_private),
    CYAML_FIELD_END,
};
static const struct cyaml_schema_value webhook = MAPPING(config_webhook, webhook_fields);

static const struct cyaml_schema_field command_fields[] = {
    TEXT("name", MUST, config_command, name),
    LIST("run", MUST, config_command, run, run_count, &text, 1),
    TEXT("timeout", MAY, config_command, timeout),
    CYAML_FIELD_END,
};
static const struct cyaml_schema_value command = MAPPING(config_command, command_fields);

static const struct cyaml_schema_field escalate_fields[] = {
    TEXT("after", MAY, config_escalate, after),
    LIST("to", MUST, config_escalate, to, to_count, &recipient, 1),
    CYAML_FIELD_END,
};

static const struct cyaml_strval everies[] = {
    {"none", CONFIG_NEVER}, {"daily", CONFIG_DAILY}, {"weekly", CONFIG_WEEKLY}};
static const struct cyaml_strval empties[] = {{"line", 0}, {"nothing", 1}};

static const struct cyaml_schema_field digest_fields[] = {
    WORD("every", config_digest, every, everies),
    TEXT("at", MAY, config_digest, at),
    WORD("empty", config_digest, not_empty, empties),
    CYAML_FIELD_END,
};

static const struct cyaml_schema_field team_fields[] = {
    TEXT("name", MUST, config_team, name),
    LIST("recipients", MAY, config_team, recipients, recipient_count, &recipient, 0),
    LIST("webhooks", MAY, config_team, webhooks, webhook_count, &webhook, 0),
    LIST("commands", MAY, config_team, commands, command_count, &command, 0),
    NUMBER("mails_a_day", config_team, mails_a_day),
    TEXT("remind", MAY, config_team, remind),
    PART("escalate", config_team, escalate, escalate_fields),
    PART("digest", config_team, digest, digest_fields),
    PART("quiet_hours", config_team, quiet_hours, quiet_fields),
    CYAML_FIELD_FLAGS("weekend", MAY_PLAIN, struct config_team, weekend, weekdays,
                      CYAML_ARRAY_LEN(weekdays)),
    CYAML_FIELD_END,
};
static const struct cyaml_schema_value team = MAPPING(config_team, team_fields);

/* ---- rules ---- */

static const struct cyaml_strval rule_kinds[] = {
    {"spike", KIND_SPIKE},         {"share", KIND_SHARE}, {"volume", KIND_VOLUME},
    {"threshold", KIND_THRESHOLD}, {"words", KIND_WORDS}, {"reach", KIND_REACH},
    {"silence", KIND_SILENCE}};
static const struct cyaml_strval sensitivities[] = {
    {"calm", CONFIG_CALM}, {"normal", CONFIG_NORMAL}, {"keen", CONFIG_KEEN}};

static const struct cyaml_strval counts[] = {{"mentions", 0}, {"stories", 1}};
static const struct cyaml_strval parts[] = {{"source", 1 << PART_SOURCE}, {"need", 1 << PART_NEED}};

static const struct cyaml_schema_field rule_fields[] = {
    TEXT("name", MUST, config_rule, name),
    WORD("kind", config_rule, kind, rule_kinds),
    TEXTS("brands", config_rule, brands, brand_count),
    TEXTS("sources", config_rule, sources, source_count),
    CYAML_FIELD_FLAGS("parts", MAY_PLAIN, struct config_rule, parts, parts, CYAML_ARRAY_LEN(parts)),
    WORD("count", config_rule, stories, counts),
    WORD("sensitivity", config_rule, sensitivity, sensitivities),
    NUMBER("floor", config_rule, floor),
    TEXT("window", MAY, config_rule, window),
    TEXTS("words", config_rule, words, word_count),
    NUMBER("followers", config_rule, followers),
    TEXT("cooldown", MAY, config_rule, cooldown),
    TEXT("team", MUST, config_rule, team),
    CYAML_FIELD_END,
};
static const struct cyaml_schema_value rule = MAPPING(config_rule, rule_fields);

/* ---- mail ---- */

static const struct cyaml_strval starttls[] = {{"always", CONFIG_STARTTLS_ALWAYS},
                                               {"try", CONFIG_STARTTLS_TRY},
                                               {"never", CONFIG_STARTTLS_NEVER}};

static const struct cyaml_schema_field relay_fields[] = {
    TEXT("url", MUST, config_relay, url),
    WORD("starttls", config_relay, starttls, starttls),
    TEXT("user", MAY, config_relay, user),
    CYAML_FIELD_MAPPING_PTR("password", MAY, struct config_relay, password, secret_fields),
    TEXT("ca_file", MAY, config_relay, ca_file),
    CYAML_FIELD_END,
};
static const struct cyaml_schema_value relay = MAPPING(config_relay, relay_fields);

static const struct cyaml_schema_field mail_fields[] = {
    TEXT("from", MUST, config_mail, from),
    TEXT("from_name", MAY, config_mail, from_name),
    LIST("relays", MUST, config_mail, relays, relay_count, &relay, 1),
    CYAML_FIELD_END,
};

/* ---- the file ---- */

static const struct cyaml_schema_field score_fields[] = {
    WORD("learned", config_score, curated_only, no_sets),
    CYAML_FIELD_FLOAT_PTR("neutral_band", MAY, struct config_score, neutral_band),
    CYAML_FIELD_END,
};

static const struct cyaml_schema_field crawl_fields[] = {
    TEXT("deadline", MAY, config_crawl, deadline),
    NUMBER("parallel", config_crawl, parallel),
    CYAML_FIELD_END,
};

static const struct cyaml_schema_field keep_fields[] = {
    TEXT("mentions", MAY, config_keep, mentions),
    TEXT("messages", MAY, config_keep, messages),
    TEXT("records", MAY, config_keep, records),
    CYAML_FIELD_END,
};

static const struct cyaml_schema_field operator_fields[] = {
    TEXT("team", MUST, config_operator, team),
    NUMBER("failures", config_operator, failures),
    TEXT("remind", MAY, config_operator, remind),
    CYAML_FIELD_END,
};

static const struct cyaml_schema_field touchpoint_fields[] = {
    TEXT("name", MUST, config_touchpoint, name),
    TEXTS("words", config_touchpoint, words, word_count),
    CYAML_FIELD_END,
};
static const struct cyaml_schema_value touchpoint = MAPPING(config_touchpoint, touchpoint_fields);

static const struct cyaml_schema_field import_fields[] = {
    TEXT("name", MUST, config_import, name),
    LIST("columns", MUST, config_import, columns, column_count, &text, 1),
    TEXT("source", MAY, config_import, source),
    TEXT("time_zone", MAY, config_import, time_zone),
    CYAML_FIELD_END,
};
static const struct cyaml_schema_value import = MAPPING(config_import, import_fields);

static const struct cyaml_schema_field config_fields[] = {
    TEXT("database", MAY, config, database),
    TEXT("time_zone", MAY, config, time_zone),
    TEXT("contact", MAY, config, contact),
    TEXTS("lexicons", config, lexicons, lexicon_count),
    LIST("touchpoints", MAY, config, touchpoints, touchpoint_count, &touchpoint, 0),
    LIST("brands", MUST, config, brands, brand_count, &brand, 1),
    LIST("sources", MAY, config, sources, source_count, &source, 0),
    LIST("teams", MAY, config, teams, team_count, &team, 0),
    LIST("rules", MAY, config, rules, rule_count, &rule, 0),
    LIST("imports", MAY, config, imports, import_count, &import, 0),
    PART("mail", config, mail, mail_fields),
    PART("score", config, score, score_fields),
    PART("crawl", config, crawl, crawl_fields),
    PART("keep", config, keep, keep_fields),
    PART("operator", config, operator, operator_fields),
    CYAML_FIELD_END,
};

const struct cyaml_schema_value config_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct config, config_fields)};
