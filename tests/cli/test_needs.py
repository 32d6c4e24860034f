"""Needs, journey and intent from the outside: the examples of docs/needs.md, and words of a brand's own."""
import json
import os
import re
import unittest

from nabz import SOURCE, Folder, json_lines

CONFIG = """\
database: nabz.db
brands:
  - {name: rahaab, any: [rahaab]}
"""
SIGNS = {"positive": "+", "negative": "-", "neutral": ""}


def names(answer):
    """Everything an answer says, as the page writes it."""
    said = {need["need"] + SIGNS[need["polarity"]] for need in answer["needs"]}
    said |= {point["touchpoint"] + SIGNS[point["polarity"]] for point in answer["touchpoints"]}
    return said | {intent["intent"] for intent in answer["intents"]} | {answer["stage"]}


class InAFolder(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.folder.write("nabz.yaml", CONFIG)

    def tearDown(self):
        self.folder.__exit__()

    def label(self, *texts, option="--aspects"):
        lines = "".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in enumerate(texts))
        status, out, trouble = self.folder.run("score", "--jsonl", option, "-", stdin=lines.encode())
        self.assertEqual((status, trouble), (0, ""))
        return json_lines(out)


class ThePage(InAFolder):
    def test_every_example_says_what_it_should(self):
        with open(os.path.join(SOURCE, "docs", "needs.md"), encoding="utf8") as page:
            rows = re.findall(r"^\| `[a-z-]+` \| [^|]+ \| ([^|]+) \| `([^`]+)` \|$", page.read(), re.M)
        self.assertEqual(len(rows), 16 + 4 + 7)
        for (text, wanted), answer in zip(rows, self.label(*[text for text, _ in rows])):
            with self.subTest(text=text):
                self.assertIn(wanted, names(answer))

    def test_two_clauses_are_two_polarities(self):
        answer, = self.label("the food was great but the delivery was awful")
        self.assertLessEqual({"functionality+", "convenience-", "delivery-"}, names(answer))

    def test_the_words_that_decided_are_told_with_their_place(self):
        text = "خیلی گرونه"
        answer, = self.label(text)
        price, = [need for need in answer["needs"] if need["need"] == "price"]
        for term in price["terms"]:
            cut = text.encode()[term["at"]:].decode()
            self.assertTrue(cut.startswith(term["text"]))

    def test_labels_is_another_name_of_aspects(self):
        self.assertEqual(self.label("too expensive", option="--labels"), self.label("too expensive"))


class WordsOfABrand(InAFolder):
    def test_a_touchpoint_of_the_configuration_is_found(self):
        self.folder.write("nabz.yaml", CONFIG + "touchpoints: [{name: atm, words: [cash machine, خودپرداز]}]\n")
        english, persian = self.label("the cash machine is broken", "خودپردازتون خرابه")
        for answer in (english, persian):
            self.assertIn("atm", {point["touchpoint"] for point in answer["touchpoints"]})

    def test_a_folder_of_labels_adds_words_of_needs(self):
        before, = self.label("zorbiness was there")
        self.assertEqual(before["needs"], [])
        self.folder.write("our/labels/needs.tsv", "zorbiness\tdesign +\n")
        self.folder.write("nabz.yaml", CONFIG + "lexicons: [our]\n")
        after, = self.label("zorbiness was there")
        self.assertIn("design+", names(after))

    def test_a_mistake_in_them_is_told_with_its_place(self):
        self.folder.write("our/labels/needs.tsv", "# ours\nzorbiness\tdezign\n")
        self.folder.write("nabz.yaml", CONFIG + "lexicons: [our]\n")
        status, _, trouble = self.folder.run("score", "x")
        self.assertEqual(status, 3)
        self.assertIn("needs.tsv:2:11: no need, stage, touchpoint or intent of that name", trouble)


if __name__ == "__main__":
    unittest.main()
