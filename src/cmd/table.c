/* Every command has its row here; the order is that of --help. */
#include "cmd/cmd.h"

#include "cmd/commands.h"

const struct command *const command_table[] = {
    &command_init,          &command_check,
    &command_crawl,         &command_status,
    &command_mentions,      &command_rescore,
    &command_explain,       &command_label,
    &command_sql,           &command_alert_list,
    &command_alert_show,    &command_alert_ack,
    &command_alert_mute,    &command_alert_silence,
    &command_alert_resolve, &command_alert_test,
    &command_alert_replay,  &command_digest,
    &command_score,         &command_eval,
    &command_extract,       &command_detect,
    &command_import,        &command_author,
    &command_erase,         &command_cases,
    &command_case_assign,   &command_case_ack,
    &command_case_answer,   &command_case_close,
    &command_case_show,     &command_surveys,
    &command_risers,        &command_trends,
    &command_journey,       &command_compare,
    &command_lexicon_check, &command_lexicon_suggest,
    &command_feed_list,     &command_feed_check,
    &command_feed_try,      &command_feed_new,
    &command_db_backup,     &command_db_snapshot,
    &command_db_prune,      &command_db_check,
    &command_db_compact,    &command_db_schema,
    &command_db_metadata,   &command_help,
};

const size_t command_count = sizeof command_table / sizeof *command_table;
