#include "config/config_check.h"

#include "base/clock.h"
#include "config/checker.h"
#include "model/labels.h"

#include <assert.h>
#include <ctype.h>

static_assert(offsetof(struct config_brand, name) == 0, "check_names wants the name first");
static_assert(offsetof(struct config_touchpoint, name) == 0, "check_names wants the name first");
static_assert(offsetof(struct config_rule, name) == 0, "check_names wants the name first");

/* ---- brands ---- */

static bool check_brand(struct checker *checker, unsigned i, struct config_brand *brand)
{
    if (brand->any_count + brand->all_count == 0) {
        return FAULT(checker, at("brands/%u", i),
                     "brand %s has nothing to look for: \"any\" or \"all\" is missing",
                     brand->name);
    }
    for (unsigned k = 0; k < brand->competitor_count; k++) {
        if (strcmp(brand->competitors[k], brand->name) == 0) {
            return FAULT(checker, at("brands/%u/competitors/%u", i, k),
                         "brand %s is no competitor of itself", brand->name);
        }
    }
    return check_brand_list(checker, at("brands/%u/competitors", i), brand->competitors,
                            brand->competitor_count) &&
           check_line(checker, at("brands/%u/title_fa", i), brand->title_fa) &&
           check_line(checker, at("brands/%u/title_en", i), brand->title_en);
}

static bool check_brands(struct checker *checker)
{
    struct config *config = checker->config;
    if (!check_names(checker, "brands", config->brands, sizeof *config->brands, config->brand_count,
                     &checker->brands)) {
        return false;
    }
    for (unsigned i = 0; i < config->brand_count; i++) {
        struct config_brand *brand = &config->brands[i];
        if (!check_brand(checker, i, brand)) {
            return false;
        }
        const char *title = brand->title_en ? brand->title_en : brand->name;
        brand->title_fa = brand->title_fa ? brand->title_fa : mem_strdup(title);
        brand->title_en = brand->title_en ? brand->title_en : mem_strdup(brand->title_fa);
    }
    return true;
}

/* ---- touchpoints ---- */

static bool check_touchpoints(struct checker *checker)
{
    const struct config *config = checker->config;
    if (!check_names(checker, "touchpoints", config->touchpoints, sizeof *config->touchpoints,
                     config->touchpoint_count, &checker->touchpoints)) {
        return false;
    }
    for (unsigned i = 0; i < config->touchpoint_count; i++) {
        if (!config->touchpoints[i].word_count) {
            return FAULT(checker, at("touchpoints/%u", i),
                         "touchpoint %s has no \"words\" that speak of it",
                         config->touchpoints[i].name);
        }
    }
    return config->touchpoint_count <= TOUCHPOINTS_MAX - TOUCHPOINTS_SHIPPED ||
           FAULT(checker, at("touchpoints"), "at most %d touchpoints beside the shipped ones",
                 TOUCHPOINTS_MAX - TOUCHPOINTS_SHIPPED);
}

/* ---- rules ---- */

/* What a kind of rule takes, and what it has when nothing is said. */
static const struct rule_form {
    int64_t floor;        /* 0: must be said */
    int64_t window_hours; /* 0: has none */
    int64_t cooldown;     /* 0: a day */
} rule_forms[KIND_COUNT] = {
    [KIND_SPIKE] = {.floor = 3},
    [KIND_SHARE] = {.floor = 20, .window_hours = 24},
    [KIND_VOLUME] = {.floor = 10},
    [KIND_THRESHOLD] = {.window_hours = 1},
    [KIND_WORDS] = {.floor = 1, .window_hours = 24, .cooldown = HOUR},
    [KIND_SILENCE] = {.floor = 10, .window_hours = 24},
    [KIND_REACH] = {.floor = 1, .window_hours = 24, .cooldown = HOUR},
};

static bool check_rule_window(struct checker *checker, unsigned i, struct config_rule *rule,
                              const struct rule_form *form)
{
    if (rule->window && !form->window_hours) {
        return FAULT(checker, at("rules/%u/window", i), "a rule of kind %s has no window",
                     incident_kind_name(rule->kind));
    }
    return check_duration(checker, at("rules/%u/window", i), rule->window, &rule->window_s,
                          form->window_hours * HOUR, "1h", "7d") &&
           (rule->window_s % HOUR == 0 || FAULT(checker, at("rules/%u/window", i),
                                                "%s is not a number of whole hours", rule->window));
}

/* A key that one kind needs and no other takes. */
static bool check_own(struct checker *checker, unsigned i, const struct config_rule *rule,
                      enum incident_kind owner, const char *key, bool said)
{
    if (said && rule->kind != owner) {
        return FAULT(checker, at("rules/%u/%s", i, key), "a rule of kind %s has no %s",
                     incident_kind_name(rule->kind), key);
    }
    return said || rule->kind != owner ||
           FAULT(checker, at("rules/%u", i), "a rule of kind %s needs \"%s\"",
                 incident_kind_name(owner), key);
}

/* Single mentions are news wherever they come from, and a need of which nobody speaks is no worry.
 */
static bool check_parts(struct checker *checker, unsigned i, const struct config_rule *rule)
{
    const char *kind = incident_kind_name(rule->kind);
    unsigned taken = kind_picks(rule->kind)       ? 0
                     : rule->kind == KIND_SILENCE ? 1 << PART_SOURCE
                                                  : 1 << PART_SOURCE | 1 << PART_NEED;
    if (rule->parts & ~taken) {
        return FAULT(checker, at("rules/%u/parts", i), "a rule of kind %s has no parts%s", kind,
                     taken ? " by need" : "");
    }
    return !rule->stories || !kind_picks(rule->kind) ||
           FAULT(checker, at("rules/%u/count", i), "a rule of kind %s counts mentions alone", kind);
}

/* That the keys are those of its kind. */
static bool check_rule_form(struct checker *checker, unsigned i, struct config_rule *rule)
{
    const struct rule_form *form = &rule_forms[rule->kind];
    const char *kind = incident_kind_name(rule->kind);
    if (rule->sensitivity != CONFIG_NORMAL && !kind_compares(rule->kind)) {
        return FAULT(checker, at("rules/%u/sensitivity", i),
                     "a rule of kind %s compares with nothing: it has no sensitivity", kind);
    }
    if (!rule->floor && !form->floor) {
        return FAULT(checker, at("rules/%u", i),
                     "a rule of kind %s needs a \"floor\": how many are too many", kind);
    }
    return check_own(checker, i, rule, KIND_WORDS, "words", rule->word_count > 0) &&
           check_own(checker, i, rule, KIND_REACH, "followers", rule->followers != 0) &&
           check_number(checker, at("rules/%u/followers", i), &rule->followers, 0, 1, 1000000000) &&
           check_number(checker, at("rules/%u/floor", i), &rule->floor, form->floor, 1, 1000000) &&
           check_rule_window(checker, i, rule, form) && check_parts(checker, i, rule);
}

static bool check_rule(struct checker *checker, unsigned i, struct config_rule *rule)
{
    return check_brand_list(checker, at("rules/%u/brands", i), rule->brands, rule->brand_count) &&
           check_reference_list(checker, at("rules/%u/sources", i), "source", &checker->sources,
                                rule->sources, rule->source_count) &&
           check_rule_form(checker, i, rule) &&
           check_duration(checker, at("rules/%u/cooldown", i), rule->cooldown, &rule->cooldown_s,
                          rule_forms[rule->kind].cooldown ? rule_forms[rule->kind].cooldown : DAY,
                          "1h", "30d") &&
           check_reference(checker, at("rules/%u/team", i), "team", &checker->teams, rule->team) &&
           check_can_be_told(checker, at("rules/%u/team", i), rule->team);
}

static bool check_rules(struct checker *checker)
{
    struct config *config = checker->config;
    struct names names = {.count = 0};
    bool good = check_names(checker, "rules", config->rules, sizeof *config->rules,
                            config->rule_count, &names);
    map_clear(&names.map);
    for (unsigned i = 0; good && i < config->rule_count; i++) {
        good = check_rule(checker, i, &config->rules[i]);
    }
    return good;
}

/* ---- mail ---- */

/* The host of smtp://host:port, absent when it is not one. */
static struct str relay_host(const char *url)
{
    struct str rest = str_of(url), host;
    size_t scheme = str_starts(rest, STR("smtps://")) ? 8 : 7;
    if (scheme == 7 && !str_starts(rest, STR("smtp://"))) {
        return STR_NONE;
    }
    rest = str_slice(rest, scheme, rest.n);
    size_t end = str_starts(rest, STR("[")) ? str_find_byte(rest, ']') : str_find_byte(rest, ':');
    host = str_slice(rest, 0, end == STR_NOT_FOUND ? rest.n : end + (rest.p[0] == '['));
    struct str port = str_slice(rest, host.n, rest.n);
    int64_t number = 25;
    bool port_good =
        port.n == 0 || (port.p[0] == ':' && str_to_int(str_slice(port, 1, port.n), &number) &&
                        number > 0 && number < 65536);
    for (size_t i = 0; i < host.n; i++) {
        if (!isalnum((unsigned char)host.p[i]) && !memchr(".-_:[]", host.p[i], 6)) {
            return STR_NONE;
        }
    }
    return port_good && host.n ? host : STR_NONE;
}

static bool is_this_machine(struct str host)
{
    return str_eq(host, STR("localhost")) || str_eq(host, STR("[::1]")) ||
           str_starts(host, STR("127."));
}

static bool check_relay(struct checker *checker, unsigned i, struct config_relay *relay)
{
    struct str host = relay_host(relay->url);
    if (!host.p) {
        return FAULT(checker, at("mail/relays/%u/url", i),
                     "not a mail server: \"%s\" (as in smtp://mail.example.com:587 or "
                     "smtps://mail.example.com)",
                     relay->url);
    }
    if (!relay->user != !relay->password) {
        return FAULT(checker, at("mail/relays/%u", i),
                     "\"user\" and \"password\" are given together or not at all");
    }
    bool clear =
        str_starts(str_of(relay->url), STR("smtp://")) && relay->starttls != CONFIG_STARTTLS_ALWAYS;
    if (relay->user && clear && !is_this_machine(host)) {
        return FAULT(checker, at("mail/relays/%u/starttls", i),
                     "the password could go over the network in the clear: use starttls: always "
                     "or smtps://");
    }
    resolve_path(checker->config, &relay->ca_file);
    return check_line(checker, at("mail/relays/%u/user", i), relay->user) &&
           (!relay->password ||
            check_secret(checker, at("mail/relays/%u/password", i), relay->password));
}

static bool check_mail(struct checker *checker)
{
    struct config_mail *mail = &checker->config->mail;
    if (!mail->from) {
        return true;
    }
    for (unsigned i = 0; i < mail->relay_count; i++) {
        if (!check_relay(checker, i, &mail->relays[i])) {
            return false;
        }
    }
    return check_address(checker, at("mail/from"), mail->from) &&
           check_line(checker, at("mail/from_name"), mail->from_name);
}

/* ---- all ---- */

/* A state is learned over four weeks and a month is summed up: what is younger is needed. */
static bool check_keep(struct checker *checker)
{
    struct config_keep *keep = &checker->config->keep;
    return check_duration(checker, at("keep/mentions"), keep->mentions, &keep->mentions_s, 0, "60d",
                          "36500d") &&
           check_duration(checker, at("keep/messages"), keep->messages, &keep->messages_s,
                          180 * DAY, "7d", "36500d") &&
           check_duration(checker, at("keep/records"), keep->records, &keep->records_s, 400 * DAY,
                          "62d", "36500d");
}

static bool check_top(struct checker *checker)
{
    struct config *config = checker->config;
    const double *band = config->score.neutral_band;
    if (!config->time_zone) {
        config->time_zone = mem_strdup("UTC");
    }
    if (band && !(*band >= 0 && *band <= 1)) {
        return FAULT(checker, at("score/neutral_band"), "%g is not between 0 and 1", *band);
    }
    resolve_path(config, &config->database);
    for (unsigned i = 0; i < config->lexicon_count; i++) {
        resolve_path(config, &config->lexicons[i]);
    }
    return check_zone(checker, at("time_zone"), config->time_zone) &&
           check_line(checker, at("contact"), config->contact) &&
           check_duration(checker, at("crawl/deadline"), config->crawl.deadline,
                          &config->crawl.deadline_s, 600, "10s", "1d") &&
           check_number(checker, at("crawl/parallel"), &config->crawl.parallel, 16, 1, 256);
}

bool config_check(struct config *config, struct err *err)
{
    CLEANUP(checker_clear) struct checker checker = {.config = config, .err = err};
    return check_top(&checker) && check_keep(&checker) && check_touchpoints(&checker) &&
           check_brands(&checker) && check_sources(&checker) && check_imports(&checker) &&
           check_teams(&checker) && check_operator(&checker) && check_mail(&checker) &&
           check_rules(&checker);
}
