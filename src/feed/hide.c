#include "feed/hide.h"

#include "base/buf.h"
#include "base/limits.h"
#include "feed/template.h"

static void hide(struct err *err, struct str secret)
{
    size_t at;
    struct err old;
    while (secret.n >= 4 && (at = str_find(str_of(err->text), secret)) != STR_NOT_FOUND) {
        old = *err;
        err_set(err, "%.*s***%s", (int)at, old.text, old.text + at + secret.n);
    }
}

void hide_params(const struct param *params, size_t count, struct err *err)
{
    for (size_t i = 0; err && i < count; i++) {
        if (params[i].secret) {
            struct buf encoded CLEANUP_BUF = BUF_INIT(3 * (size_t)LIMIT_SECRET);
            hide(err, params[i].value);
            template_encode(params[i].value, &encoded);
            hide(err, buf_str(&encoded));
        }
    }
}
