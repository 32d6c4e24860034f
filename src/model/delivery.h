/* A row of the outbox: one message to one recipient, rendered once and kept until the other side
 * has answered for it. The Message-ID and the body never change between tries, so that a receiver
 * that got it twice can tell; but for a quote that must not be told any more. */
#ifndef MODEL_DELIVERY_H
#define MODEL_DELIVERY_H

#include "base/clock.h"
#include "base/str.h"

enum delivery_state {
    DELIVERY_PENDING, /* to be tried at next_try_at */
    DELIVERY_SENDING, /* a try has begun; found by a later run, that run was killed in the middle */
    DELIVERY_SENT,
    DELIVERY_UNKNOWN,  /* the answer got lost: tried again with the same Message-ID */
    DELIVERY_REFUSED,  /* for good: 5xx, or no such address */
    DELIVERY_GIVEN_UP, /* put off too often or for too long */
    DELIVERY_HELD, /* by quiet hours until next_try_at, or, without one, by the recipient's limit
                    * for a day: told of in one mail afterwards; last_answer says which */
    DELIVERY_STATES,
};

/* What a try came to, whatever the channel. */
enum outcome {
    OUTCOME_SENT,
    OUTCOME_LATER,   /* certainly not taken; worth another try */
    OUTCOME_REFUSED, /* for good */
    OUTCOME_UNKNOWN, /* the answer got lost: the other side may have it */
};

#define OUTCOME_WORDS_MAX 512 /* of the other side's last words */

struct delivery {
    int64_t id;          /* of the store; 0 before it is stored */
    int64_t incident_id; /* 0 when it is about none (a digest, a test) */
    /* What makes it happen once: "incident 7 opened", "digest care 1405-09-01". The store takes one
     * row per key, channel and recipient, however often a killed run is repeated. */
    struct str key;
    struct str event;      /* that of an incident, or "held-back", "digest", "sources", "test" */
    struct str team;       /* of nabz.yaml */
    struct str channel;    /* "mail", "webhook", "command" */
    struct str recipient;  /* an address, or the name of a webhook or command of the team */
    struct str message_id; /* as the channel writes it: of a mail with its angle brackets */
    struct str subject;
    struct str body; /* the rendered message, byte for byte */
    /* What the body is from the moment on that a mention it quotes is erased: the same message
     * without words or names of anybody. Absent: it has none. */
    struct str unquoted;
    const int64_t *quoted; /* ids of those mentions; not read back */
    size_t quoted_count;
    enum delivery_state state;
    uint32_t tries;
    int64_t next_try_at;    /* TIME_NONE when there will be none */
    struct str last_answer; /* the server's last words */
    int64_t created_at, sent_at;
};

const char *delivery_state_name(enum delivery_state state);     /* "pending", ... "given_up" */
enum delivery_state delivery_state_from_name(const char *name); /* DELIVERY_STATES when unknown */

#endif
