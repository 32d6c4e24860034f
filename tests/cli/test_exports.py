"""What leaves the house: CSV for spreadsheets, JSON lines, a snapshot without people, metadata."""
import csv
import io
import json
import os
import re
import sqlite3
import unittest

from nabz import Folder, json_lines

CONFIG = """\
database: nabz.db
time_zone: Asia/Tehran
brands:
  - {name: rahaab, any: [rahaab, رهاب]}
"""
TEXTS = ["=1+1 rahaab", "+98 912 000 11 22 rahaab", "-5 is rude", "@SUM(A1)", "\ttab", "رهاب «عالی» بود، مرسی",
         'say "hi", rahaab\nsecond line', "👍🏽 rahaab"]
PERSONAL = ["call me 0912-345-6789 or +98 (21) 8877 6655, @nima_k and mail nima.k@example.com, rahaab!",
            "شماره‌ام ۰۹۱۲۳۴۵۶۷۸۹ است، https://t.me/nima_k را ببین رهاب",
            "paid 12,500,000 for 3 shirts in 1405, card 6037-9912-3456-7890, rahaab is awful"]


def lines(texts, **more):
    return "".join(json.dumps({
        "source": "s", "id": f"native-{i}", "url": f"https://x.example/nima_k/{i}", "text": text,
        "author": "Nima_K" if i % 2 else "@nima_k", "published_at": f"2026-11-01T10:{i:02}:00Z",
        "reach": 12345, **more}) + "\n" for i, text in enumerate(texts)).encode()


class Leaving(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.folder.write("nabz.yaml", CONFIG)

    def tearDown(self):
        self.folder.__exit__()

    def take(self, texts, **more):
        status, _, trouble = self.folder.run("import", "-", stdin=lines(texts, **more))
        self.assertEqual((status, trouble), (0, ""))

    def well(self, *arguments):
        status, out, trouble = self.folder.run(*arguments)
        self.assertEqual((status, trouble), (0, ""))
        return out


class Exports(Leaving):
    def test_csv_comes_back_whole_and_formulas_are_only_text(self):
        self.take(TEXTS)
        out = self.well("mentions", "--csv", "--all")
        self.assertTrue(out.startswith("\ufeff"))
        rows = list(csv.DictReader(io.StringIO(out[1:], newline="")))
        self.assertEqual(len(rows), len(TEXTS))
        for row in rows:
            self.assertNotRegex(row["text"], r"^[=+\-@\t\r]")
            self.assertNotRegex(row["author"], r"^[=+\-@\t\r]")
        texts = {row["text"].lstrip("'") for row in rows}
        self.assertIn("رهاب «عالی» بود، مرسی", texts)
        self.assertIn('say "hi", rahaab\nsecond line', texts)
        self.assertIn("=1+1 rahaab", texts)

    def test_json_lines_are_whole(self):
        self.take(TEXTS)
        texts = {row["text"] for row in json_lines(self.well("mentions", "--jsonl", "--all"))}
        self.assertIn("=1+1 rahaab", texts)
        self.assertIn('say "hi", rahaab\nsecond line', texts)


class Snapshots(Leaving):
    def everything(self, name):
        """Every value of every table, and the raw bytes of the file."""
        database = sqlite3.connect(f"file:{self.folder.file(name)}?mode=ro", uri=True)
        words = []
        for (table,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' "
                                         "AND name NOT LIKE 'mention_search%'"):
            for row in database.execute(f"SELECT * FROM {table}"):
                words.extend(str(value) for value in row)
        database.close()
        with open(self.folder.file(name), "rb") as raw:
            return "\n".join(words), raw.read()

    def test_nobody_is_named_anywhere_in_it(self):
        self.take(PERSONAL)
        self.take([text + " nima again" for text in PERSONAL])  # edited: what was said is kept
        self.well("label", "1", "negative", "--need", "price-", "--stage", "research", "--by", "nima")
        self.well("case", "assign", "m1", "nima", "--note", "ask nima", "--by", "nima")
        self.folder.write("s.csv", "time,nps,text,author\n2026-11-01,3,mail nima.k@example.com,nima\n")
        self.well("import", "--survey", "--source", "asked", "s.csv")
        self.take([text.replace(" nima again", "") for text in PERSONAL])
        self.well("db", "snapshot", "copy.db")
        text, raw = self.everything("copy.db")
        self.assertNotIn(os.environ.get("USER") or "nobody", text)
        for secret in ("nima", "Nima", "example.com", "t.me/", "0912", "345-6789", "8877", "۰۹۱۲",
                       "6037", "7890", "native-", "https://x.example", "12345"):
            self.assertFalse(secret in text or secret.encode() in raw, secret)
        for kept in ("12,500,000", "3 shirts in 1405", "awful", "12000", "@someone", "[number]",
                     "[link]"):
            self.assertIn(kept, text)

    def test_views_and_search_and_commands_work_in_it(self):
        self.take(PERSONAL)
        self.take(["rahaab کتاب‌ها"], source="t")
        self.well("db", "snapshot", "copy.db")
        self.assertEqual(os.listdir(self.folder.path).count("copy.db"), 1)
        self.assertEqual([n for n in os.listdir(self.folder.path) if n.startswith("copy.db-")], [])
        copy = ("--db", "copy.db")
        found = json_lines(self.well("mentions", "--match", "کتابها", "--jsonl", *copy))
        self.assertEqual([row["source"] for row in found], ["t"])
        authors = json_lines(self.well("sql", "SELECT author, mentions FROM v_authors "
                                              "WHERE source = 's'", "--jsonl", *copy))
        self.assertEqual([row["mentions"] for row in authors], [3])
        self.assertRegex(authors[0]["author"], r"^person-[0-9a-f]{16}$")
        self.assertEqual(self.well("mentions", "--author", authors[0]["author"], "--jsonl",
                                   *copy).count("\n"), 4)
        same = "SELECT brand, sum(total), sum(negative) FROM v_daily GROUP BY 1"
        self.assertEqual(self.well("sql", same, "--jsonl", *copy), self.well("sql", same, "--jsonl"))
        local = "SELECT posted_local, posted_jalali FROM v_mentions ORDER BY id"
        self.assertEqual(self.well("sql", local, "--csv", *copy), self.well("sql", local, "--csv"))

    def test_no_run_goes_on_in_it_but_in_a_backup_one_does(self):
        self.take(PERSONAL)
        self.well("db", "snapshot", "copy.db")
        self.well("db", "backup", "copy-of-copy.db", "--db", "copy.db")
        self.folder.write("more.jsonl", '{"id": 99, "source": "s", "text": "rahaab again"}\n')
        more = ("import", "more.jsonl")
        for name in ("copy.db", "copy-of-copy.db"):
            before = self.everything(name)
            for command in (("crawl", "--no-fetch"), more):
                self.assertEqual(self.folder.run(*command, "--db", name), (
                    4, "", f"nabz: {name}: is a snapshot, made to be read: new mentions go into the "
                           "database it was made from\n"))
            self.assertEqual(self.everything(name), before)
            self.well("label", "1", "neutral", "--by", "x", "--db", name)
        self.well("db", "backup", "spare.db")
        self.well(*more, "--db", "spare.db")
        self.well("crawl", "--no-fetch", "--db", "spare.db")

    def test_a_key_gives_a_person_the_same_name_every_time_and_no_key_another(self):
        self.take(PERSONAL)
        self.folder.write("key", "k" * 32)
        self.folder.write("short", "k")
        names = []
        for name, options in (("a.db", ("--key", "key")), ("b.db", ("--key", "key")), ("c.db", ()),
                              ("d.db", ())):
            self.well("db", "snapshot", *options, name)
            names.append(self.well("sql", "SELECT DISTINCT author FROM v_mentions", "--csv", "--db",
                                   name))
        self.assertEqual(names[0], names[1])
        self.assertEqual(len(set(names)), 3)
        self.assertEqual(self.folder.run("db", "snapshot", "--key", "short", "e.db")[0], 2)
        self.assertEqual(self.folder.run("db", "snapshot", "--key", "none", "e.db")[0], 2)
        self.assertFalse(os.path.exists(self.folder.file("e.db")))

    def test_a_file_that_is_there_is_left_alone(self):
        self.take(PERSONAL)
        self.folder.write("notes.txt", "mine")
        status, _, trouble = self.folder.run("db", "snapshot", "notes.txt")
        self.assertEqual((status, "is there already" in trouble), (4, True))
        with open(self.folder.file("notes.txt")) as notes:
            self.assertEqual(notes.read(), "mine")
        self.assertEqual(self.folder.run("db", "snapshot", "no/such/folder.db"),
                         (4, "", "nabz: no/such/folder.db: No such file or directory\n"))

    def test_every_table_is_copied_or_left_out_on_purpose(self):
        """A new table makes this fail: decide what of it may leave the house, in snapshot.c."""
        left_out = {"mention_revisions", "series", "series_states", "deliveries", "delivery_quotes", "runs",
                    "story_sketches", "stories_again", "url_bases", "silences", "troubles", "spending",
                    "allotments", "tokens", "robots",
                    "cases", "case_events", "risers", "mention_keys", "mentions_gone",
                    "follows"}
        by_the_schema = {"needs", "stages", "intents", "jalali_years", "mention_search"}
        self.take(PERSONAL)
        with open(os.path.join(os.environ["NABZ_SOURCE"], "src/store/snapshot.c")) as source:
            copied = set(re.findall(r"INTO main\.(\w+)", source.read()))
        tables = {name for (name,) in self.folder.query(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
            "'mention_search_%' AND name NOT LIKE 'sqlite_%'")}
        self.assertEqual(tables - copied - left_out - by_the_schema, set())


class Metadata(Leaving):
    def test_it_describes_every_column_of_every_view_and_its_questions_run(self):
        self.take(PERSONAL)
        out = self.well("db", "metadata")
        for view, column in self.folder.query(
                "SELECT s.name, p.name FROM sqlite_schema s, pragma_table_info(s.name) p "
                "WHERE s.type = 'view'"):
            part = out.split(f"\n      {view}:\n")[1].split("\n      v_")[0]
            self.assertIn(f"\n          {column}: \"", part)
        self.assertIn("databases:\n  \"nabz\":\n", out)
        self.assertRegex(out, r"\n      mentions:\n        description: .*\n        hidden: true")
        questions = re.findall(r'^        sql: "(.*)"$', out, re.M)
        self.assertGreater(len(questions), 3)
        for sql in questions:
            self.well("sql", sql.replace('\\"', '"'), "--csv")

    def test_the_search_that_datasette_makes_of_it_finds(self):
        self.take(PERSONAL)
        found = self.folder.query("SELECT id FROM v_mentions WHERE id IN (SELECT rowid FROM v_search "
                                  "WHERE v_search MATCH '\"awful\"')")
        self.assertEqual(found, [(3,)])

    def test_it_is_yaml(self):
        try:
            import yaml
        except ImportError:
            self.skipTest("python3-yaml is not here")
        self.take(PERSONAL)
        read = yaml.safe_load(self.well("db", "metadata"))
        tables = read["databases"]["nabz"]["tables"]
        self.assertEqual(tables["v_mentions"]["fts_table"], "v_search")
        self.assertEqual(tables["v_mentions"]["columns"]["rating"],
                         "0 worst to 100 best, NULL when there are no stars")
        self.assertTrue(tables["mentions"]["hidden"])


if __name__ == "__main__":
    unittest.main()
