#include "app/announce.h"

#include "alert/event.h"
#include "alert/words.h"
#include "app/allowance.h"
#include "app/brand_title.h"
#include "app/judge.h"
#include "app/lately.h"
#include "app/prefs.h"
#include "app/quiet.h"
#include "base/limits.h"
#include "store/incidents.h"
#include "store/outbox.h"
#include "store/silences.h"
#include "store/sources.h"

struct announcement {
    struct app *app;
    const struct config_team *team;
    const struct incident *incident;
    enum incident_event event;
    unsigned number;            /* of a reminder, from 1 on; the size of what has outgrown itself */
    struct str key, event_name; /* of the outbox rows */
    bool at_once;               /* not even quiet hours hold it */
    struct message_context context;
    struct str domain;                     /* of Message-IDs and list ids */
    struct str event_json, event_unquoted; /* for programs */
    struct incident unquoted;              /* what is told when somebody it quotes is erased */
    bool quotes;
    int64_t quoted[INCIDENT_SAMPLES];
    size_t quoted_count;
    struct arena arena;
};

/* What sets one of several messages of the same event apart. */
static unsigned which_of_event(const struct announcement *a, enum incident_event event)
{
    return event == EVENT_REMINDER ? a->number
           : event != EVENT_GROWN  ? 0
           : a->number             ? SEVERITY_COUNT + a->number
                                   : (unsigned)a->incident->severity;
}

/* The same for the same incident, event and recipient, whatever run makes it: a message composed
 * twice is still one. The first one's is the root of the thread. */
static struct str message_id(struct announcement *a, enum incident_event event, const char *address)
{
    const struct incident *incident = a->incident;
    unsigned returns = event == EVENT_OPENED ? 0 : incident->returns;
    struct str what = str_format(&a->arena, "%.*s\n%.*s\n%.*s\n%lld\n%u\n%u\n%s\n%s",
                                 STR_FMT(incident->rule), STR_FMT(incident->brand),
                                 STR_FMT(incident->part), (long long)incident->opened_at, returns,
                                 which_of_event(a, event), incident_event_name(event), address);
    return str_format(&a->arena, "incident-%lld-%s-%016llx@%.*s", (long long)incident->id,
                      incident_event_name(event), (unsigned long long)str_hash_stable(what),
                      STR_FMT(a->domain));
}

/* Whether the incident would know less without the source. */
static bool concerns(const struct announcement *a, const struct config_source *source)
{
    const struct incident *incident = a->incident;
    bool many = str_eq(incident->brand, STR(INCIDENT_MANY_BRANDS));
    struct part part = part_of_text(incident->part);
    return !source->disabled &&
           (part.kind != PART_SOURCE || part_has_source(part, str_of(source->name))) &&
           (many || config_has_brand(source->about, source->about_count, incident->brand.p));
}

static bool read_sources(struct announcement *a, struct err *err)
{
    struct source_status *all;
    size_t count;
    if (!sources_list(a->app->store, &a->arena, &all, &count, err)) {
        return false;
    }
    struct source_status *ours = arena_array(&a->arena, struct source_status, count);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        const struct config_source *source =
            config_source(a->app->config, str_z(&a->arena, all[i].name));
        if (source && concerns(a, source)) {
            ours[n++] = all[i];
        }
    }
    a->context.sources = ours;
    a->context.source_count = n;
    return true;
}

static bool is_ticket(const struct config_team *team, const struct delivery *delivery)
{
    bool ticket = false;
    for (unsigned i = 0; i < team->webhook_count && !ticket; i++) {
        ticket = team->webhooks[i].kind == CONFIG_WEBHOOK_TICKET &&
                 str_eq(delivery->channel, STR("webhook")) &&
                 str_eq(delivery->recipient, str_of(team->webhooks[i].name));
    }
    return ticket;
}

/* In quiet hours everything but a ticket, and a mail too many on its recipient's day, is kept for
 * catch_up.h. */
static bool hold_back(struct announcement *a, struct delivery *delivery, const char *zone,
                      struct err *err)
{
    bool limited = a->team->mails_a_day && a->incident->severity != SEVERITY_CRITICAL &&
                   str_eq(delivery->channel, STR("mail"));
    bool left = true;
    if (a->at_once || is_ticket(a->team, delivery)) {
        return true;
    }
    if (delivery->next_try_at > a->app->now) {
        delivery->state = DELIVERY_HELD;
        return true;
    }
    if (limited && !allowance_left(a->app, a->team, delivery->recipient, zone,
                                   delivery->next_try_at, &left, err)) {
        return false;
    }
    if (!left) {
        delivery->state = DELIVERY_HELD;
        delivery->next_try_at = TIME_NONE;
    }
    return true;
}

/* When it leaves. */
static int64_t leaves_at(const struct announcement *a, const char *zone)
{
    return a->at_once ? a->app->now
                      : quiet_until(a->team, zone, a->incident->severity, a->app->now);
}

/* Puts a rendered message into the outbox; the rest of the delivery is the same for every channel.
 */
static bool add_row(struct announcement *a, struct delivery *delivery, const char *zone,
                    size_t *messages, struct err *err)
{
    bool added;
    delivery->incident_id = a->incident->id;
    delivery->key = a->key;
    delivery->event = a->event_name;
    delivery->team = str_of(a->team->name);
    delivery->state = DELIVERY_PENDING;
    delivery->next_try_at = leaves_at(a, zone);
    delivery->created_at = a->app->now;
    delivery->sent_at = TIME_NONE;
    delivery->quoted = a->quoted;
    delivery->quoted_count = a->quoted_count;
    if (!hold_back(a, delivery, zone, err)) {
        return false;
    }
    if (!outbox_add(a->app->store, delivery, &added, err)) {
        return false;
    }
    *messages += added;
    return true;
}

static void set_brand_title(struct announcement *a, enum message_language language)
{
    struct incident_titles titles = brand_titles(a->app->config, a->incident, &a->arena);
    a->context.brand_title = language == MESSAGE_FA ? titles.fa : titles.en;
}

/* By when somebody should be on it, counted from when it can be read; a watch can wait. */
static int64_t respond_by(const struct announcement *a, const char *zone)
{
    static const int64_t spans[SEVERITY_COUNT] = {
        [SEVERITY_HIGH] = 6 * HOUR, [SEVERITY_CRITICAL] = HOUR};
    int64_t span = spans[a->incident->severity];
    bool news = a->event == EVENT_OPENED || a->event == EVENT_GROWN || a->event == EVENT_REOPENED;
    return span && news ? leaves_at(a, zone) + span : TIME_NONE;
}

static struct str make_mail(struct announcement *a, const struct incident *incident,
                            const struct recipient_prefs *prefs, struct str *subject)
{
    CLEANUP_BUF struct buf mail = BUF_INIT(LIMIT_MAIL);
    message_compose(incident, a->event, prefs, &a->context, &a->arena, &mail, subject);
    return str_copy(&a->arena, buf_str(&mail));
}

static bool add_mail(struct announcement *a, const struct config_recipient *to, size_t *messages,
                     struct err *err)
{
    struct recipient_prefs prefs = prefs_of(to);
    struct str subject;
    a->context.message_id = message_id(a, a->event, to->address);
    a->context.root_id = message_id(a, EVENT_OPENED, to->address);
    a->context.respond_by = respond_by(a, to->time_zone);
    set_brand_title(a, prefs.language);
    struct delivery delivery = {
        .channel = STR("mail"),
        .recipient = str_of(to->address),
        .message_id = str_format(&a->arena, "<%.*s>", STR_FMT(a->context.message_id)),
        .body = make_mail(a, a->incident, &prefs, &subject),
    };
    delivery.subject = subject;
    if (a->quotes) {
        delivery.unquoted = make_mail(a, &a->unquoted, &prefs, &subject);
    }
    return add_row(a, &delivery, to->time_zone, messages, err);
}

static struct str make_event(struct announcement *a, const struct incident *incident,
                             const struct event_context *context)
{
    CLEANUP_BUF struct buf json = BUF_INIT(LIMIT_EVENT);
    event_compose(incident, context, &json);
    return str_copy(&a->arena, buf_str(&json));
}

/* Rendered once: all programs of a team get the same bytes, under the same id. */
static void render_event(struct announcement *a)
{
    const struct config_brand *brand = config_brand(a->app->config, a->incident->brand.p);
    struct event_context context = {
        .id = message_id(a, a->event, a->team->name),
        .event = a->event_name,
        .team = str_of(a->team->name),
        .brand_fa = brand ? str_of(brand->title_fa) : STR_NONE,
        .brand_en = brand ? str_of(brand->title_en) : STR_NONE,
        .now = a->app->now,
    };
    a->event_json = make_event(a, a->incident, &context);
    a->event_unquoted = a->quotes ? make_event(a, &a->unquoted, &context) : STR_NONE;
}

static bool add_event(struct announcement *a, const char *channel, const char *name,
                      size_t *messages, struct err *err)
{
    struct delivery delivery = {
        .channel = str_of(channel),
        .recipient = str_of(name),
        .message_id = message_id(a, a->event, a->team->name),
        .subject = a->event_name,
        .body = a->event_json,
        .unquoted = a->event_unquoted,
    };
    return add_row(a, &delivery, a->app->config->time_zone, messages, err);
}

static struct str make_chat(struct announcement *a, const struct incident *incident,
                            const struct config_webhook *to, enum chat_kind kind,
                            const struct recipient_prefs *prefs, struct str *subject)
{
    CLEANUP_BUF struct buf json = BUF_INIT(LIMIT_EVENT);
    chat_compose(kind, incident, a->event, prefs, &a->context, str_of(to->chat), &a->arena, &json,
                 subject);
    return str_copy(&a->arena, buf_str(&json));
}

static bool add_chat(struct announcement *a, const struct config_webhook *to, enum chat_kind kind,
                     size_t *messages, struct err *err)
{
    struct recipient_prefs prefs = prefs_of_language(to->language, a->app->config->time_zone);
    struct str subject;
    a->context.respond_by = respond_by(a, prefs.zone);
    set_brand_title(a, prefs.language);
    struct delivery delivery = {
        .channel = STR("webhook"),
        .recipient = str_of(to->name),
        .message_id = message_id(a, a->event, to->name),
        .body = make_chat(a, a->incident, to, kind, &prefs, &subject),
    };
    delivery.subject = subject;
    if (a->quotes) {
        delivery.unquoted = make_chat(a, &a->unquoted, to, kind, &prefs, &subject);
    }
    return add_row(a, &delivery, prefs.zone, messages, err);
}

static bool add_webhook(struct announcement *a, const struct config_webhook *to, size_t *messages,
                        struct err *err)
{
    enum chat_kind kind;
    if (!prefs_chat(to, &kind)) {
        return add_event(a, "webhook", to->name, messages, err);
    }
    bool again = kind == CHAT_TICKET && a->event != EVENT_OPENED; /* one incident is one ticket */
    return again || add_chat(a, to, kind, messages, err);
}

static bool add_mails(struct announcement *a, const struct config_recipient *to, unsigned count,
                      size_t *messages, struct err *err)
{
    bool well = true;
    for (unsigned i = 0; well && i < count; i++) {
        well = add_mail(a, &to[i], messages, err);
    }
    return well;
}

/* Who was called to an incident hears how it goes on. */
static bool find_escalated(struct announcement *a, bool *escalated, struct err *err)
{
    struct delivery *list = NULL;
    size_t count = 0;
    *escalated = a->event == EVENT_ESCALATED;
    if (!a->team->escalate.to_count || !a->incident->id || *escalated) {
        return true;
    }
    if (!outbox_list(a->app->store, a->incident->id, 0, &a->arena, &list, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        *escalated |= str_eq(list[i].event, str_of(incident_event_name(EVENT_ESCALATED)));
    }
    return true;
}

static bool announce_all(struct announcement *a, const struct baseline *settled, size_t *messages,
                         struct err *err)
{
    const struct config_team *team = a->team;
    bool escalated = false;
    bool well = lately_read(a->app, a->incident, settled, &a->arena, &a->context, err) &&
                read_sources(a, err) && find_escalated(a, &escalated, err);
    render_event(a);
    if (a->event != EVENT_ESCALATED) {
        well = well && add_mails(a, team->recipients, team->recipient_count, messages, err);
    }
    if (escalated) {
        well = well && add_mails(a, team->escalate.to, team->escalate.to_count, messages, err);
    }
    for (unsigned i = 0; well && i < a->team->webhook_count; i++) {
        well = add_webhook(a, &a->team->webhooks[i], messages, err);
    }
    for (unsigned i = 0; well && i < a->team->command_count; i++) {
        well = add_event(a, "command", a->team->commands[i].name, messages, err);
    }
    return well;
}

/* What is said of one that has come back is another thing than the same said before. */
static struct str outbox_key(struct announcement *a)
{
    const struct incident *incident = a->incident;
    const char *name = incident_event_name(a->event);
    struct str which = str_format(&a->arena, "incident %lld", (long long)incident->id);
    if (incident->returns > 0) {
        which = str_format(&a->arena, "%.*s again %u", STR_FMT(which), incident->returns);
    }
    switch (a->event) {
    case EVENT_GROWN:
        return a->number ? str_format(&a->arena, "%.*s %s size %u", STR_FMT(which), name, a->number)
                         : str_format(&a->arena, "%.*s %s %s", STR_FMT(which), name,
                                      severity_name(incident->severity));
    case EVENT_REMINDER:
        return str_format(&a->arena, "%.*s %s %u", STR_FMT(which), name, a->number);
    default:
        return str_format(&a->arena, "%.*s %s", STR_FMT(which), name);
    }
}

static void announcement_open(struct announcement *a, struct app *app,
                              const struct config_team *team, const struct incident *incident,
                              enum incident_event event, unsigned number)
{
    *a = (struct announcement){
        .app = app, .team = team, .incident = incident, .event = event, .number = number};
    a->domain = prefs_domain(app);
    a->quotes = incident_quotes(incident);
    a->unquoted = incident_unquoted(incident);
    for (size_t i = 0; i < incident->sample_count; i++) {
        a->quoted[a->quoted_count] = incident->samples[i].id;
        a->quoted_count += incident->samples[i].id != 0; /* 0: invented */
    }
    a->event_name = str_of(incident_event_name(event));
    a->key = outbox_key(a);
    a->context = prefs_context(app, team, &a->arena);
    a->context.terms = judge_terms(app->config, incident);
}

static bool find_silence(struct announcement *a, bool *silenced, struct err *err)
{
    const struct incident *incident = a->incident;
    struct silence *running;
    size_t count;
    if (!silences_running(a->app->store, a->app->now, &a->arena, &running, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        bool rule = !running[i].rule.n || str_eq(running[i].rule, incident->rule);
        *silenced |= rule && str_eq(running[i].brand, incident->brand);
    }
    return true;
}

bool announce(struct app *app, const struct config_team *team, const struct incident *incident,
              enum incident_event event, unsigned number, const struct baseline *settled,
              size_t *messages, struct err *err)
{
    struct announcement a;
    struct mute mute;
    if (!team) {
        return true;
    }
    announcement_open(&a, app, team, incident, event, number);
    bool silenced = false;
    bool well = incident_mute_get(app->store, incident->id, &a.arena, &mute, err) &&
                find_silence(&a, &silenced, err);
    if (well && !silenced && (mute.until == TIME_NONE || mute.until <= app->now)) {
        well = announce_all(&a, settled, messages, err);
    }
    arena_clear(&a.arena);
    return well;
}

bool announce_kept(struct app *app, const struct config_team *team, struct incident *incident,
                   enum incident_event event, unsigned number, const struct baseline *settled,
                   size_t *messages, struct err *err)
{
    size_t before = *messages;
    struct incident told = *incident;
    told.grown_at = event == EVENT_GROWN && number ? app->now : told.grown_at;
    if (!announce(app, team, &told, event, number, settled, messages, err)) {
        return false;
    }
    if (*messages == before) {
        return true; /* muted, silenced, or told before */
    }
    told.told_observed = told.observed;
    *incident = told;
    return incident_put(app->store, incident, err);
}

/* What an alert would hold, in both languages. */
static void invent(const struct app *app, struct incident *incident)
{
    static const double said[MESSAGE_LANGUAGES] = {7, 4};
    for (int i = 0; i < MESSAGE_LANGUAGES; i++) {
        incident->words[incident->word_count++] = (struct driver){
            .name = word_plain((enum message_language)i, WORD_TEST_WORD), .observed = said[i]};
        incident->samples[incident->sample_count++] =
            (struct mention){.text = word_plain((enum message_language)i, WORD_TEST_QUOTE),
                             .published_at = incident->window_start + HOUR,
                             .rating = -1,
                             .reach = -1};
        if ((unsigned)i < app->config->source_count) {
            incident->sources[incident->source_count++] =
                (struct driver){str_of(app->config->sources[i].name), said[i] + 1, 1, said[i] / 11};
        }
    }
}

bool announce_test(struct app *app, const struct config_team *team, size_t *messages,
                   struct err *err)
{
    if (!app->config->mail.from && team->recipient_count) {
        return err_set(err, "%s: mail has no \"from\": nobody can be mailed", app->config->path);
    }
    int64_t end = app->now - app->now % HOUR;
    struct incident incident = {
        .rule = STR("test"),
        .brand = app->brands[0],
        .part = STR(""),
        .severity = SEVERITY_WATCH,
        .opened_at = app->now,
        .grown_at = TIME_NONE,
        .reopened_at = TIME_NONE,
        .resolved_at = TIME_NONE,
        .window_start = end - 3 * HOUR,
        .window_end = end,
        .observed = 12,
        .expected = 3,
        .p = 1e-4,
        .total = 30,
        .total_expected = 25,
    };
    struct announcement a;
    struct baseline baseline;
    invent(app, &incident);
    baseline_init(&baseline);
    announcement_open(&a, app, team, &incident, EVENT_OPENED, 0);
    a.key = str_format(&a.arena, "test %lld", (long long)app->now);
    a.event_name = STR("test");
    a.at_once = true;
    a.context.test = true;
    bool well = announce_all(&a, &baseline, messages, err);
    arena_clear(&a.arena);
    return well;
}
