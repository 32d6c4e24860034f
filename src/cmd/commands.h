/* The commands, one or a few related ones per file of this folder. */
#ifndef CMD_COMMANDS_H
#define CMD_COMMANDS_H

#include "cmd/cmd.h"

extern const struct command command_alert_ack;
extern const struct command command_alert_list;
extern const struct command command_alert_mute;
extern const struct command command_alert_replay;
extern const struct command command_alert_resolve;
extern const struct command command_alert_show;
extern const struct command command_alert_silence;
extern const struct command command_alert_test;
extern const struct command command_author;
extern const struct command command_case_ack;
extern const struct command command_case_answer;
extern const struct command command_case_assign;
extern const struct command command_case_close;
extern const struct command command_case_show;
extern const struct command command_cases;
extern const struct command command_check;
extern const struct command command_compare;
extern const struct command command_crawl;
extern const struct command command_db_backup;
extern const struct command command_db_check;
extern const struct command command_db_compact;
extern const struct command command_db_metadata;
extern const struct command command_db_prune;
extern const struct command command_db_schema;
extern const struct command command_db_snapshot;
extern const struct command command_detect;
extern const struct command command_digest;
extern const struct command command_erase;
extern const struct command command_eval;
extern const struct command command_explain;
extern const struct command command_extract;
extern const struct command command_feed_check;
extern const struct command command_feed_list;
extern const struct command command_feed_new;
extern const struct command command_feed_try;
extern const struct command command_help;
extern const struct command command_import;
extern const struct command command_init;
extern const struct command command_journey;
extern const struct command command_label;
extern const struct command command_lexicon_check;
extern const struct command command_lexicon_suggest;
extern const struct command command_mentions;
extern const struct command command_rescore;
extern const struct command command_risers;
extern const struct command command_score;
extern const struct command command_sql;
extern const struct command command_status;
extern const struct command command_surveys;
extern const struct command command_trends;

#endif
