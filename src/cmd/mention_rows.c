#include "cmd/mention_rows.h"

enum { CELL_MAX = 4096, TABLE_COLUMNS = 11 /* what a screen has room for */ };

static const char *const columns[] = {
    "id",     "published_at", "source", "brands",      "author", "language", "label", "score",
    "rating", "text",         "needs",  "touchpoints", "stage",  "intents",  "url",   "story"};

struct printing {
    struct printer printer;
    struct str touchpoints[TOUCHPOINTS_MAX];
};

static void list_add(struct buf *out, struct str name, enum label polarity)
{
    buf_addf(out, "%s%.*s%s", out->n ? ", " : "", STR_FMT(name),
             polarity == LABEL_NEGATIVE   ? "-"
             : polarity == LABEL_POSITIVE ? "+"
                                          : "");
}

/* Absent when there is nothing in it. */
static struct sql_value list_value(struct arena *arena, struct buf *list)
{
    struct str text = list->n ? str_copy(arena, buf_str(list)) : STR_NONE;
    buf_reset(list);
    return print_text(text);
}

static struct sql_value needs_value(struct arena *arena, const struct labels *labels,
                                    struct buf *list)
{
    for (int i = 0; i < NEED_COUNT; i++) {
        if (labels->needs[i]) {
            list_add(list, str_of(need_name((enum need)i)), labels->needs[i]);
        }
    }
    return list_value(arena, list);
}

static struct sql_value touchpoints_value(struct arena *arena, const struct labels *labels,
                                          const struct str *names, struct buf *list)
{
    for (int i = 0; i < TOUCHPOINTS_MAX; i++) {
        if (labels->touchpoints[i]) {
            list_add(list, names[i], labels->touchpoints[i]);
        }
    }
    return list_value(arena, list);
}

static struct sql_value intents_value(struct arena *arena, const struct labels *labels,
                                      struct buf *list)
{
    for (int i = 0; i < INTENT_COUNT; i++) {
        if (labels->intents >> i & 1) {
            list_add(list, str_of(intent_name((enum intent)i)), LABEL_NONE);
        }
    }
    return list_value(arena, list);
}

static struct sql_value brands_value(struct arena *arena, const struct mention_row *row,
                                     struct buf *list)
{
    for (size_t i = 0; i < row->brand_count; i++) {
        buf_addf(list, "%s%.*s", i ? "," : "", STR_FMT(row->brands[i]));
    }
    struct str text = str_copy(arena, buf_str(list));
    buf_reset(list);
    return print_text(text);
}

static void print_row(struct printing *printing, const struct mention_row *row)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    CLEANUP_BUF struct buf list = BUF_INIT(CELL_MAX);
    const struct mention *m = &row->mention;
    struct sql_value none = print_text(STR_NONE);
    bool scored = row->lexicon.p;
    struct sql_value values[] = {
        print_integer(m->id),
        print_time(&arena, m->published_at),
        print_text(m->source),
        brands_value(&arena, row, &list),
        print_text(m->author),
        scored ? print_text(str_of(language_name(m->score.language))) : none,
        print_text(str_of(label_name(m->score.label))),
        scored ? print_real(m->score.compound) : none,
        m->rating >= 0 ? print_real(m->rating) : none,
        print_text(mention_words(m, &arena)),
        needs_value(&arena, &m->labels, &list),
        touchpoints_value(&arena, &m->labels, printing->touchpoints, &list),
        print_text(str_of(stage_name(m->labels.stage))),
        intents_value(&arena, &m->labels, &list),
        print_text(m->url),
        print_integer(row->story),
    };
    printer_row(&printing->printer, values);
}

static bool print_all(struct store *store, const struct mention_filter *filter,
                      struct printing *printing, struct err *err)
{
    CLEANUP_MENTION_QUERY struct mention_query *query = NULL;
    const struct mention_row *row;
    if (!mention_query_open(store, filter, &query, err)) {
        return false;
    }
    bool well;
    while ((well = mention_query_next(query, &row, err)) && row) {
        print_row(printing, row);
    }
    return well;
}

bool mention_rows_print(struct store *store, const struct mention_filter *filter,
                        const struct print_flags *flags, const char *nothing, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct printing printing;
    enum print_format format = print_format(flags);
    if (!mention_touchpoints(store, &arena, printing.touchpoints, err)) {
        return false;
    }
    printer_open(&printing.printer, format, columns,
                 format == PRINT_TABLE ? TABLE_COLUMNS : sizeof columns / sizeof *columns);
    bool well = print_all(store, filter, &printing, err);
    printer_close(&printing.printer, nothing);
    return well;
}
