/* docs/schema.md, written from the comments that SQLite keeps in the text of each CREATE: the one
 * behind the opening bracket is of the whole, one at the end of a line of its column. */
#include "base/limits.h"
#include "store/query.h"

/* What stands behind `--`; *before is what stands in front of it. */
static struct str comment_of(struct str line, struct str *before)
{
    size_t at = str_find(line, STR("-- "));
    *before = str_trim(str_slice(line, 0, at == STR_NOT_FOUND ? line.n : at));
    return at == STR_NOT_FOUND ? STR_NONE : str_trim(str_slice(line, at + 3, line.n));
}

/* Rules of a table, not columns. */
static bool is_rule(struct str name)
{
    return str_eq(name, STR("PRIMARY")) || str_starts(name, STR("UNIQUE(")) ||
           str_starts(name, STR("CHECK("));
}

static void column_write(struct str definition, struct str comment, struct buf *out)
{
    struct str rest = definition, name;
    if (str_ends(rest, STR(","))) {
        rest = str_slice(rest, 0, rest.n - 1);
    }
    str_take(&rest, ' ', &name);
    if (!is_rule(name)) {
        buf_addf(out, "| `%.*s` | %.*s |\n", STR_FMT(name), STR_FMT(comment));
    }
}

/* Lines until the one that begins with the closing bracket. */
static void create_write(struct str sql, struct buf *out)
{
    struct str line, before;
    bool columns = false;
    str_take(&sql, '\n', &line);
    buf_add(out, comment_of(line, &before));
    while (str_take(&sql, '\n', &line) && !str_starts(line, STR(")"))) {
        struct str comment = comment_of(line, &before);
        if (!before.n) {
            buf_add_byte(out, ' ');
            buf_add(out, comment);
            continue;
        }
        if (!columns) {
            buf_add_z(out, "\n\n| column | |\n|---|---|\n");
            columns = true;
        }
        column_write(before, comment, out);
    }
    buf_add_byte(out, '\n');
}

static bool kind_write(struct store *store, const char *kind, struct buf *out, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT name, sql FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite_%' "
               "AND sql LIKE 'CREATE ' || type || ' %(%--%' ORDER BY rowid");
    query_text(&query, str_of(kind));
    while (query_row(&query)) {
        struct str name = column_view(&query);
        buf_addf(out, "### %.*s\n\n", STR_FMT(name));
        create_write(column_view(&query), out);
    }
    return query_ok(&query, err);
}

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
    if (!kind_write(store, "view", markdown, err)) {
        return false;
    }
    buf_add_z(markdown, "## Tables: may change\n\n"
                        "Times are UTC seconds since 1970. A label is -1 negative, 0 neutral, 1 "
                        "positive. Scores are ten-thousandths.\n\n");
    return kind_write(store, "table", markdown, err);
}
