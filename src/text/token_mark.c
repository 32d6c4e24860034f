#include "text/token_mark.h"

#include "text/scan.h"

static bool smiley_take(const struct reader *r, struct pass *pass)
{
    const char *form = NULL;
    size_t n = scan_smiley(r->text, (size_t)(pass->p - pass->begin), &form);
    if (n) {
        size_t folded_n = strlen(form);
        memcpy(pass->end, form, folded_n);
        pass_add(pass, TOKEN_SMILEY, 0, &(struct taken){.n = n, .folded_n = folded_n});
        pass->next[-1].word = r->words ? vocabulary_word(r->words, pass->next - 1) : 0;
    }
    return n > 0;
}

bool eyes_take(const struct reader *r, struct pass *pass)
{
    if (!smiley_take(r, pass)) {
        mark_put(r, pass, 1, *pass->p);
    }
    return true;
}

bool mouth_take(const struct reader *r, struct pass *pass)
{
    if (!smiley_take(r, pass)) {
        symbol_skip(pass, 1);
    }
    return true;
}

bool point_take(const struct reader *r, struct pass *pass)
{
    size_t from;
    if (scan_host(r->text, (size_t)(pass->p - pass->begin), &from)) {
        return false;
    }
    mark_put(r, pass, 1, '.');
    return true;
}
