/* nabz import --survey: answers of a survey from CSV or JSONL. */
#ifndef CMD_IMPORT_SURVEY_H
#define CMD_IMPORT_SURVEY_H

#include "cmd/cmd.h"

struct survey_options {
    const char *brand, *touchpoint, *kind, *columns;
    int64_t csat_best, ces_best;
    bool counted;
};
#define SURVEY_OPTIONS(type, field)                                                                \
    {"brand", OPTION_TEXT, offsetof(type, field.brand), "NAME", "survey: about this brand"},       \
        {"count", OPTION_FLAG, offsetof(type, field.counted), NULL,                                \
         "survey: the words count as mentions of the brand, spikes and all"},                      \
        {"touchpoint", OPTION_TEXT, offsetof(type, field.touchpoint), "NAME",                      \
         "survey: of rows that name none"},                                                        \
        {"kind", OPTION_TEXT, offsetof(type, field.kind), "KIND",                                  \
         "survey: nps, csat or ces, of rows with a score that name none"},                         \
        {"csat-best", OPTION_COUNT, offsetof(type, field.csat_best), "N",                          \
         "survey: end of the scale of csat (5)"},                                                  \
        {"ces-best", OPTION_COUNT, offsetof(type, field.ces_best), "N",                            \
         "survey: end of the scale of ces (7)"},                                                   \
    {                                                                                              \
        "columns", OPTION_TEXT, offsetof(type, field.columns), "LIST",                             \
            "survey: what its columns are called: nps=Q1,text=Comment"                             \
    }

/* An exit status. survey is its name, NULL when none was given. */
int import_survey(const struct invocation *invocation, const char *survey,
                  const struct survey_options *options);

#endif
