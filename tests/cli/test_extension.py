"""The functions of nabz in Debian's sqlite3 shell, and `nabz sql` beside them."""
import json
import os
import shutil
import subprocess
import unittest

from nabz import BUILD, Folder, json_lines

MODULE = os.path.join(BUILD, "lib", "nabz", "nabz_sqlite.so")
CONFIG = "database: nabz.db\ntime_zone: Asia/Tehran\nbrands:\n  - {name: rahaab, any: [rahaab]}\n"
QUERY = "SELECT sentiment(text) AS s, fold(text) AS f, jalali(posted_at) AS j FROM v_mentions ORDER BY id"


def sanitizer():
    """The library that a sanitized module wants loaded before everything else."""
    needed = subprocess.run(["ldd", MODULE], stdout=subprocess.PIPE, check=True).stdout.decode()
    return [line.split()[2] for line in needed.splitlines() if "libasan" in line]


@unittest.skipUnless(shutil.which("sqlite3"), "the sqlite3 shell is not here")
class TheExtension(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.folder.write("nabz.yaml", CONFIG)
        texts = ["rahaab is awful", "rahaab كتاب‌ها عالی بود", "rahaab ۱۲۳", ""]
        lines = "".join(json.dumps({"source": "s", "id": i, "text": text, "published_at":
                                    f"2026-11-21T2{i}:00:00Z"}) + "\n"
                        for i, text in enumerate(texts))
        self.folder.run("import", "-", stdin=lines.encode())

    def tearDown(self):
        self.folder.__exit__()

    def shell(self, database, sql, **environment):
        environment = dict(os.environ, LD_PRELOAD=" ".join(sanitizer()),
                           ASAN_OPTIONS="detect_leaks=0", **environment)
        done = subprocess.run(["sqlite3", "-json", database, f".load {MODULE}", sql],
                              cwd=self.folder.path, env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=60)
        return done.stdout.decode(), done.stderr.decode()

    def test_it_says_what_nabz_sql_says(self):
        out, trouble = self.shell("nabz.db", QUERY)
        self.assertEqual(trouble, "")
        _, ours, _ = self.folder.run("sql", QUERY, "--jsonl")
        for mine, its in zip(json_lines(ours), json.loads(out), strict=True):
            self.assertEqual((mine["f"], mine["j"]), (its["f"], its["j"]))
            self.assertAlmostEqual(mine["s"] or 0, its["s"] or 0, places=9)
        self.assertEqual(json.loads(out)[1]["f"], "rahaab کتاب عالی بود")
        self.assertEqual([row["j"] for row in json.loads(out)],
                         ["1405-08-30", "1405-09-01", "1405-09-01", "1405-09-01"])

    def test_null_is_null_and_a_foreign_database_has_utc(self):
        out, _ = self.shell(":memory:", "SELECT sentiment(NULL) AS s, fold(NULL) AS f, "
                                        "jalali(NULL) AS n, jalali(0) AS j, jalali(1e18) AS far, "
                                        "jalali('yesterday') AS no_number")
        self.assertEqual(json.loads(out), [{"s": None, "f": None, "n": None, "j": "1348-10-11",
                                            "far": None, "no_number": None}])

    def test_without_its_lexicon_it_says_so(self):
        _, trouble = self.shell(":memory:", "SELECT 1", NABZ_DATA=self.folder.path)
        self.assertIn("lexicon.image", trouble)


class Sql(unittest.TestCase):
    def test_a_query_ends_at_its_time_and_at_its_rows(self):
        with Folder() as folder:
            folder.write("nabz.yaml", CONFIG)
            folder.run("import", "-", stdin=b"")
            endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT "
            status, _, trouble = folder.run("sql", endless + "count(*) FROM n", "--seconds", "1")
            self.assertEqual((status, "stopped after 1000 ms" in trouble), (2, True))
            status, out, trouble = folder.run("sql", endless + "i FROM n", "--rows", "5", "--csv")
            self.assertEqual((status, out.split()[1:], "stopped after 5 rows" in trouble),
                             (1, list("12345"), True))

    def test_nothing_but_reading_is_done(self):
        with Folder() as folder:
            folder.write("nabz.yaml", CONFIG)
            folder.run("import", "-", stdin=b"")
            for sql in ("DELETE FROM mentions", "INSERT INTO brands VALUES(9, 'x')", "VACUUM",
                        "PRAGMA user_version = 9", "ATTACH 'x.db' AS x", "DROP VIEW v_mentions",
                        "CREATE TEMP TABLE t(a)", "SELECT 1; DELETE FROM mentions", "BEGIN",
                        "SELECT load_extension('x')", "REINDEX", "EXPLAIN DELETE FROM brands"):
                status, out, trouble = folder.run("sql", sql)
                self.assertEqual((status, out), (2, ""), (sql, trouble))


if __name__ == "__main__":
    unittest.main()
