/* Every cap of the program in one place: nothing that comes from outside may grow without one.
 * Bytes unless said otherwise. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define KIB 1024u
#define MIB (1024u * KIB)

#define LIMIT_CONFIG_FILE     (4u * MIB)   /* nabz.yaml, a recipe */
#define LIMIT_YAML_VALUES     200000u      /* values of one YAML file */
#define LIMIT_CONFIG_TEXT     4096u        /* a text of nabz.yaml */
#define LIMIT_CONFIG_LIST     10000u       /* entries of a list there */
#define LIMIT_LEXICON_FILE    (64u * MIB)  /* one source file of a lexicon, or the image */
#define LIMIT_LEXICON_SOURCES 1000u        /* files of one lexicon */
#define LIMIT_SUGGESTED       500000u      /* words and pairs weighed for a suggestion */
#define LIMIT_HTTP_BODY       (32u * MIB)  /* of a response, after decompression */
#define LIMIT_HTTP_HEADERS    (256u * KIB) /* all header lines of one response */
#define LIMIT_HTTP_URL        (16u * KIB)
#define LIMIT_HTTP_REDIRECT   10u /* hops */
#define LIMIT_SECRET          (16u * KIB)
#define LIMIT_JSON_DEPTH      200u          /* levels; jansson itself stops at 2,048 */
#define LIMIT_PAGE_ITEMS      5000u         /* mentions of one page */
#define LIMIT_PAGES           1000u         /* pages of one source in one run */
#define LIMIT_MENTION_TEXT    (64u * KIB)   /* longer texts are cut at a whole character */
#define LIMIT_MENTION_FIELD   (4u * KIB)    /* id, url, author, title */
#define LIMIT_MAIL            (512u * KIB)  /* a rendered message */
#define LIMIT_EVENT           (64u * KIB)   /* what a webhook or a command is told */
#define LIMIT_QUERY_WORDS     16u           /* words of one term of a brand query */
#define LIMIT_LINE            (64u * MIB)   /* a line of JSONL or CSV input */
#define LIMIT_TABLE           (1024u * MIB) /* a whole CSV file */

#endif
