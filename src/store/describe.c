/* docs/schema.md and Datasette's metadata.yaml, written from the comments that SQLite keeps in the
 * text of each CREATE: the one behind the opening bracket is of the whole, one at the end of a line
 * of its column. */
#include "base/limits.h"
#include "store/query.h"

/* How one of the two forms writes a table or view. */
struct form {
    void (*begin)(struct buf *out, struct str name, struct str comment);
    void (*column)(struct buf *out, struct str name, struct str comment, bool first);
    void (*end)(struct buf *out);
};

/* What stands behind `--`; *before is what stands in front of it. */
static struct str comment_of(struct str line, struct str *before)
{
    size_t at = str_find(line, STR("-- "));
    *before = str_trim(str_slice(line, 0, at == STR_NOT_FOUND ? line.n : at));
    return at == STR_NOT_FOUND ? STR_NONE : str_trim(str_slice(line, at + 3, line.n));
}

/* A line that only goes on with the comment of the one before. */
static bool is_more(struct str rest, struct str *more)
{
    struct str line, before;
    str_take(&rest, '\n', &line);
    *more = comment_of(line, &before);
    return line.p && !before.n && more->p;
}

/* A comment with the lines that go on with it; takes those off *rest. */
static struct str whole_comment(struct str comment, struct str *rest, struct buf *room)
{
    struct str more, line;
    buf_reset(room);
    buf_add(room, comment);
    while (is_more(*rest, &more)) {
        str_take(rest, '\n', &line);
        buf_add_byte(room, ' ');
        buf_add(room, more);
    }
    return buf_str(room);
}

/* Rules of a table, not columns. */
static bool is_rule(struct str name)
{
    return str_eq(name, STR("PRIMARY")) || str_starts(name, STR("UNIQUE(")) ||
           str_starts(name, STR("CHECK("));
}

static struct str column_name(struct str definition)
{
    struct str rest = definition, name;
    if (str_ends(rest, STR(","))) {
        rest = str_slice(rest, 0, rest.n - 1);
    }
    str_take(&rest, ' ', &name);
    return name;
}

/* Lines until the one that begins with the closing bracket. */
static void create_write(struct str name, struct str sql, const struct form *form, struct buf *out)
{
    struct buf room CLEANUP_BUF = BUF_INIT(64u * KIB);
    struct str line, before, comment;
    bool first = true;
    str_take(&sql, '\n', &line);
    comment = comment_of(line, &before);
    form->begin(out, name, whole_comment(comment, &sql, &room));
    while (str_take(&sql, '\n', &line) && !str_starts(line, STR(")"))) {
        comment = comment_of(line, &before);
        struct str column = column_name(before);
        if (column.n && !is_rule(column)) {
            form->column(out, column, whole_comment(comment, &sql, &room), first);
            first = false;
        }
    }
    form->end(out);
}

static bool kind_write(struct store *store, const char *kind, const struct form *form,
                       struct buf *out, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT name, sql FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite_%' "
               "AND sql LIKE 'CREATE ' || type || ' %(%--%' ORDER BY rowid");
    query_text(&query, str_of(kind));
    while (query_row(&query)) {
        struct str name = column_view(&query);
        create_write(name, column_view(&query), form, out);
    }
    return query_ok(&query, err);
}

/* ---- Markdown ---- */

static void heading_write(struct buf *out, struct str name, struct str comment)
{
    buf_addf(out, "### %.*s\n\n%.*s", STR_FMT(name), STR_FMT(comment));
}

static void row_write(struct buf *out, struct str name, struct str comment, bool first)
{
    buf_add_z(out, first ? "\n\n| column | |\n|---|---|\n" : "");
    buf_addf(out, "| `%.*s` | %.*s |\n", STR_FMT(name), STR_FMT(comment));
}

static void blank_write(struct buf *out)
{
    buf_add_byte(out, '\n');
}

static const struct form markdown_form = {heading_write, row_write, blank_write};

bool store_describe(struct store *store, struct buf *markdown, struct err *err)
{
    buf_add_z(markdown,
              "# The database\n\n"
              "Written by `nabz db schema` from the comments in the schema; do not edit.\n\n"
              "One SQLite file. Open it with any tool, while nabz runs too; write nothing into "
              "it.\n\n"
              "## Views: the contract\n\n"
              "These keep their columns. Times come as UTC, as local time in the zone of "
              "nabz.yaml, and as a Jalali date; nothing in them needs a function of nabz.\n\n");
    if (!kind_write(store, "view", &markdown_form, markdown, err)) {
        return false;
    }
    buf_add_z(markdown, "## Tables: may change\n\n"
                        "Times are UTC seconds since 1970. A label is -1 negative, 0 neutral, 1 "
                        "positive. Scores are ten-thousandths.\n\n");
    return kind_write(store, "table", &markdown_form, markdown, err);
}

/* ---- metadata.yaml ---- */

/* A YAML scalar in double quotes. */
static void scalar_write(struct buf *out, struct str text)
{
    buf_add_byte(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"' || text.p[i] == '\\') {
            buf_add_byte(out, '\\');
        }
        buf_add_byte(out, text.p[i]);
    }
    buf_add_z(out, "\"\n");
}

static void view_begin(struct buf *out, struct str name, struct str comment)
{
    buf_addf(out, "      %.*s:\n        description: ", STR_FMT(name));
    scalar_write(out, comment);
    /* Datasette finds the index of a table by itself, that of a view must be named. */
    if (str_eq(name, STR("v_mentions"))) {
        buf_add_z(out, "        fts_table: v_search\n        fts_pk: id\n");
    }
}

static void view_column(struct buf *out, struct str name, struct str comment, bool first)
{
    buf_add_z(out, first ? "        columns:\n" : "");
    buf_addf(out, "          %.*s: ", STR_FMT(name));
    scalar_write(out, comment);
}

static void nothing_end(struct buf *out)
{
    (void)out;
}

static void table_begin(struct buf *out, struct str name, struct str comment)
{
    view_begin(out, name, comment);
    buf_add_z(out, "        hidden: true\n");
}

static void no_column(struct buf *out, struct str name, struct str comment, bool first)
{
    (void)out, (void)name, (void)comment, (void)first;
}

static const struct form view_form = {view_begin, view_column, nothing_end};
static const struct form table_form = {table_begin, no_column, nothing_end};

static const struct {
    const char *name, *title, *sql;
} canned[] = {
    {"days", "How the last thirty days went",
     "SELECT day_local, day_jalali, brand, sum(total) AS total, sum(negative) AS negative FROM "
     "v_daily WHERE day_local >= date('now', '-30 days') GROUP BY 1, 2, 3 ORDER BY 1 DESC, 3"},
    {"worst", "The most negative mentions of the last week",
     "SELECT id, brand, source, posted_local, score, text, url FROM v_mentions WHERE label = "
     "'negative' AND posted_at >= unixepoch('now', '-7 days') ORDER BY score LIMIT 100"},
    {"needs", "What customers need, in the last thirty days, the worst first",
     "SELECT brand, need, sum(total) AS total, sum(positive) - sum(negative) AS net FROM v_needs "
     "WHERE day_local >= date('now', '-30 days') GROUP BY 1, 2 ORDER BY net"},
    {"rising", "What is said more than before",
     "SELECT brand, kind, words, mentions, usual FROM v_risers WHERE need = '' ORDER BY brand, "
     "rank"},
};

/* The file without folder and ending: what Datasette calls the database. */
static struct str database_name(const struct store *store)
{
    struct str name = str_of(store->path), part;
    for (struct str rest = name; str_take(&rest, '/', &part);) {
        name = part;
    }
    size_t dot = name.n;
    while (dot > 0 && name.p[dot - 1] != '.') {
        dot--;
    }
    return dot > 1 ? str_slice(name, 0, dot - 1) : name;
}

static void canned_write(struct buf *out)
{
    buf_add_z(out, "    queries:\n");
    for (size_t i = 0; i < sizeof canned / sizeof *canned; i++) {
        buf_addf(out, "      %s:\n        title: ", canned[i].name);
        scalar_write(out, str_of(canned[i].title));
        buf_add_z(out, "        sql: ");
        scalar_write(out, str_of(canned[i].sql));
    }
}

bool store_metadata(struct store *store, struct buf *yaml, struct err *err)
{
    buf_add_z(yaml, "title: nabz\ndescription: What customers say in public, and what was made of "
                    "it.\ndatabases:\n  ");
    scalar_write(yaml, database_name(store));
    yaml->n--; /* the key goes on with a colon */
    buf_add_z(yaml, ":\n    tables:\n");
    if (!kind_write(store, "view", &view_form, yaml, err) ||
        !kind_write(store, "table", &table_form, yaml, err)) {
        return false;
    }
    canned_write(yaml);
    return true;
}
