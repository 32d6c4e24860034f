#include "store/mention_score.h"

#include "store/changes.h"

#include <math.h>
#include <stdlib.h>

int64_t in_ten_thousandths(double value)
{
    return llround(value * COMPOUND_ONE);
}

#define TERMS_KEPT 5

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

/* "awful -3.1; not good -1.2 negated": the heaviest few, for a person to read in SQL. */
static struct str terms_write(const struct score *score, struct str words, struct buf *out)
{
    const struct term *order[SCORE_TERMS];
    for (size_t i = 0; i < score->term_count; i++) {
        order[i] = &score->terms[i];
    }
    qsort(order, score->term_count, sizeof *order, term_order);
    for (size_t i = 0; i < score->term_count && i < TERMS_KEPT; i++) {
        term_write(order[i], words, out);
    }
    return out->n ? buf_str(out) : STR_NONE;
}

void query_score(struct query *query, const struct scored *scored, struct buf *terms)
{
    const struct score *score = scored->score;
    query_text(query, str_of(language_name(score->language)));
    query_label(query, score->label);
    if (score->label == LABEL_NONE) {
        for (int i = 0; i < 4; i++) {
            query_null(query);
        }
        return;
    }
    query_int(query, in_ten_thousandths(score->compound));
    query_int(query, in_ten_thousandths(score->confidence));
    query_int(query, scored->lexicon);
    query_text(query, terms_write(score, scored->words, terms));
}

static bool lexicon_find(struct store *store, struct str version, int64_t *id, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT id FROM lexicons WHERE version = ?");
    query_text(&query, text_or_empty(version));
    *id = query_row(&query) ? column_int(&query) : 0;
    return query_ok(&query, err);
}

bool store_lexicon_id(struct store *store, struct str version, int64_t *id, struct err *err)
{
    if (!lexicon_find(store, version, id, err) || *id) {
        return *id != 0;
    }
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT INTO lexicons(version) VALUES(?)");
    query_text(&query, text_or_empty(version));
    if (!query_run(&query, err)) {
        return false;
    }
    *id = sqlite3_last_insert_rowid(store->db);
    return true;
}
