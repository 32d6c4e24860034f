"""A brand beside its competitors, its journey with the low points, and the same by week and month."""
import csv
import io
import json
import unittest

from nabz import Folder, json_lines

CONFIG = """\
database: nabz.db
time_zone: Asia/Tehran
brands:
  - {name: ours, any: [zarinak], competitors: [theirs, third]}
  - {name: theirs, any: [dorsavi]}
  - {name: third, any: [tertia]}
"""
NOW = ("--now", "2026-11-22T00:00:00Z")
SAID = [("zarinak", "great price, very cheap", 40, "2026-11-10"),
        ("zarinak", "the delivery was awful, a week late", 30, "2026-11-10"),
        ("zarinak", "the app is beautiful", 10, "2026-11-10"),
        ("dorsavi", "far too expensive", 25, "2026-11-10"),
        ("dorsavi", "the app is ugly", 2, "2026-11-10"),
        ("tertia", "too expensive", 2, "2026-11-10"),
        ("zarinak", "great price", 5, "2026-10-10")]


class OnWhatWasSaid(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.folder.write("nabz.yaml", CONFIG)
        lines = [{"source": "s", "id": f"{brand}{text}{i}{day}", "text": f"{brand} {text} {i}",
                  "published_at": f"{day}T{i % 24:02}:00:00Z"}
                 for brand, text, times, day in SAID for i in range(times)]
        cls.folder.write("m.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
        assert cls.folder.run("import", "m.jsonl", *NOW)[0] == 0

    @classmethod
    def tearDownClass(cls):
        cls.folder.__exit__()

    def well(self, *words):
        status, out, trouble = self.folder.run(*words, *NOW)
        self.assertEqual((status, trouble), (0, ""))
        return out

    def wrong(self, *words):
        status, out, trouble = self.folder.run(*words, *NOW)
        self.assertEqual((status, out), (2, ""))
        return trouble


class Competitors(OnWhatWasSaid):
    def rows(self, *words):
        return {(row["about"], row["brand"]): row
                for row in json.loads(self.well("compare", "--json", *words))}

    def test_shares_add_up_and_lie_within_their_intervals(self):
        rows = self.rows()
        shares = [rows["all", brand]["share"] for brand in ("ours", "theirs", "third")]
        self.assertEqual(shares, [round(n / 109, 3) for n in (80, 27, 2)])
        for row in rows.values():
            self.assertTrue(row["share_low"] <= row["share"] <= row["share_high"], row)
            if row["net"] is not None:
                self.assertTrue(row["net_low"] <= row["net"] <= row["net_high"], row)

    def test_what_they_are_criticised_for_and_we_are_praised_for_is_told_once_it_is_no_accident(self):
        rows = self.rows()
        self.assertEqual(rows["price", "theirs"]["finding"], "strength")
        self.assertLess(rows["price", "theirs"]["p"], 1e-6)
        self.assertEqual({about for (about, _), row in rows.items() if row["finding"]}, {"price"})
        self.assertIsNone(rows["price", "third"]["finding"])  # two opinions are none
        self.assertIsNone(rows["design", "theirs"]["finding"])

    def test_from_the_other_side_it_is_a_weakness(self):
        rows = self.rows("--brand", "theirs", "--with", "ours")
        self.assertEqual(rows["price", "ours"]["finding"], "weakness")
        self.assertNotIn(("all", "third"), rows)

    def test_a_person_reads_the_brands_side_by_side(self):
        table = self.well("compare").splitlines()
        self.assertEqual(table[0].split(), ["ours", "theirs", "third", "finding"])
        self.assertIn("73.4 % (80)", table[1])
        price, = [line for line in table if line.startswith("price")]
        self.assertTrue(price.rstrip().endswith("theirs is criticised for it"), price)

    def test_months_of_either_calendar_stand_apart(self):
        read = csv.DictReader(io.StringIO(self.well(
            "compare", "--csv", "--since", "2026-09-01", "--by", "month", "--calendar", "jalali")
            .removeprefix("\ufeff")))
        ours = {row["period"]: row["mentions"] for row in read
                if (row["about"], row["brand"]) == ("all", "ours")}
        self.assertEqual(ours, {"1405-07": "5", "1405-08": "80"})

    def test_a_span_without_mentions_is_empty_and_the_end_is_not_in_it(self):
        self.assertEqual(json.loads(self.well("compare", "--json", "--until", "2026-11-10",
                                              "--since", "2026-11-01")), [])
        status, _, trouble = self.folder.run("compare", "--since", "2026-11-15", *NOW)
        self.assertEqual((status, trouble), (0, "nothing was said then\n"))

    def test_who_is_no_brand_or_has_nobody_beside_it_is_told(self):
        self.assertIn("did you mean 'theirs'?", self.wrong("compare", "--with", "thers"))
        self.assertIn("compared with itself", self.wrong("compare", "--with", "third,ours"))
        self.assertIn("no competitors", self.wrong("compare", "--brand", "third"))
        self.assertIn("--by: not week", self.wrong("compare", "--by", "year"))
        self.assertIn("--calendar: not", self.wrong("compare", "--calendar", "hijri"))

    def test_the_configuration_names_brands_that_are_there_and_others(self):
        for list_, said in (("[thers]", "did you mean"), ("[ours]", "competitor of itself")):
            self.folder.write("bad.yaml", CONFIG.replace("[theirs, third]", list_))
            status, _, trouble = self.folder.run("check", "--config", "bad.yaml")
            self.assertEqual((status, said in trouble), (3, True), trouble)


class TheJourney(OnWhatWasSaid):
    def test_its_low_point_is_where_it_hurts(self):
        table = self.well("journey", "--brand", "ours")
        self.assertIn("delivery, after-purchase: 30 of 30 negative\n", table)
        low = [row for row in json_lines(self.well("journey", "--brand", "ours", "--jsonl"))
               if row["low_point"]]
        self.assertEqual([(row["touchpoint"], row["stage"], row["negative"]) for row in low],
                         [("delivery", "after-purchase", 30)])

    def test_two_complaints_are_no_low_point(self):
        rows = json_lines(self.well("journey", "--brand", "theirs", "--jsonl"))
        self.assertTrue(any(row["touchpoint"] == "app" for row in rows))
        self.assertFalse(any(row["low_point"] for row in rows if row["touchpoint"] == "app"))

    def test_the_view_says_the_same(self):
        of_view = self.folder.query(
            "SELECT stage, touchpoint, sum(total), sum(negative), sum(positive) FROM v_journey "
            "WHERE brand = 'ours' GROUP BY 1, 2")
        rows = json_lines(self.well("journey", "--brand", "ours", "--since", "2026-09-01", "--jsonl"))
        self.assertEqual({(row["stage"], row["touchpoint"], row["mentions"], row["negative"],
                           row["positive"]) for row in rows}, set(of_view))

    def test_it_is_of_one_brand(self):
        self.assertIn("a journey is of one", self.wrong("journey"))


class Trends(OnWhatWasSaid):
    def rows(self, *words):
        return json_lines(self.well("trends", "--brand", "ours", "--since", "60d", "--jsonl", *words))

    def test_weeks_begin_on_saturday_by_the_clock_on_the_wall(self):
        self.assertEqual([(row["period"], row["mentions"]) for row in self.rows()],
                         [("2026-10-10", 5), ("2026-11-07", 80)])
        self.assertEqual([row["period"] for row in self.rows("--calendar", "jalali")],
                         ["1405-07-18", "1405-08-16"])

    def test_needs_touchpoints_and_intents_have_rows_of_their_own(self):
        for of, about in (("needs", "price"), ("touchpoints", "delivery"), ("intents", "praise")):
            rows = self.rows("--of", of, "--by", "month")
            self.assertIn(about, {row["about"] for row in rows}, of)
            self.assertLessEqual({row["period"] for row in rows}, {"2026-10", "2026-11"})

    def test_what_there_is_no_trend_of_is_told(self):
        self.assertIn("--of: not", self.wrong("trends", "--of", "stages"))
        self.assertIn("did you mean 'ours'?", self.wrong("trends", "--brand", "our"))


if __name__ == "__main__":
    unittest.main()
