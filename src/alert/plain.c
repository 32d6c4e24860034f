/* The message as plain text, until message.c composes the whole of it: whoever lands message.c
 * deletes this file in the same commit. */
#include "alert/message.h"

#include "base/clock.h"
#include "report/html.h"

#include <stdio.h>

void message_compose(const struct incident *incident, enum incident_event event,
                     const struct recipient_prefs *to, const struct message_context *context,
                     struct arena *arena, struct buf *mail, struct str *subject)
{
    *subject = str_format(arena, "[nabz][%s] %.*s: %.0f negative (usual %.1f)",
                          severity_name(incident->severity), STR_FMT(incident->brand),
                          incident->observed, incident->expected);
    if (!header_address(mail, "From", context->from_name, context->from_address) ||
        !header_address(mail, "To", to->name, to->address)) {
        return;
    }
    header_text(mail, "Subject", *subject);
    buf_addf(mail, "Message-ID: <%.*s>\r\nMIME-Version: 1.0\r\n", STR_FMT(context->message_id));
    buf_addf(mail, "Content-Type: text/plain; charset=utf-8\r\n\r\n%s: %.*s, p = %.2g\r\n",
             incident_event_name(event), STR_FMT(incident->brand), incident->p);
}
