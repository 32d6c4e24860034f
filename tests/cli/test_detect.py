"""nabz detect: the form of its table, its causality, its errors with their places."""
import csv
import datetime
import unittest

from nabz import Folder

HEAD = "series_id,bucket,start,negative,expected,p,score,severity,state"


def hours(count, spike=None, series="a", rate=2, first=datetime.datetime(2026, 1, 3)):
    """Rows of a calm series with a day curve, and a spike at one hour if asked."""
    rows = []
    for i in range(count):
        negative = rate * (2 if i % 24 > 17 else 1) + (i * 7919) % 3 - 1
        if spike is not None and spike <= i < spike + 3:
            negative += 20 * rate
        start = first + datetime.timedelta(hours=i)
        rows.append(f"{series},{i},{start:%Y-%m-%d %H:%M},{negative},{negative + 4}")
    return rows


class Detect(unittest.TestCase):
    def detect(self, rows, *options, head="series_id,bucket,start,negative,total"):
        with Folder() as folder:
            text = "\n".join([head, *rows, ""])
            status, out, err = folder.run("detect", "-", *options, stdin=text.encode())
            self.assertEqual((status, err), (0, ""))
            self.assertEqual(out.split("\n", 1)[0], HEAD)
            return list(csv.DictReader(out.splitlines()))

    def fails(self, text):
        with Folder() as folder:
            folder.write("in.csv", text)
            status, _, err = folder.run("detect", "in.csv")
            self.assertEqual(status, 2)
            return err

    def test_a_spike_opens_one_incident_and_ends(self):
        rows = self.detect(hours(900, spike=800))
        self.assertEqual(len(rows), 900)
        states = [row["state"] for row in rows]
        self.assertEqual(states.count("opened"), 1)
        self.assertEqual(states.index("opened"), 800)
        self.assertEqual(rows[800]["severity"], "critical")
        self.assertEqual(states.count("resolved"), 1)
        self.assertLess(states.index("resolved"), 815)
        self.assertEqual({row["severity"] for row in rows if row["state"] == "calm"}, {""})

    def test_score_is_minus_log_p(self):
        import math
        for row in self.detect(hours(400, spike=300))[24:]:
            self.assertAlmostEqual(float(row["score"]), -math.log(float(row["p"])), delta=0.01)

    def test_a_row_is_judged_by_itself_and_the_rows_before(self):
        rows = hours(500, spike=400)
        whole = self.detect(rows)
        self.assertEqual(self.detect(rows[:402]), whole[:402])

    def test_series_do_not_touch_each_other(self):
        first, second = hours(400, spike=300), hours(400, series="b", rate=9)
        mixed = [row for pair in zip(first, second) for row in pair]
        rows = self.detect(mixed)
        self.assertEqual([row for row in rows if row["series_id"] == "a"], self.detect(first))

    def test_only_start_and_negative_are_needed(self):
        rows = self.detect([f"{row.split(',')[2]},{row.split(',')[3]}" for row in hours(48)],
                           head="Start, Negative")
        self.assertEqual([row["bucket"] for row in rows], [str(i) for i in range(48)])
        self.assertEqual({row["series_id"] for row in rows}, {""})

    def test_an_hour_without_data_is_a_gap(self):
        rows = hours(300)
        rows[250] = ",".join(rows[250].split(",")[:3]) + ",,"
        row = self.detect(rows)[250]
        self.assertEqual((row["state"], row["score"], row["p"]), ("gap", "", ""))

    def test_keen_teams_hear_more(self):
        rows = hours(900)
        for at in range(600, 900, 100):
            start = rows[at].split(",")
            rows[at] = ",".join(start[:3] + ["15", "19"])
        opened = {word: [row["state"] for row in self.detect(rows, "--sensitivity", word)]
                  .count("opened") for word in ("calm", "normal", "keen")}
        self.assertLessEqual(opened["calm"], opened["normal"])
        self.assertLessEqual(opened["normal"], opened["keen"])
        self.assertGreater(opened["keen"], 0)

    def test_names_come_back_as_they_were(self):
        rows = self.detect(['"چای, ""سرا""",0,2026-01-01 00:00,1,2'])
        self.assertEqual(rows[0]["series_id"], 'چای, "سرا"')

    def test_faults_have_file_line_and_column(self):
        for text, place in (
                ("", "in.csv:1:1: no header"),
                ("start,total\n", "in.csv:1:1: the header has no column \"negative\""),
                ("start,negative\n2026-01-01 00:00,1\n2026-01-01 01:00,five\n",
                 "in.csv:3:18: not a count: \"five\""),
                ("start,negative\n2026-01-01 00:00,-1\n", "in.csv:2:18: not a count"),
                ("start,negative\n2026-13-01 00:00,1\n", "in.csv:2:1: not a time"),
                ("start,negative\n2026-01-01 01:00,1\n2026-01-01 01:30,1\n",
                 "in.csv:3:1: not a later hour"),
                ("start,negative,total\n2026-01-01 01:00,5,4\n",
                 "in.csv:2:20: total 4 is less than negative 5"),
                ("start,negative\n\"2026-01-01 00:00,1\n", "in.csv:2:1: the quote is never closed")):
            self.assertIn(place, self.fails(text))

    def test_a_row_without_its_count_is_a_gap(self):
        rows = self.detect(["2026-01-01 00:00"], head="start,negative")
        self.assertEqual(rows[0]["state"], "gap")

    def test_an_unknown_sensitivity_is_a_fault_of_usage(self):
        with Folder() as folder:
            status, _, err = folder.run("detect", "-", "--sensitivity", "loud", stdin=b"")
            self.assertEqual(status, 2)
            self.assertIn("calm, normal, keen", err)


if __name__ == "__main__":
    unittest.main()
