"""Lexicons from the outside: brands' own, checking them, measuring them, improving them."""
import json
import os
import unittest

from nabz import SOURCE, Folder, json_lines

CONFIG = """\
database: nabz.db
brands:
  - {name: rahaab, any: [rahaab]}
"""


class InAFolder(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.folder.write("nabz.yaml", CONFIG)

    def tearDown(self):
        self.folder.__exit__()

    def nabz(self, *arguments, status=0, stdin=None):
        got, out, trouble = self.folder.run(*arguments, stdin=stdin)
        self.assertEqual(got, status, (out, trouble))
        if status == 0:
            self.assertEqual(trouble, "")
        return out if status == 0 else out + trouble

    def score(self, *texts):
        lines = "".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in enumerate(texts))
        return json_lines(self.nabz("score", "--explain", "--jsonl", "-", stdin=lines.encode()))


class BrandLexicons(InAFolder):
    def lexicons(self, **files):
        for name, text in files.items():
            self.folder.write(f"our/{name}.tsv", text)
        self.folder.write("nabz.yaml", CONFIG + "lexicons: [our]\n")

    def test_a_brand_word_wins_over_the_shipped_ones(self):
        before, = self.score("this is sick")
        self.assertEqual(before["label"], "negative")
        self.lexicons(words="sick\t2.5\tplayers' praise\n")
        after, = self.score("this is sick")
        self.assertEqual(after["label"], "positive")
        self.assertEqual(after["terms"][0]["flags"], ["brand"])

    def test_zero_makes_a_phrase_say_nothing(self):
        before, = self.score("a terrible disaster zone")
        self.assertEqual(before["label"], "negative")
        self.lexicons(phrases="terrible disaster zone\t0\tname of a game\n")
        after, = self.score("a terrible disaster zone")
        self.assertEqual((after["label"], after["terms"]), ("neutral", []))

    def test_the_rules_work_on_a_brand_word(self):
        self.lexicons(words="sick\t2.5\n")
        score, = self.score("not sick")
        self.assertEqual(score["label"], "negative")
        self.assertIn("negated", score["terms"][0]["flags"])

    def test_persian_endings_are_taken_off_a_brand_word(self):
        self.lexicons(words="رباتک\t3\n")
        scores = self.score("رباتکهای", "رباتکش")
        self.assertEqual([s["label"] for s in scores], ["positive"] * 2)

    def test_the_version_stored_with_a_score_changes_with_the_brand_lexicon(self):
        line = b'{"source":"s","id":"1","text":"rahaab is sick","published_at":"2026-11-20"}\n'
        self.nabz("import", "-", stdin=line)
        self.lexicons(words="sick\t2.5\n")
        self.nabz("import", "-", stdin=line.replace(b'"1"', b'"2"'))
        versions = self.folder.query("SELECT label, lexicon FROM v_mentions ORDER BY id")
        self.assertEqual([label for label, _ in versions], ["negative", "positive"])
        self.assertTrue(versions[1][1].startswith(versions[0][1] + "+"), versions)

    def test_a_fault_is_told_with_its_place_by_every_command_that_scores(self):
        faults = {
            "words": ("good\nsick\t9\n", "our/words.tsv:1:5: "),
            "phrases": ("# ours\nsick\t9\n", 'our/phrases.tsv:2:6: not a number from -4 to 4: "9"'),
            "negators": ("never\tnowhere\n", "our/negators.tsv:1:7: "),
            "slang": ("sick\t2\n", "our/slang.tsv: the name of a lexicon file begins with"),
        }
        for name, (text, place) in faults.items():
            self.lexicons(**{name: text})
            for command in (("score", "x"), ("check",), ("crawl",)):
                self.assertIn(place, self.nabz(*command, status=3))
            os.remove(self.folder.file(f"our/{name}.tsv"))

    def test_two_opinions_of_one_word_are_told_with_both_places(self):
        self.lexicons(**{"words-a": "sick\t2\n", "words-b": "Sick\t1\n"})
        trouble = self.nabz("score", "x", status=3)
        self.assertIn("our/words-b.tsv:1:1", trouble)
        self.assertIn("our/words-a.tsv:1", trouble)

    def test_a_lexicon_that_is_not_there_is_told(self):
        self.folder.write("nabz.yaml", CONFIG + "lexicons: [nowhere]\n")
        self.assertIn("nowhere: No such file", self.nabz("score", "x", status=3))
        os.mkdir(self.folder.file("nowhere"))
        self.assertIn("nowhere: no .tsv file", self.nabz("score", "x", status=3))
        self.folder.write("nabz.yaml", CONFIG + "lexicons: [nabz.yaml]\n")
        self.assertIn("neither a folder nor a .tsv file", self.nabz("score", "x", status=3))

    def test_a_single_file_is_a_lexicon_too(self):
        self.folder.write("words.tsv", "sick\t2.5\n")
        self.folder.write("nabz.yaml", CONFIG + "lexicons: [words.tsv]\n")
        self.assertEqual(self.score("sick")[0]["label"], "positive")


if __name__ == "__main__":
    unittest.main()
