#include "model/score_terms.h"

#include <math.h>
#include <stdlib.h>

/* What is lighter than a quarter of the heaviest did not decide. */
#define TERMS_KEPT    5
#define TERMS_LIGHTER 4

static int term_order(const void *left, const void *right)
{
    const struct term *const *a = left, *const *b = right;
    float x = fabsf((*a)->weight), y = fabsf((*b)->weight);
    return x != y ? (x < y) - (x > y) : ((*a)->at > (*b)->at) - ((*a)->at < (*b)->at);
}

/* " -3.1". By hand: printf is half the cost of a term. */
static void weight_write(float weight, struct buf *out)
{
    long tenths = lroundf(fabsf(weight) * 10);
    char text[32], *p = text + sizeof text;
    *--p = (char)('0' + tenths % 10);
    *--p = '.';
    for (tenths /= 10; tenths || *p == '.'; tenths /= 10) {
        *--p = (char)('0' + tenths % 10);
    }
    *--p = signbit(weight) ? '-' : '+';
    *--p = ' ';
    buf_add(out, (struct str){p, (size_t)(text + sizeof text - p)});
}

static void term_write(const struct term *term, struct str words, struct buf *out)
{
    buf_add_z(out, out->n ? "; " : "");
    buf_add(out, str_trim(str_slice(words, term->at, (size_t)term->at + term->n)));
    weight_write(term->weight, out);
    buf_add_z(out, term->flags & TERM_NEGATED ? " negated" : "");
    buf_add_z(out, term->flags & TERM_BOOSTED ? " boosted" : "");
    buf_add_z(out, term->flags & TERM_DAMPENED ? " dampened" : "");
}

void score_terms_write(const struct score *score, struct str words, struct buf *out)
{
    const struct term *order[SCORE_TERMS];
    for (size_t i = 0; i < score->term_count; i++) {
        order[i] = &score->terms[i];
    }
    qsort(order, score->term_count, sizeof *order, term_order);
    for (size_t i = 0; i < score->term_count && i < TERMS_KEPT &&
                       TERMS_LIGHTER * fabsf(order[i]->weight) >= fabsf(order[0]->weight);
         i++) {
        term_write(order[i], words, out);
    }
}
