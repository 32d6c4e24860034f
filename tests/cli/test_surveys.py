"""Answers of surveys: imported once whatever the file is like, and their figures with intervals."""
import json
import os
import resource
import subprocess
import unittest

from nabz import NABZ, Folder, json_lines

CONFIG = """\
database: nabz.db
time_zone: Asia/Tehran
brands:
  - {name: rahaab, any: [rahaab]}
"""
NOW = ("--now", "2026-11-22T12:00:00Z")


class Surveys(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.folder.write("nabz.yaml", CONFIG)

    def tearDown(self):
        self.folder.__exit__()

    def take(self, text, *options, name="a.csv"):
        path = self.folder.file(name)
        with open(path, "wb") as out:
            out.write(text if isinstance(text, bytes) else text.encode())
        return self.folder.run("import", "--survey", "--source", "s", *options, name, *NOW)

    def figures(self, *options):
        status, out, trouble = self.folder.run("surveys", "--jsonl", *options)
        self.assertEqual((status, trouble), (0, ""))
        return json_lines(out)


class AnImport(Surveys):
    def test_a_second_import_adds_nothing_and_equal_answers_of_two_people_are_two(self):
        text = ("time,nps,csat,ces,touchpoint,text,author\n"
                "2026-10-01,10,5,7,delivery,عالی بود,sara\n"
                "2026-10-01,0,,,delivery,,\n"
                "2026-10-01,0,,,delivery,,\n"
                "2026-10-02T10:00:00,7,2,,app,the app keeps crashing,\n")
        status, out, trouble = self.take(text)
        self.assertEqual((status, trouble), (0, ""))
        self.assertEqual(out, "7 answers new, 0 changed, 0 known; 2 texts new; 0 rows bad\n")
        status, out, _ = self.take(text)
        self.assertEqual(out, "0 answers new, 0 changed, 7 known; 0 texts new; 0 rows bad\n")
        status, out, _ = self.take(text + "2026-10-01,0,,,delivery,,\n", name="more.csv")
        self.assertEqual(out, "1 answers new, 0 changed, 7 known; 0 texts new; 0 rows bad\n")

    def test_the_words_are_scored_and_searched_but_are_no_spike_of_the_brand(self):
        text = "id,time,nps,text\n1,2026-10-01,1,rahaab کتاب‌ها خیلی بد بود\n"
        self.take(text, "--brand", "rahaab")
        self.assertEqual(self.folder.query(
            "SELECT brand, source, label, rating FROM v_mentions"), [(None, "s", "negative", 10)])
        self.assertEqual(self.folder.query("SELECT count(*) FROM facts"), [(0,)])
        _, out, _ = self.folder.run("mentions", "--match", "کتابها", "--jsonl")
        self.assertEqual([row["source"] for row in json_lines(out)], ["s"])
        self.assertEqual(self.folder.query("SELECT brand, kind, score, mention FROM v_surveys"),
                         [("rahaab", "nps", 1, 1)])

    def test_the_words_count_for_the_brand_when_that_is_asked(self):
        self.take("id,time,nps,text\n1,2026-10-01,1,it was awful\n", "--brand", "rahaab", "--count")
        self.assertEqual(self.folder.query("SELECT brand, negative FROM v_daily"), [("rahaab", 1)])

    def test_digits_dates_and_names_of_columns_may_be_persian(self):
        text = ("تاریخ,امتیاز,نظر\n"
                "۱۴۰۵/۰۷/۰۹,۱۰,خوب\n"
                "۱۴۰۵-۰۸-۰۱,٩,\n")
        status, out, trouble = self.take(text, "--columns", "time=تاریخ,nps=امتیاز,text=نظر")
        self.assertEqual((status, trouble), (0, ""))
        self.assertEqual(self.folder.query(
            "SELECT score, answered_jalali, month_jalali, month_local FROM v_surveys ORDER BY id"),
            [(10, "1405-07-09", "1405-07", "2026-10"), (9, "1405-08-01", "1405-08", "2026-10")])

    def test_jsonl_says_the_same_as_csv(self):
        self.take("time,kind,score,text\n2026-10-01,csat,4,so so\n")
        line = json.dumps({"time": "2026-10-01", "kind": "CSAT", "score": 4, "text": "so so"})
        _, out, _ = self.take(line + "\n", name="a.jsonl")
        self.assertEqual(out, "0 answers new, 0 changed, 1 known; 0 texts new; 0 rows bad\n")

    def test_an_answer_that_was_changed_at_the_tool_is_changed_here(self):
        self.take("id,time,nps\n7,2026-10-01,3\n")
        _, out, _ = self.take("id,time,nps\n7,2026-10-01,8\n")
        self.assertEqual(out, "0 answers new, 1 changed, 0 known; 0 texts new; 0 rows bad\n")
        self.assertEqual(self.folder.query("SELECT score FROM v_surveys"), [(8,)])


class BadInput(Surveys):
    def test_each_bad_row_is_named_and_the_rest_is_imported(self):
        rows = [("2026-10-01,11,,", "nps: nps is 0 to 10, not 11"),
                ("2026-10-01,-1,,", "nps: nps is 0 to 10, not -1"),
                ("2026-10-01,nine,,", 'nps: not a whole number: "nine"'),
                ("2026-10-01,7.5,,", 'nps: not a whole number: "7.5"'),
                ("2026-10-01,,6,", "csat: csat is 1 to 5, not 6"),
                ("2026-10-01,,0,", "csat: csat is 1 to 5, not 0"),
                ("yesterdayish,5,,", 'time: not a time: "yesterdayish"'),
                (",5,,", "time: missing"),
                ("2026-12-24,5,,", "time: not a time of the past"),
                ("0001-01-01,5,,", "time: not a time"),
                ("2026-10-01,,,only words", "score: missing"),
                ("2026-10-01,5", "2 fields, the header has 4"),
                ("2026-10-01,5,,a,b", "5 fields, the header has 4"),
                ('2026-10-01,5,,"a"b', "text behind a closing quote")]
        text = "time,nps,csat,text\n2026-10-01,9,,\n" + "".join(row + "\n" for row, _ in rows) + \
               "2026-10-01,10,,\n"
        status, out, trouble = self.take(text)
        self.assertEqual((status, out), (1, "2 answers new, 0 changed, 0 known; 0 texts new; "
                                            f"{len(rows)} rows bad\n"))
        lines = trouble.splitlines()
        self.assertEqual(len(lines), len(rows))
        for number, (row, why) in enumerate(rows, 3):
            line = lines[number - 3]
            self.assertTrue(line.startswith(f"nabz: a.csv:{number}:") and why in line, line)

    def test_rows_of_other_encodings_are_read(self):
        text = "time,nps,text\n2026-10-01,9,خوب\n".encode() + "2026-10-01,1,بد است\n".encode("cp1256")
        self.assertEqual(self.take(text)[0::2], (0, ""))
        self.assertEqual(self.folder.query("SELECT text FROM v_mentions ORDER BY 1"),
                         [("بد است",), ("خوب",)])
        status, out, _ = self.take("time,nps\n2026-10-01,8\n".encode("utf-16"))
        self.assertEqual((status, out.split(" ")[0]), (0, "1"))

    def test_a_header_without_what_is_wanted_is_refused_before_anything_is_stored(self):
        for header in ("when,nps\n", "time,stars\n", "time,score\n", "", "\n\n"):
            status, out, trouble = self.take(header + "2026-10-01,9\n" if header.strip() else "")
            self.assertEqual((status, out), (2, ""), header)
            self.assertIn("header", trouble)

    def test_a_stray_quote_spoils_its_own_row_alone(self):
        text = 'time,nps,text\n2026-10-01,9,"never closed\n' + \
               "".join(f"2026-10-02,{i % 11},\n" for i in range(1000))
        status, out, trouble = self.take(text)
        self.assertEqual((status, out.split(" ")[0]), (1, "1000"))
        self.assertEqual(trouble, "nabz: a.csv:2:1: the quote is never closed\n")

    def test_words_may_hold_line_breaks_and_lines_are_still_counted(self):
        text = 'time,nps,text\n2026-10-01,9,"one\ntwo ""three"""\n2026-10-01,99,\n'
        _, _, trouble = self.take(text)
        self.assertEqual(trouble, "nabz: a.csv:4:12: field nps: nps is 0 to 10, not 99\n")
        self.assertEqual(self.folder.query("SELECT text FROM v_mentions"), [('one\ntwo "three"',)])

    def test_wrong_options_are_told(self):
        for options, why in ((("--kind", "stars"), "not nps, csat or ces"),
                             (("--brand", "nobody"), "no brand 'nobody'"),
                             (("--count",), "--count wants a --brand"),
                             (("--columns", "mood=x"), "--columns: no field 'mood'; known here: id, time"),
                             (("--csat-best", "1"), "--csat-best: 2 to 100")):
            status, _, trouble = self.take("time,nps\n", *options)
            self.assertEqual((status, why in trouble), (2, True), trouble)
        self.assertEqual(self.folder.run("import", "--survey", "none.csv")[0], 2)
        self.assertFalse(os.path.exists(self.folder.file("nabz.db")))

    def test_hostile_quotes_cost_linear_time_and_little_memory(self):
        path = self.folder.file("a.csv")
        with open(path, "wb") as out:
            out.write(b"time,nps\n" + b'x","y\n' * 3000000)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        with open(os.devnull, "w") as nothing:
            done = subprocess.run([NABZ, "import", "--survey", "--source", "s", "a.csv", *NOW],
                                  cwd=self.folder.path, stderr=nothing, stdout=nothing, timeout=120)
        self.assertEqual(done.returncode, 1)
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, 60)


class TheFigures(Surveys):
    def test_nps_csat_and_ces_come_with_their_intervals_and_numbers(self):
        # 60 promoters, 25 passives, 15 detractors: NPS 45; adjusted Wald by hand.
        rows = ["2026-10-05,%d,%s,%s,app" % (score, csat, ces) for score, csat, ces in
                [(10, 5, 7)] * 60 + [(8, 3, 5)] * 25 + [(2, 1, 2)] * 15]
        self.take("time,nps,csat,ces,touchpoint\n" + "\n".join(rows) + "\n")
        nps, csat, ces = self.figures()
        self.assertEqual((nps["kind"], nps["month"], nps["touchpoint"], nps["answers"]),
                         ("nps", "2026-10", "app", 100))
        up, down, n = 60.75 / 103, 15.75 / 103, 103
        reach = 1.959964 * ((up + down - (up - down) ** 2) / n) ** .5
        self.assertEqual(nps["value"], 45)
        self.assertAlmostEqual(nps["low"], 100 * (up - down - reach), delta=.06)
        self.assertAlmostEqual(nps["high"], 100 * (up - down + reach), delta=.06)
        # Wilson's interval of 60 of 100 is 50.2 to 69.1 (Newcombe 1998 and every calculator).
        self.assertEqual((csat["value"], csat["low"], csat["high"]), (60, 50.2, 69.1))
        self.assertEqual(ces["value"], 5.75)
        self.assertTrue(5.3 < ces["low"] < 5.75 < ces["high"] < 6.2)

    def test_one_answer_has_a_wide_interval_or_none(self):
        self.take("time,nps,ces\n2026-10-05,10,7\n")
        nps, ces = self.figures("--by", "all")
        self.assertEqual((nps["value"], nps["answers"], nps["month"]), (100, 1, None))
        self.assertLess(nps["low"], 0)
        self.assertEqual((ces["low"], ces["high"]), (None, None))

    def test_months_are_those_of_the_calendar_and_of_the_zone(self):
        self.take("time,nps\n2026-10-22T21:00:00Z,10\n2026-10-31T20:00:00Z,0\n")
        self.assertEqual([(r["month"], r["value"]) for r in self.figures("--by", "month")],
                         [("2026-10", 0)])
        self.assertEqual([r["month"] for r in self.figures("--calendar", "jalali")], ["1405-08"])
        self.assertEqual(self.folder.query(
            "SELECT calendar, month, answers, value FROM v_survey_months ORDER BY 1"),
            [("gregorian", "2026-10", 2, 0.0), ("jalali", "1405-08", 2, 0.0)])

    def test_a_filter_leaves_the_rest_out(self):
        self.take("time,nps,touchpoint\n2026-10-05,10,app\n2026-09-05,0,shop\n")
        self.assertEqual([r["touchpoint"] for r in self.figures("--since", "2026-10-01")], ["app"])
        self.assertEqual([r["value"] for r in self.figures("--touchpoint", "shop")], [-100])
        self.assertEqual(self.figures("--survey", "other"), [])
        self.assertEqual(self.folder.run("surveys", "--by", "year")[0], 2)
        self.assertEqual(self.folder.run("surveys", "--calendar", "lunar")[0], 2)


if __name__ == "__main__":
    unittest.main()
