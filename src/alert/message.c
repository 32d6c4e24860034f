/* The envelope: headers of RFC 5322, two parts of RFC 2046 in base64, which no server has a reason
 * to change. The boundary follows from the Message-ID, so that a message composed again is the same
 * byte for byte. */
#include "alert/message.h"

#include "alert/picture.h"
#include "alert/view.h"
#include "report/html.h"

#include <stdio.h>

enum { CID_MAX = 40 };

static const char *const days[] = {"Sat", "Sun", "Mon", "Tue", "Wed", "Thu", "Fri"};
static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static void add_date(struct buf *mail, const char *zone, int64_t at)
{
    struct moment m = moment_in(zone, at);
    int offset = zone_offset(zone, at) / 60, size = offset < 0 ? -offset : offset;
    buf_addf(mail, "Date: %s, %d %s %d %02d:%02d:%02d %c%02d%02d\r\n", days[m.weekday], m.date.day,
             months[m.date.month - 1], m.date.year, m.hour, m.minute, m.second,
             offset < 0 ? '-' : '+', size / 60, size % 60);
}

/* Identifiers are ours, but a part of them may come from a configured domain: only what RFC 5322
 * allows without quotes goes into the header. */
static void add_id(struct buf *mail, const char *name, const char *scheme, struct str id)
{
    buf_addf(mail, "%s: <%s", name, scheme);
    for (size_t i = 0; i < id.n && i < 200; i++) {
        bool safe = id.p[i] > ' ' && id.p[i] <= '~' && !strchr("<>()[]\\,;:\"", id.p[i]);
        buf_add_byte(mail, safe ? id.p[i] : '-');
    }
    buf_add_z(mail, ">\r\n");
}

static void add_headers(struct buf *mail, const struct recipient_prefs *to,
                        const struct message_context *context, struct str subject)
{
    add_id(mail, "Message-ID", "", context->message_id);
    if (!str_eq(context->message_id, context->root_id)) {
        add_id(mail, "In-Reply-To", "", context->root_id);
        add_id(mail, "References", "", context->root_id);
    }
    add_date(mail, to->zone, context->now);
    if (!header_address(mail, "From", context->from_name, context->from_address)) {
        buf_add_z(mail, "From: nabz <nabz@localhost>\r\n");
    }
    if (!header_address(mail, "To", to->name, to->address)) {
        buf_add_z(mail, "To: undisclosed-recipients:;\r\n");
    }
    header_text(mail, "Subject", subject);
    buf_add_z(mail, "Auto-Submitted: auto-generated\r\n" /* RFC 3834 */
                    "X-Auto-Response-Suppress: All\r\n"  /* MS-OXCMAIL 2.2.3.2.13 */
                    "MIME-Version: 1.0\r\n");
    if (context->list_id.n > 0) {
        add_id(mail, "List-ID", "", context->list_id); /* RFC 2919 */
    }
    if (context->unsubscribe.n > 0) {
        add_id(mail, "List-Unsubscribe", "mailto:", context->unsubscribe); /* RFC 2369 */
    }
}

static void add_part(struct buf *mail, const char *boundary, const char *type, struct str body)
{
    buf_addf(mail,
             "--%s\r\nContent-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n",
             boundary, type);
    body_base64(mail, body);
}

/* How the HTML names the picture inside its own message (RFC 2392): "cid:" and this. */
static const char *name_picture(const struct message_context *context, char cid[CID_MAX])
{
    snprintf(cid, CID_MAX, "trend-%016llx@nabz",
             (unsigned long long)str_hash_stable(context->message_id));
    return cid;
}

/* The page and what it shows are one (RFC 2387): a mail program that shows the one has the other.
 */
static void add_page(struct buf *mail, const char *boundary, const struct message_context *context,
                     struct str html, struct str png)
{
    char cid[CID_MAX];
    if (!png.n) {
        add_part(mail, boundary, "text/html", html);
        return;
    }
    buf_addf(mail,
             "--%s\r\nContent-Type: multipart/related; type=\"text/html\";\r\n"
             " boundary=\"%s-page\"\r\n\r\n",
             boundary, boundary);
    char inner[64];
    snprintf(inner, sizeof inner, "%s-page", boundary);
    add_part(mail, inner, "text/html", html);
    buf_addf(mail,
             "--%s\r\nContent-Type: image/png; name=\"trend.png\"\r\n"
             "Content-Transfer-Encoding: base64\r\nContent-ID: <%s>\r\n"
             "Content-Disposition: inline; filename=\"trend.png\"\r\n\r\n",
             inner, name_picture(context, cid));
    body_base64(mail, png);
    buf_addf(mail, "--%s--\r\n", inner);
}

static void write_mail(struct buf *mail, const struct recipient_prefs *to,
                       const struct message_context *context, struct str subject, struct str text,
                       struct str html, struct str png)
{
    char boundary[40];
    snprintf(boundary, sizeof boundary, "=_nabz-%016llx",
             (unsigned long long)str_hash_stable(context->message_id));
    add_headers(mail, to, context, subject);
    buf_addf(mail, "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n", boundary);
    add_part(mail, boundary, "text/plain", text);
    add_page(mail, boundary, context, html, png);
    buf_addf(mail, "--%s--\r\n", boundary);
}

void message_write(struct buf *mail, const struct recipient_prefs *to,
                   const struct message_context *context, struct str subject, struct str text,
                   struct str html)
{
    write_mail(mail, to, context, subject, text, html, STR_NONE);
}

void message_compose(const struct incident *incident, enum incident_event event,
                     const struct recipient_prefs *to, const struct message_context *context,
                     struct arena *arena, struct buf *mail, struct str *subject)
{
    struct view view;
    char cid[CID_MAX];
    CLEANUP_BUF struct buf text = BUF_INIT(MESSAGE_MAX), html = BUF_INIT(MESSAGE_MAX),
                           png = BUF_INIT(PICTURE_MAX);
    view_make(&view, incident, event, to, context, arena);
    bool drawn = picture_png(view.accent, to, context, arena, &png);
    view_text(&view, to, context, &text);
    view_html(&view, to, drawn ? name_picture(context, cid) : NULL, &html);
    write_mail(mail, to, context, view.subject, buf_str(&text), buf_str(&html), buf_str(&png));
    *subject = view.subject;
}
