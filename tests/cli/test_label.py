"""What a person says of a mention counts, whatever the program finds later, until it is taken back."""
import json
import os
import pwd
import unittest

from nabz import Folder, json_lines

CONFIG = """\
database: nabz.db
brands:
  - {name: ours, any: [zarinak]}
touchpoints: [{name: atm, words: [cash machine]}]
"""
TEXT = "zarinak is too expensive and the delivery was awful"
NOW = ("--now", "2026-11-22T00:00:00Z")


class ACorrection(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.folder.write("nabz.yaml", CONFIG)
        self.folder.write("m.jsonl", json.dumps({"source": "s", "id": "1", "text": TEXT,
                                                 "published_at": "2026-11-20T00:00:00Z"}) + "\n")
        self.well("import", "m.jsonl")
        self.found = self.mention()

    def tearDown(self):
        self.folder.__exit__()

    def well(self, *words):
        status, out, trouble = self.folder.run(*words, *NOW)
        self.assertEqual((status, trouble), (0, ""))
        return out

    def mention(self):
        row, = json_lines(self.well("mentions", "--jsonl"))
        return {key: row[key] for key in ("label", "needs", "touchpoints", "stage", "intents")}

    def facts(self):
        return (self.folder.query("SELECT need, sum(negative), sum(positive) FROM v_needs GROUP BY 1"),
                self.folder.query("SELECT touchpoint, stage, negative FROM v_journey"),
                self.folder.query("SELECT intent, total FROM v_intents"))

    def test_of_needs_stage_touchpoints_and_intents_counts_everywhere(self):
        self.well("label", "1", "--need", "design+, options", "--stage", "research", "--touchpoint",
                  "atm-", "--intent", "leaving,help")
        self.assertEqual(self.mention(), {**self.found, "needs": "design+, options",
                                          "stage": "research", "touchpoints": "atm-",
                                          "intents": "help, leaving"})
        needs, journey, intents = self.facts()
        self.assertEqual(needs, [("design", 0, 1), ("options", 0, 0)])
        self.assertEqual(journey, [("atm", "research", 1)])
        self.assertEqual(sorted(intents), [("help", 1), ("leaving", 1)])
        for words, count in ((["--need", "design+"], 1), (["--need", "price"], 0),
                             (["--touchpoint", "atm"], 1), (["--brand", "ours", "--intent", "help"], 1)):
            self.assertEqual(len(json_lines(self.well("mentions", "--jsonl", *words))), count, words)

    def test_stands_in_the_explanation_beside_what_the_scorer_finds(self):
        self.well("label", "1", "--need", "design+", "--stage", "research", "--touchpoint", "atm-", "--by", "sara")
        said, found = self.well("explain", "1").split(TEXT, 1)
        self.assertEqual([line.strip() for line in said.split("corrected by sara")[1].splitlines()[1:]],
                         ["design+", "atm-", "research"])
        self.assertIn("price-", found)

    def test_is_by_whoever_runs_it_when_nobody_is_named(self):
        for variables, name in (({"USER": "mina", "LOGNAME": "x"}, "mina"),
                                ({"USER": "", "LOGNAME": "reza"}, "reza"),
                                ({"USER": "", "LOGNAME": ""}, pwd.getpwuid(os.getuid()).pw_name)):
            self.assertEqual(self.folder.run("label", "1", "neutral", extra=variables)[0], 0)
            self.assertIn(f"corrected by {name}, ", self.well("explain", "1"))

    def test_outlives_a_rescore_and_an_edit(self):
        self.well("label", "1", "neutral", "--need", "design+")
        said = self.mention()
        self.folder.write("our/words.tsv", "expensive\t3\n")
        self.folder.write("our/labels/needs.tsv", "expensive\toptions +\n")
        self.folder.write("nabz.yaml", CONFIG + "lexicons: [our]\n")
        self.well("rescore")
        self.assertEqual({**self.mention(), "intents": said["intents"]}, said)
        self.folder.write("m.jsonl", json.dumps({"source": "s", "id": "1", "text": TEXT + " and slow",
                                                 "published_at": "2026-11-20T00:00:00Z"}) + "\n")
        self.well("import", "m.jsonl")
        self.assertEqual({**self.mention(), "stage": said["stage"], "intents": said["intents"],
                          "touchpoints": said["touchpoints"]}, said)
        self.assertEqual(self.facts()[0], [("design", 0, 1)])

    def test_is_taken_back_part_by_part(self):
        before = self.facts()
        self.well("label", "1", "positive", "--need", "design+", "--stage", "awareness")
        self.well("label", "1", "--need", "none")
        self.assertEqual(self.mention(), {**self.found, "label": "positive", "stage": "awareness"})
        self.well("label", "1", "none", "--stage", "none")
        self.assertEqual((self.mention(), self.facts()), (self.found, before))
        self.assertEqual(self.folder.query("SELECT count(*) FROM aspect_labels"), [(0,)])

    def test_can_say_that_there_is_nothing(self):
        self.well("label", "1", "--need", "-", "--touchpoint", "-", "--intent", "-", "--stage", "-")
        self.assertEqual(self.mention(), {"label": self.found["label"], "needs": None, "stage": None,
                                          "touchpoints": None, "intents": None})
        self.assertEqual(self.facts(), ([], [], []))

    def test_tells_who_and_when(self):
        self.well("label", "1", "neutral", "--need", "design+", "--by", "sara")
        self.assertEqual(
            self.folder.query("SELECT mention, what, corrected, author, corrected_utc "
                              "FROM v_corrections ORDER BY what"),
            [(1, "label", "neutral", "sara", NOW[1]), (1, "needs", "design+", "sara", NOW[1])])
        found, = self.folder.query("SELECT found FROM v_corrections WHERE what = 'needs'")
        self.assertEqual(found[0], self.found["needs"])
        self.assertIn(f"corrected by sara, {NOW[1]}\n", self.well("explain", "1"))

    def test_counts_in_eval(self):
        self.well("label", "1", "--need", "price-,design+", "--stage", "research")
        read, = json.loads(self.well("eval", "--corrections", "--json"))
        needs, stage = read["labels"]["needs"], read["labels"]["stage"]
        self.assertEqual((needs["rows"], needs["gold"], needs["right"]), (1, 2, 1))
        self.assertEqual((stage["gold"], stage["right"]), (1, 0))
        self.assertEqual(set(read["labels"]), {"needs", "stage"})
        table = self.well("eval", "--corrections")
        self.assertIn("people say", table)

    def test_of_what_does_not_exist_is_refused_and_changes_nothing(self):
        for words, said in ((["--need", "prise-"], "did you mean price?"),
                            (["--need", "price-,"], "no need ''"),
                            (["--stage", "after"], "awareness, research, before-purchase"),
                            (["--touchpoint", "amt"], "did you mean atm?"),
                            (["--intent", "complain"], "did you mean complaint?"),
                            (["happy"], "no label 'happy'"), ([], "wants a LABEL")):
            status, _, trouble = self.folder.run("label", "1", *words, *NOW)
            self.assertEqual((status, said in trouble), (2, True), (words, trouble))
        self.assertEqual(self.mention(), self.found)
        self.assertEqual(self.folder.run("label", "99", "--need", "price-", *NOW)[0], 1)
        self.assertEqual(self.folder.run("label", "one", "positive", *NOW)[0], 2)


if __name__ == "__main__":
    unittest.main()
