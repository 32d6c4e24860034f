/* Hands one message for one recipient to one mail server, over libcurl. Which of several relays to
 * try, and when again, is the caller's matter; so is what the message says.
 *
 * What an answer means (RFC 5321 4.2): 2yz after the message was accepted is sent. A 5yz to the
 * sender, the recipient or the message is refused, for good. A 4yz, or no conversation at all, is
 * later; so is a server that will not have us (5yz to the greeting, TLS, a wrong password), since
 * that is for a person to mend and no reason to lose the mail. A connection that breaks between
 * the end of the message and the answer is unknown: the server may have it.
 *
 * Blocks for at most the relay's time. Certificates are verified except with SMTP_TLS_TRY, which
 * promises nothing. Passwords are in no answer. No state is kept between calls. */
#ifndef NET_SMTP_H
#define NET_SMTP_H

#include "model/delivery.h"

enum smtp_starttls { SMTP_TLS_ALWAYS, SMTP_TLS_TRY, SMTP_TLS_NEVER }; /* of smtp:// */

struct smtp_relay {
    struct str url; /* smtp://host:port or smtps://host:port */
    enum smtp_starttls starttls;
    struct str user, password; /* absent: no authentication */
    const char *ca_file;       /* PEM; NULL: the system's */
    int64_t connect_ms;        /* 0: 15 s */
    int64_t total_ms;          /* 0: 2 min */
};

/* from and to are bare addresses; one with a space, an angle bracket or a control character is
 * refused here. message is RFC 5322 with CRLF line ends; dots are stuffed here. words gets the
 * server's last words ("250 2.0.0 queued as 7F1A"), ASCII in one line, or what went wrong. */
enum outcome smtp_send(const struct smtp_relay *relay, struct str from, struct str to,
                       struct str message, char words[OUTCOME_WORDS_MAX]);

#endif
