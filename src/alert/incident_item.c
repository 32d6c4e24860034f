#include "alert/incident_item.h"

#include "alert/view.h"
#include "alert/words.h"
#include "report/html.h"

enum { NAME_MAX = 80 };

static struct str severity_of(const struct incident *incident, enum message_language language,
                              struct arena *arena)
{
    static const enum word severities[SEVERITY_COUNT] = {
        WORD_SEVERITY_WATCH, WORD_SEVERITY_WATCH, WORD_SEVERITY_HIGH, WORD_SEVERITY_CRITICAL};
    struct str severity = word_plain(language, severities[incident->severity]);
    return incident->returns > 0 ? SAY(arena, language, WORD_STATE_OF, severity,
                                       word_plain(language, WORD_SUBJECT_REOPENED))
                                 : severity;
}

/* Its numbers, what is said most, and when it was. */
static struct str story_of(const struct letter *letter, const struct incident *incident,
                           struct arena *arena)
{
    const struct recipient_prefs *to = letter->to;
    struct str theme = incident->word_count
                           ? SAY(arena, to->language, WORD_SUBJECT_THEME,
                                 text_cut(arena, incident->words[0].name, NAME_MAX))
                           : STR("");
    struct str headline = view_headline(incident, to, arena);
    struct str story = str_format(arena, "%.*s%.*s", STR_FMT(headline), STR_FMT(theme));
    return incident->state != INCIDENT_RESOLVED
               ? SAY(arena, to->language, WORD_DIGEST_SINCE, story,
                     figure_time(arena, to, incident->opened_at))
               : SAY(arena, to->language, WORD_DIGEST_UNTIL, story,
                     figure_range(arena, to, incident->opened_at, incident->resolved_at));
}

void incident_item(struct letter *letter, const struct incident *incident,
                   const struct incident_titles *titles, struct arena *arena)
{
    enum message_language language = letter->to->language;
    struct str title = text_cut(arena, language == MESSAGE_FA ? titles->fa : titles->en, NAME_MAX);
    struct str about = view_about(incident, title, language, arena);
    struct str severity = severity_of(incident, language, arena);
    letter_item_command(letter,
                        str_format(arena, "%.*s \xc2\xb7 %.*s", STR_FMT(about), STR_FMT(severity)),
                        story_of(letter, incident, arena),
                        str_format(arena, "nabz alert show %lld", (long long)incident->id));
}
