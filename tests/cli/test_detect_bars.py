"""Detection against its bars, where the reference data lie beside the project: spikes injected into
generated and real series, and the Twitter series of the Numenta anomaly benchmark."""
import collections
import csv
import importlib.util
import io
import os
import subprocess
import sys
import tempfile
import unittest

from nabz import NABZ, SHARED

BENCH = os.path.join(SHARED, "bench")
NAB = os.path.join(BENCH, "nab")
RATES = ("0.1", "1", "10", "100")


def detect(text):
    done = subprocess.run([NABZ, "detect", "-"], input=text.encode(), stdout=subprocess.PIPE,
                          check=True, timeout=300)
    return list(csv.DictReader(io.StringIO(done.stdout.decode())))


def rows_of(folder, name):
    with open(os.path.join(folder, name + ".csv"), encoding="ascii") as source:
        return list(csv.DictReader(source))


@unittest.skipUnless(os.path.isdir(BENCH), "skipped: no reference data at ../shared/bench")
class Bars(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="nabz-bars-")
        cls.path = cls.folder.name
        inject = [sys.executable, os.path.join(BENCH, "inject.py")]
        subprocess.run([*inject, "gen", "--out", cls.path, "--seed", "7", "--series", "30", "--nab",
                        NAB], check=True, stdout=subprocess.DEVNULL)
        with open(os.path.join(cls.path, "series.csv"), encoding="ascii") as source:
            cls.rows = detect(source.read())
        scores = os.path.join(cls.path, "scores.csv")
        with open(scores, "w", encoding="ascii") as out:
            out.write("series_id,bucket,score\n")
            out.writelines(f"{r['series_id']},{r['bucket']},{r['score']}\n" for r in cls.rows)
        table = subprocess.run([*inject, "score", "--dir", cls.path, "--scores", scores, "--format",
                                "csv"], check=True, stdout=subprocess.PIPE).stdout.decode()
        cls.table = {(r["base"], r["rate/h"]): r for r in csv.DictReader(io.StringIO(table))}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def cell(self, base, rate, factor):
        """Recall and median delay."""
        recall, delay = self.table[base, rate][f"recall x{factor} (delay h)"].split()
        return float(recall), float(delay.strip("()"))

    def test_recall_of_spikes(self):
        for base, rate, factor, floor in (
                ("synth", "1", 5, .60), ("synth", "10", 5, .80), ("synth", "100", 5, .88),
                ("synth", "0.1", 10, .64), ("synth", "1", 10, .96),
                ("nab", "1", 5, .55), ("nab", "10", 5, .96), ("nab", "100", 5, .92)):
            self.assertGreaterEqual(self.cell(base, rate, factor)[0], floor, (base, rate, factor))

    def test_median_delay_in_hours(self):
        for rate, most in (("1", 3), ("10", 0), ("100", 0)):
            self.assertLessEqual(self.cell("synth", rate, 5)[1], most, rate)

    def test_bursts_of_praise_are_no_alarm(self):
        for base in "synth", "nab":
            mean = sum(float(self.table[base, rate]["pos alert rate"]) for rate in RATES) / 4
            self.assertLessEqual(mean, .03, base)

    def test_false_alarms_of_the_default_setting(self):
        meta = {r["series_id"]: r for r in rows_of(self.path, "meta") if r["split"] == "cal"}
        masked = collections.defaultdict(set)
        for r in rows_of(self.path, "masks"):
            masked[r["series_id"]].update(range(int(r["start"]), int(r["end"])))
        weeks, opened = collections.Counter(), collections.Counter()
        for r in self.rows:
            series, bucket = r["series_id"], int(r["bucket"])
            if series in meta and bucket >= 3 * 168 and bucket not in masked[series]:
                key = meta[series]["base"], meta[series]["rate"]
                weeks[key] += 1 / 168
                opened[key] += r["state"] == "opened"
        for key, length in weeks.items():
            self.assertLessEqual(opened[key] / length, .1 if key[0] == "synth" else .5, key)


@unittest.skipUnless(os.path.isdir(NAB), "skipped: no reference data at ../shared/bench/nab")
class Numenta(unittest.TestCase):
    def test_standard_profile_with_the_default_setting(self):
        spec = importlib.util.spec_from_file_location("nab", os.path.join(BENCH, "nab_score.py"))
        nab = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(nab)
        labels, profile = nab.load_labels(NAB, "realTweets"), nab.PROFILES["standard"]
        hours, last = collections.defaultdict(float), {}
        for name, label in labels.items():
            with open(os.path.join(NAB, "data", name), encoding="ascii") as source:
                for row in csv.DictReader(source):
                    hours[name, row["timestamp"][:13]] += float(row["value"])
            for i, time in enumerate(label.ts):
                last[name, time[:13]] = i
        text = "".join(f"{name},{hour}:00,{int(hours[name, hour])}\n"
                       for name, hour in sorted(hours))
        scores = {name: [0.0] * label.n for name, label in labels.items()}
        for row in detect("series_id,start,negative\n" + text):
            if row["state"] == "opened":
                scores[row["series_id"]][last[row["series_id"], row["start"][:13]]] = 1.0
        total = sum(label.at(nab.np.array(scores[name]), 0.5, profile)
                    for name, label in labels.items())
        none = sum(label.base(profile) for label in labels.values())
        perfect = sum(len(label.bounds) for label in labels.values()) * profile[0]
        self.assertGreaterEqual(100 * (total - none) / (perfect - none), 80)


if __name__ == "__main__":
    unittest.main()
