/* nabz label: a person knows better. */
#include "cmd/commands.h"
#include "cmd/label_lists.h"
#include "cmd/session.h"
#include "store/corrections.h"

struct options {
    const char *need, *touchpoint, *stage, *intent, *by;
};

static const char undo[] = "none", nothing[] = "-";

/* ---- what is said ---- */

/* "none" takes back what was said before, "-" says that there is nothing of it. */
static const char *part_of(struct correction *correction, enum about about, const char *text)
{
    bool taken_back = text && strcmp(text, undo) == 0;
    correction->parts[about] = !text ? CORRECT_NOT : taken_back ? CORRECT_UNDO : CORRECT_TO;
    return taken_back || (text && strcmp(text, nothing) == 0) ? NULL : text;
}

static bool parts_read(const struct options *options, const char *const *touchpoints,
                       size_t touchpoint_count, struct correction *correction, struct err *err)
{
    struct labels *labels = &correction->labels;
    return needs_read("--need", part_of(correction, ABOUT_NEED, options->need), labels, err) &&
           stage_read("--stage", part_of(correction, ABOUT_STAGE, options->stage), labels, err) &&
           touchpoints_read("--touchpoint",
                            part_of(correction, ABOUT_TOUCHPOINT, options->touchpoint), touchpoints,
                            touchpoint_count, labels, err) &&
           intents_read("--intent", part_of(correction, ABOUT_INTENT, options->intent), labels,
                        err);
}

static bool label_read(const char *word, struct correction *correction, struct err *err)
{
    correction->label = word ? label_from_name(word) : LABEL_NONE;
    bool taken_back = word && strcmp(word, undo) == 0;
    correction->sentiment = !word ? CORRECT_NOT : taken_back ? CORRECT_UNDO : CORRECT_TO;
    return !word || taken_back || correction->label ||
           err_set(err, "no label '%s' (positive, neutral, negative; none takes it back)", word);
}

/* Those that are shipped, and those of nabz.yaml. */
static size_t touchpoints_of(const struct config *config, const char *names[TOUCHPOINTS_MAX])
{
    size_t count = 0;
    for (; count < TOUCHPOINTS_SHIPPED; count++) {
        names[count] = touchpoint_names[count];
    }
    for (unsigned i = 0; config && i < config->touchpoint_count && count < TOUCHPOINTS_MAX; i++) {
        names[count++] = config->touchpoints[i].name;
    }
    return count;
}

static bool correction_read(const struct session *session, struct arena *arena,
                            struct correction *correction, struct err *err)
{
    const struct invocation *invocation = session->invocation;
    const struct options *options = invocation->options;
    const char *names[TOUCHPOINTS_MAX];
    size_t count = touchpoints_of(session->config, names);
    struct str *touchpoints = arena_array(arena, struct str, count);
    for (size_t i = 0; i < count; i++) {
        touchpoints[i] = str_of(names[i]);
    }
    *correction = (struct correction){.touchpoints = touchpoints,
                                      .touchpoint_count = options->touchpoint ? count : 0,
                                      .author = user_name(arena, options->by),
                                      .at = invocation->globals.now};
    bool some = invocation->argument_count > 1 || options->need || options->stage ||
                options->touchpoint || options->intent;
    return (some || err_set(err, "'label' wants a LABEL, or what to say of needs, stage, "
                                 "touchpoints or intents")) &&
           label_read(invocation->argument_count > 1 ? invocation->arguments[1] : NULL, correction,
                      err) &&
           parts_read(options, names, count, correction, err);
}

/* ---- saying it ---- */

static bool correct(struct session *session, int64_t id, const struct correction *correction,
                    bool *found, struct err *err)
{
    if (!store_begin(session->store, err)) {
        return false;
    }
    if (!mention_correct(session->store, id, correction, found, err)) {
        store_rollback(session->store);
        return false;
    }
    return store_commit(session->store, err);
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    struct correction correction;
    struct err err = ERR_NONE;
    int64_t id;
    bool found;
    if (!str_to_int(str_of(invocation->arguments[0]), &id)) {
        err_set(&err, "not the number of a mention: '%s'", invocation->arguments[0]);
        return command_fail(EXIT_USAGE, &err);
    }
    int status = session_config_if_any(&session);
    if (status == EXIT_WELL && !correction_read(&session, &session.arena, &correction, &err)) {
        return command_fail(EXIT_USAGE, &err);
    }
    status = status == EXIT_WELL ? session_store(&session, STORE_WRITE) : status;
    if (status != EXIT_WELL) {
        return status;
    }
    if (!correct(&session, id, &correction, &found, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    if (!found) {
        err_set(&err, "no mention %lld", (long long)id);
        return command_fail(EXIT_SOME_FAILED, &err);
    }
    return EXIT_WELL;
}

static const struct option option_table[] = {
    {"need", OPTION_TEXT, offsetof(struct options, need), "LIST",
     "it speaks of these alone, as price-,design+; - of none; none takes it back"},
    {"touchpoint", OPTION_TEXT, offsetof(struct options, touchpoint), "LIST",
     "the same of touchpoints: delivery-"},
    {"stage", OPTION_TEXT, offsetof(struct options, stage), "STAGE",
     "awareness, research, before-purchase, after-purchase, - or none"},
    {"intent", OPTION_TEXT, offsetof(struct options, intent), "LIST",
     "the same of intents: complaint,leaving"},
    {"by", OPTION_TEXT, offsetof(struct options, by), "NAME", "who says so ($USER)"},
    {0},
};

const struct command command_label = {
    .name = "label",
    .summary = "corrects what was found in a mention; it outlives every rescore",
    .arguments = "ID [LABEL]",
    .argument_least = 1,
    .argument_most = 2,
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz label 42 negative --need price-,reliability- --intent complaint",
    .run = run,
};
