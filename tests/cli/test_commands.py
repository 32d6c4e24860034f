"""The contract of the command line: what is wrong is said, with a status."""
import fcntl
import json
import os
import subprocess
import unittest

from nabz import NABZ, Folder, json_lines

CONFIG = """\
database: nabz.db
brands:
  - {name: rahaab, any: [rahaab]}
"""
LINES = """\
{"source":"s","id":"1","text":"rahaab is great, I love it","published_at":"2026-11-20T10:00:00Z","author":"a"}
{"source":"s","id":"2","text":"رهاب افتضاحه rahaab","published_at":"2026-11-21T10:00:00Z","rating":20}
"""


class TheCommandLine(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.folder.write("nabz.yaml", CONFIG)

    def tearDown(self):
        self.folder.__exit__()

    def fails(self, status, words, *arguments, stdin=None):
        got, out, trouble = self.folder.run(*arguments, stdin=stdin)
        self.assertEqual(got, status, (out, trouble))
        for word in words:
            self.assertIn(word, trouble)

    def test_misspelt_words_are_answered_with_the_nearest(self):
        self.fails(2, ["did you mean 'crawl'?"], "crwal")
        self.fails(2, ["options follow it"], "--config", "nabz.yaml", "status")
        self.fails(2, ["did you mean 'alert list'?"], "alert", "lits")
        self.fails(2, ["did you mean --brand?"], "mentions", "--barnd", "x")
        self.fails(2, ["--limit: not a count: 'many'"], "mentions", "--limit", "many")
        self.fails(2, ["--since: not a time"], "mentions", "--since", "soon")
        self.fails(2, ["'explain' wants ID"], "explain")
        self.fails(2, ["no label 'bad'"], "mentions", "--label", "bad")

    def test_a_mention_without_a_date_is_of_when_it_was_first_seen(self):
        self.folder.run("import", "-", "--now", "2026-11-22T12:00:00Z",
                        stdin=b'{"source":"s","id":"1","text":"rahaab"}\n')
        self.assertIn("mention 1 of s, first seen 2026-11-22T12:00:00Z\n", self.folder.run("explain", "1")[1])

    def test_half_a_command_says_what_may_follow(self):
        self.fails(2, ["'db' wants to know what: backup, ", ", check"], "db")
        self.fails(2, ["'feed' wants to know what: "], "feed")

    def test_what_nobody_can_have_spoken_of_is_a_slip_and_not_silence(self):
        self.folder.run("import", "-", stdin=LINES.encode())
        self.fails(2, ["no brand 'rahab' in", "did you mean 'rahaab'?"], "mentions", "--brand", "rahab")
        self.fails(2, ["no source 'x' in"], "mentions", "--source", "x", "--json")
        self.fails(0, [], "mentions", "--source", "s") # imported, and not in nabz.yaml
        self.folder.write("nabz.yaml", CONFIG.replace("rahaab", "another"))
        self.assertEqual(len(self.folder.run("mentions", "--brand", "rahaab", "--csv")[1]
                             .splitlines()), 3)
        self.fails(0, ["no such mentions"], "mentions", "--brand", "another")

    def test_nothing_is_written_into_a_file_that_has_the_number_of_a_closed_stream(self):
        self.folder.run("import", "-", stdin=LINES.encode())
        self.folder.write("nabz.yaml", CONFIG + """\
sources: [{name: gone, recipe: syndication, with: ["url=http://127.0.0.1:1/"]}]
""")
        for day, closed in enumerate(("<&-", ">&-", "2>&-", "<&- >&- 2>&-"), 1):
            with self.subTest(closed=closed):
                run = f"exec {NABZ} crawl --now 2026-12-0{day} {closed}"
                subprocess.run(["/bin/sh", "-c", run], cwd=self.folder.path, capture_output=True)
                for name in os.listdir(self.folder.path):
                    if name.endswith(".lock"):
                        self.assertEqual(os.path.getsize(self.folder.file(name)), 0)
        status = subprocess.run(["/bin/sh", "-c", f"exec {NABZ} mentions >&-"], cwd=self.folder.path,
                                capture_output=True)
        self.assertEqual((status.returncode, status.stderr), (1, b"nabz: could not write the output\n"))
        self.assertEqual(self.folder.run("db", "check")[1], "sound\n")

    def test_a_database_of_somebody_else_is_not_yours_to_read(self):
        if os.geteuid():
            self.skipTest("only root can be somebody else")
        self.folder.run("import", "-", stdin=LINES.encode())
        os.chmod(self.folder.path, 0o755)
        done = subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", NABZ, "mentions"],
                              cwd=self.folder.path, capture_output=True)
        self.assertEqual((done.returncode, done.stderr), (
            4, b"nabz: nabz.db: unable to open database file: you may not read it\n"))

    def test_one_database_has_one_lock_by_whatever_name_it_is_reached(self):
        self.folder.run("crawl")
        os.symlink("nabz.db", self.folder.file("link.db"))
        with open(self.folder.file("nabz.db.lock")) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for name in ("nabz.db", "link.db", "./nabz.db"):
                self.assertEqual(self.folder.run("crawl", "--db", name)[0], 5, name)

    def test_a_digest_is_read_where_nothing_can_be_written(self):
        self.folder.write("nabz.yaml", CONFIG + "teams: [{name: care, recipients: "
                          "[{address: a@example.com, language: en}]}]\n")
        self.folder.run("import", "-", stdin=LINES.encode())
        now = ("--now", "2026-11-21T12:00:00Z")
        said = self.folder.run("digest", *now)
        os.chmod(self.folder.file("nabz.db"), 0o444)
        os.chmod(self.folder.path, 0o555)
        nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
        try:
            done = subprocess.run([*nobody, NABZ, "digest", *now], cwd=self.folder.path, capture_output=True)
        finally:
            os.chmod(self.folder.path, 0o755)
        self.assertEqual((done.returncode, done.stdout.decode(), done.stderr), (0, said[1], b""))

    def test_a_configuration_that_windows_wrote_is_one_too(self):
        self.folder.write("nabz.yaml", "\ufeff" + CONFIG.replace("\n", "\r\n"))
        self.assertEqual(self.folder.run("check")[0], 0)
        self.folder.write("nabz.yaml", "\ufeffdatabase: nabz.db\r\nbrand: []\r\n")
        self.fails(3, ["nabz.yaml:2:1: "], "check")

    def test_a_misspelt_key_is_told_with_its_place_and_nothing_is_touched(self):
        self.folder.write("nabz.yaml", CONFIG + "sourcse: []\n")
        self.fails(3, ["nabz.yaml:4:1: ", 'unknown key "sourcse"', "sources"], "crawl")
        self.assertEqual(os.listdir(self.folder.path), ["nabz.yaml"])

    def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(self):
        self.folder.write("nabz.db", "this is not a database, but somebody's notes\n" * 100)
        self.fails(4, ["nabz.db"], "crawl")
        with open(self.folder.file("nabz.db")) as notes:
            self.assertTrue(notes.read().startswith("this is not"))

    def test_without_a_configuration_it_says_where_it_looked(self):
        os.remove(self.folder.file("nabz.yaml"))
        self.fails(3, ["nabz.yaml"], "crawl")

    def test_init_writes_a_configuration_that_loads_and_overwrites_nothing(self):
        os.remove(self.folder.file("nabz.yaml"))
        status, out, _ = self.folder.run("init")
        self.assertEqual(status, 0)
        self.assertIn("nabz.yaml", out)
        status, out, trouble = self.folder.run("check")
        self.assertEqual((status, trouble), (0, ""))
        before = open(self.folder.file("nabz.yaml"), encoding="utf8").read()
        self.fails(3, ["is there already"], "init")
        self.assertEqual(open(self.folder.file("nabz.yaml"), encoding="utf8").read(), before)

    def test_what_only_an_alert_would_find_out_is_found_by_check(self):
        with open(self.folder.file("nabz.yaml"), encoding="utf8") as text:
            config = text.read()
        self.folder.write("nabz.yaml", config + """\
teams:
  - name: t
    webhooks: [{name: chat, kind: slack, url: "https://h.example/{secret}", secret: {env: NO_SUCH}}]
    commands: [{name: page, run: [./pager]}, {name: well, run: [cat]}]
""")
        status, _, trouble = self.folder.run("check")
        self.assertEqual(status, 3)
        self.assertEqual(trouble.splitlines(), [
            "nabz: secret of the webhook chat: environment variable NO_SUCH is not set",
            "nabz: command page: ./pager: no program that can be run"])

    def test_every_command_has_help_with_an_example(self):
        _, out, _ = self.folder.run("--help")
        names = [line[2:18].strip() for line in out.splitlines() if line.startswith("  ")]
        self.assertGreater(len(names), 15)
        for name in names:
            status, text, trouble = self.folder.run(*name.split(), "--help")
            self.assertEqual((status, trouble), (0, ""), name)
            self.assertIn("Example:\n  nabz", text.replace("*/15 * * * * ", ""), name)

    def test_a_second_run_ends_at_once(self):
        import fcntl
        with open(self.folder.file("nabz.db.lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.fails(5, ["another run is at work"], "crawl")
            self.fails(5, ["another run is at work"], "alert", "test", "care")

    def test_import_takes_each_mention_once_and_names_the_bad_lines(self):
        bad = LINES + '{"source":"s","id":"3"}\nnot json\n{"source":"s","text":"x"}\n' \
                      '{"source":"s","id":"4","text":"x","rating":101}\n'
        status, out, trouble = self.folder.run("import", "-", stdin=bad.encode())
        self.assertEqual(status, 1)
        self.assertEqual(out, "3 new, 0 changed, 0 known, 3 bad\n")
        for place in ("-:3:1: field text: missing", "-:4:", "-:6:35: field rating: out of range"):
            self.assertIn(place, trouble)
        status, out, _ = self.folder.run("import", "-", stdin=LINES.encode())
        self.assertEqual((status, out), (0, "0 new, 0 changed, 2 known, 0 bad\n"))

    def test_a_day_alone_is_imported_as_a_day(self):
        line = '{"source":"s","id":"9","text":"rahaab","published_at":"2026-11-20"}\n'
        self.assertEqual(self.folder.run("import", "-", stdin=line.encode())[0], 0)
        self.assertEqual(self.folder.query("SELECT posted_precision FROM v_mentions"), [("day",)])

    def test_a_source_may_name_its_brands_in_any_order_and_twice(self):
        brands = "".join(f"  - {{name: b{i}, any: [b{i}]}}\n" for i in range(9))
        self.folder.write("nabz.yaml", f"""\
database: nabz.db
brands:
{brands}sources:
  - name: s
    recipe: syndication
    with: ["url=http://shop.example/feed"]
    about: [b8, b1, b8]
""")
        status, _, trouble = self.folder.run("import", "-", stdin=LINES.encode())
        self.assertEqual((status, trouble), (0, ""))
        self.assertEqual(self.folder.query("SELECT brand, count(*) FROM v_mentions GROUP BY brand"),
                         [("b1", 2), ("b8", 2)])

    def test_only_names_that_nabz_yaml_allows_are_imported_as_sources(self):
        for name in ("", "two words", "two\\nlines", "x" * 65, "-"):
            line = f'{{"source":"{name}","id":"1","text":"rahaab"}}\n'
            status, out, trouble = self.folder.run("import", "-", stdin=line.encode())
            self.assertEqual((status, out), (1, "0 new, 0 changed, 0 known, 1 bad\n"), name)
            self.assertIn("-:1:2: field source: no name", trouble)

    def test_a_file_that_cannot_be_read_is_told(self):
        self.fails(1, ["/proc/self/mem:1:1: cannot be read from here on"], "import", "/proc/self/mem")

    def test_a_directory_is_no_file_for_any_command(self):
        for command in (["import", "--source", "s"], ["import", "--survey", "--source", "s"],
                        ["import", "--recipe", "syndication", "--source", "s"], ["score", "--jsonl"],
                        ["eval"], ["detect"], ["extract", "--recipe", "syndication"]):
            with self.subTest(command=command):
                status, out, trouble = self.folder.run(*command, ".")
                self.assertEqual((status, trouble), (2, "nabz: .: Is a directory\n"))
                self.assertNotIn("null", out)

    def test_nobody_is_called_nothing(self):
        for name in ("", "@", " ", "\t@"):
            for command in (["author"], ["erase"], ["erase", "--yes"], ["mentions", "--author"]):
                with self.subTest(command=command, name=name):
                    status, out, trouble = self.folder.run(*command, name)
                    self.assertEqual((status, out), (2, ""), trouble)
                    self.assertIn(f"'{name}' is no name of an author", trouble)

    def test_a_date_before_there_was_a_web_is_no_date(self):
        times = ('"0001-01-01T00:00:00Z"', "0", "-86400")
        lines = "".join(f'{{"source":"s","id":{i},"text":"rahaab","published_at":{at}}}\n'
                        for i, at in enumerate(times))
        status, _, trouble = self.folder.run("import", "-", stdin=lines.encode())
        self.assertEqual((status, trouble), (0, ""))
        self.assertEqual(self.folder.query("SELECT posted_precision, count(*) FROM v_mentions "
                                           "GROUP BY 1"), [("fetched", 3)])
        self.assertEqual(self.folder.run("crawl", "--no-fetch")[0], 0)

    def test_mentions_are_printed_as_they_are_wanted(self):
        self.folder.run("import", "-", stdin=LINES.encode())
        _, table, _ = self.folder.run("mentions")
        self.assertEqual(len(table.splitlines()), 3)
        _, lines, _ = self.folder.run("mentions", "--jsonl", "--brand", "rahaab")
        rows = json_lines(lines)
        self.assertEqual([row["label"] for row in rows], ["negative", "positive"])
        self.assertEqual(rows[0]["rating"], 20)
        _, array, _ = self.folder.run("mentions", "--json", "--label", "positive")
        self.assertEqual([row["author"] for row in json.loads(array)], ["a"])
        _, csv, _ = self.folder.run("mentions", "--csv")
        self.assertTrue(csv.startswith("\ufeffid,"))

    def test_spans_are_seen_from_now_wherever_it_stands(self):
        self.folder.run("import", "-", stdin=LINES.encode())
        now, since = ["--now", "2026-11-21T11:00:00Z"], ["--since", "2h"]
        for order in (now + since, since + now, since + ["--now=2026-11-21T11:00:00Z"]):
            _, out, _ = self.folder.run("mentions", "--jsonl", *order)
            self.assertEqual([row["author"] for row in json_lines(out)], [None], order)

    def test_programs_get_every_digit(self):
        self.folder.run("import", "-", stdin=LINES.encode())
        sql = "SELECT 1234567.0625 AS a, 2461366.5 AS b, 0.1 AS c"
        _, out, _ = self.folder.run("sql", sql, "--jsonl")
        self.assertEqual(json_lines(out), [{"a": 1234567.0625, "b": 2461366.5, "c": 0.1}])
        _, out, _ = self.folder.run("sql", sql, "--csv")
        self.assertEqual(out.splitlines()[1], "1234567.0625,2461366.5,0.1")

    def test_search_takes_any_words_as_words(self):
        self.folder.run("import", "-", stdin=LINES.encode())
        _, out, _ = self.folder.run("mentions", "--jsonl", "--match", "افتضاحه")
        self.assertEqual(len(json_lines(out)), 1)
        for words in ('"', "AND", "x NEAR y", "(", "*", "a:b", "😡", "'; DROP TABLE mentions", "-"):
            status, _, trouble = self.folder.run("mentions", "--match", words)
            self.assertEqual((status, trouble.replace("no such mentions\n", "")), (0, ""), words)

    def test_sql_only_reads_and_is_stopped_at_its_limit(self):
        self.folder.run("import", "-", stdin=LINES.encode())
        _, out, _ = self.folder.run("sql", "SELECT count(*) AS n FROM v_mentions", "--jsonl")
        self.assertEqual(json_lines(out), [{"n": 2}])
        for sql in ("DELETE FROM mentions", "DROP VIEW v_mentions", "ATTACH 'x' AS y",
                    "PRAGMA journal_mode=DELETE", "UPDATE mentions SET text=''", "SELEC 1"):
            status, _, trouble = self.folder.run("sql", sql)
            self.assertEqual(status, 2, sql)
            self.assertTrue(trouble.startswith("nabz: "), sql)
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        wide = endless.replace("max(i)", "hex(randomblob(1000000))")
        one_step = "SELECT instr(hex(zeroblob(8000000)), hex(zeroblob(4000000)) || '1')"
        for sql in (endless, wide, one_step):
            status, _, trouble = self.folder.run("sql", "--seconds", "1", "--jsonl", sql)
            self.assertEqual((status, trouble[:13]), (2, "nabz: stopped"), sql)

    def test_a_correction_outlives_everything(self):
        self.folder.run("import", "-", stdin=LINES.encode())
        _, out, _ = self.folder.run("mentions", "--jsonl", "--label", "positive")
        mention = str(json_lines(out)[0]["id"])
        self.assertEqual(self.folder.run("label", mention, "neutral")[0], 0)
        self.folder.run("import", "-", stdin=LINES.encode())
        _, out, _ = self.folder.run("mentions", "--jsonl", "--label", "neutral")
        self.assertEqual([str(row["id"]) for row in json_lines(out)], [mention])
        self.fails(1, ["no mention 999"], "label", "999", "neutral")

    def test_scores_come_in_the_order_of_the_lines(self):
        lines = '{"id":7,"text":"I love it"}\n{"id":"x","text":"it is awful"}\n{"id":null,"text":""}\n'
        status, out, _ = self.folder.run("score", "--jsonl", "-", stdin=lines.encode())
        rows = json_lines(out)
        self.assertEqual(status, 0)
        self.assertEqual([row["id"] for row in rows], [7, "x", None])
        self.assertEqual([row["label"] for row in rows], ["positive", "negative", None])
        self.assertEqual(set(rows[0]), {"id", "lang", "label", "score", "confidence"})

    def test_a_line_that_is_no_json_keeps_its_place(self):
        lines = '{"id":1,"text":"good"}\nnonsense\n{"id":3,"text":"bad"}\n'
        status, out, trouble = self.folder.run("score", "--jsonl", "-", stdin=lines.encode())
        self.assertEqual(status, 1)
        self.assertIn("-:2:", trouble)
        self.assertEqual([row["id"] for row in json_lines(out)], [1, None, 3])

    def test_output_that_cannot_be_written_is_an_error(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([NABZ, "--help"], stdout=full, stderr=subprocess.PIPE, check=False)
            self.assertNotEqual(done.returncode, 0)


if __name__ == "__main__":
    unittest.main()
