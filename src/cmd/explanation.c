#include "cmd/explanation.h"

#include "base/limits.h"
#include "report/html.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct {
    enum term_flags flag;
    const char *word;
} flag_words[] = {
    {TERM_NEGATED, "negated"}, {TERM_BOOSTED, "boosted"}, {TERM_DAMPENED, "dampened"},
    {TERM_LEARNED, "learned"}, {TERM_BRAND, "brand"},     {TERM_EMOJI, "emoji"},
};

struct str label_text(enum label label)
{
    return str_of(label ? label_name(label) : "none");
}

json_t *json_label(enum label label)
{
    return label ? json_string(label_name(label)) : json_null();
}

json_t *json_slice(struct str text)
{
    json_t *json = text.p ? json_stringn(text.p, text.n) : NULL;
    return json ? json : json_null();
}

static struct str term_text(struct str text, const struct term *term)
{
    return str_slice(text, term->at, (size_t)term->at + term->n);
}

static json_t *rounded(double value)
{
    return json_real(round(value * 10000) / 10000);
}

static json_t *terms_json(struct str text, const struct score *score)
{
    json_t *list = json_array();
    for (size_t i = 0; i < score->term_count; i++) {
        const struct term *term = &score->terms[i];
        struct str words = term_text(text, term);
        json_t *flags = json_array();
        for (size_t f = 0; f < sizeof flag_words / sizeof *flag_words; f++) {
            if (term->flags & flag_words[f].flag) {
                json_array_append_new(flags, json_string(flag_words[f].word));
            }
        }
        json_t *object = json_object();
        json_object_set_new(object, "text", json_slice(words));
        json_object_set_new(object, "at", json_integer(term->at));
        json_object_set_new(object, "weight", rounded((double)term->weight));
        json_object_set_new(object, "flags", flags);
        json_array_append_new(list, object);
    }
    return list;
}

json_t *explanation_json(json_t *id, struct str text, const struct score *score, bool terms)
{
    json_t *object = json_object();
    json_object_set_new(object, "id", id ? id : json_null());
    json_object_set_new(object, "lang", json_string(language_name(score->language)));
    json_object_set_new(object, "label", json_label(score->label));
    json_object_set_new(object, "score", rounded(score->compound));
    json_object_set_new(object, "confidence", rounded(score->confidence));
    if (terms) {
        json_object_set_new(object, "terms", terms_json(text, score));
    }
    return object;
}

void explanation_line(const struct score *score)
{
    printf("%-9s %+.2f  confidence %.2f  %s\n", label_text(score->label).p, score->compound,
           score->confidence, language_name(score->language));
}

static bool colour_wanted(void)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(STDOUT_FILENO) && !(no && *no) && term && strcmp(term, "dumb") != 0;
}

static void print_plain(struct str text)
{
    CLEANUP_BUF struct buf out = BUF_INIT(2 * LIMIT_MENTION_TEXT);
    text_line(&out, text);
    fwrite(out.p ? out.p : "", 1, out.n, stdout);
}

static void print_marked(struct str text, const struct score *score)
{
    size_t at = 0;
    for (size_t i = 0; i < score->term_count; i++) {
        const struct term *term = &score->terms[i];
        if (term->at < at) {
            continue;
        }
        print_plain(str_slice(text, at, term->at));
        fputs(term->weight < 0 ? "\033[31m" : "\033[32m", stdout);
        print_plain(term_text(text, term));
        fputs("\033[0m", stdout);
        at = (size_t)term->at + term->n;
    }
    print_plain(str_slice(text, at, text.n));
    putchar('\n');
}

void explanation_print(struct str text, const struct score *score)
{
    if (colour_wanted()) {
        print_marked(text, score);
    } else {
        print_plain(text);
        putchar('\n');
    }
    explanation_line(score);
    for (size_t i = 0; i < score->term_count; i++) {
        const struct term *term = &score->terms[i];
        printf("  %+.2f  ", (double)term->weight);
        print_plain(term_text(text, term));
        const char *before = "  (";
        for (size_t f = 0; f < sizeof flag_words / sizeof *flag_words; f++) {
            if (term->flags & flag_words[f].flag) {
                printf("%s%s", before, flag_words[f].word);
                before = ", ";
            }
        }
        puts(*before == ',' ? ")" : "");
    }
}
