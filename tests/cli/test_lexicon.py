"""Lexicons from the outside: brands' own, checking them, measuring them, improving them."""
import json
import os
import re
import subprocess
import unittest

from nabz import NABZ, SHARED, SOURCE, Folder, json_lines

# Without the learned layer, whose weights follow the data: these tests want words that stay.
CONFIG = """\
database: nabz.db
brands:
  - {name: rahaab, any: [rahaab]}
score: {learned: no}
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
        self.lexicons(words="sick\t3.5\tplayers' praise\n")
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
        self.lexicons(words="sick\t3.5\n")
        score, = self.score("not sick")
        self.assertEqual(score["label"], "negative")
        self.assertEqual(score["terms"][-1]["flags"], ["negated", "brand"])

    def test_persian_endings_are_taken_off_a_brand_word(self):
        self.lexicons(words="رباتک\t3\n")
        scores = self.score("رباتکهای", "رباتکش")
        self.assertEqual([s["label"] for s in scores], ["positive"] * 2)

    def test_the_version_stored_with_a_score_changes_with_the_brand_lexicon(self):
        line = b'{"source":"s","id":"1","text":"rahaab is sick","published_at":"2026-11-20"}\n'
        self.nabz("import", "-", stdin=line)
        self.lexicons(words="sick\t3.5\n")
        self.nabz("import", "-", stdin=line.replace(b'"1"', b'"2"'))
        versions = self.folder.query("SELECT label, lexicon FROM v_mentions ORDER BY id")
        self.assertEqual([label for label, _ in versions], ["negative", "positive"])
        before, after = (version for _, version in versions)
        self.assertTrue(before.endswith(" curated"))
        self.assertTrue(after.startswith(before.split()[0] + "+"), versions)

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
        self.folder.write("words.tsv", "sick\t3.5\n")
        self.folder.write("nabz.yaml", CONFIG + "lexicons: [words.tsv]\n")
        self.assertEqual(self.score("sick")[0]["label"], "positive")


def mention(number, text, **more):
    return json.dumps({"source": "s", "id": str(number), "text": text,
                       "published_at": f"2026-11-{number % 20 + 1:02}T10:00:00Z", **more}) + "\n"


class Rescoring(InAFolder):
    def setUp(self):
        super().setUp()
        lines = (mention(1, "rahaab is sick") + mention(2, "rahaab is great") +
                 mention(3, "sick rahaab, sick") + mention(4, "rahaab opens at nine"))
        self.nabz("import", "-", stdin=lines.encode())

    def change_lexicon(self):
        self.folder.write("words.tsv", "sick\t3.5\n")
        self.folder.write("nabz.yaml", CONFIG + "lexicons: [words.tsv]\n")

    def labels(self):
        return [row[0] for row in self.folder.query("SELECT label FROM v_mentions ORDER BY id")]

    def facts(self):
        return self.folder.query("SELECT sum(total), sum(negative) FROM v_hourly")[0]

    def test_the_diff_is_what_happens_and_facts_move_with_it(self):
        self.assertEqual(self.labels(), ["negative", "positive", "negative", "neutral"])
        self.assertEqual(self.facts(), (4, 2))
        self.change_lexicon()
        told = json.loads(self.nabz("rescore", "--json"))
        self.assertEqual((told["mentions"], told["changed"], told["labels_kept"]), (4, 2, 0))
        self.assertEqual(told["moves"], [{"from": "negative", "to": "positive", "mentions": 2}])
        self.assertEqual({change["id"] for change in told["biggest"]}, {1, 3})
        self.assertIn("sick +3.5", told["biggest"][0]["terms"])
        self.assertEqual(self.labels(), ["positive", "positive", "positive", "neutral"])
        self.assertEqual(self.facts(), (4, 0))
        versions = {row[0] for row in self.folder.query("SELECT lexicon FROM v_mentions")}
        self.assertEqual(len(versions), 1)
        self.assertIn("+", versions.pop())

    def test_a_second_time_nothing_is_left_to_change(self):
        self.change_lexicon()
        self.nabz("rescore")
        self.assertEqual(self.nabz("rescore"), "4 mentions scored again: 0 with another score, "
                                               "0 labels of people kept\n")

    def test_a_dry_run_only_tells(self):
        self.change_lexicon()
        out = self.nabz("rescore", "--dry-run")
        self.assertIn("4 mentions scored again (nothing written): 2 with another score", out)
        self.assertRegex(out, r"negative +positive +2\n")
        self.assertEqual(self.labels(), ["negative", "positive", "negative", "neutral"])

    def test_a_label_given_by_a_person_stays(self):
        self.nabz("label", "1", "neutral")
        self.change_lexicon()
        told = json.loads(self.nabz("rescore", "--json"))
        self.assertEqual((told["changed"], told["labels_kept"]), (2, 1))
        self.assertEqual(told["moves"], [{"from": "negative", "to": "positive", "mentions": 1}])
        self.assertEqual(self.labels(), ["neutral", "positive", "positive", "neutral"])
        self.assertEqual(self.folder.query("SELECT round(score, 1) > 0 FROM v_mentions WHERE id = 1"),
                         [(1,)])

    def test_only_what_was_posted_since_is_touched(self):
        self.change_lexicon()
        told = json.loads(self.nabz("rescore", "--since", "2026-11-03", "--json"))
        self.assertEqual((told["mentions"], told["changed"]), (3, 1))
        self.assertEqual(self.labels(), ["negative", "positive", "positive", "neutral"])

    def test_the_biggest_changes_are_shown_as_many_as_wanted(self):
        self.change_lexicon()
        told = json.loads(self.nabz("rescore", "--dry-run", "--json", "--show", "1"))
        self.assertEqual([change["id"] for change in told["biggest"]], [3])
        self.assertIn("--show: at most", self.nabz("rescore", "--show", "100000", status=2))

    def test_more_than_one_batch_is_scored_to_the_end(self):
        lines = "".join(mention(n, "rahaab is sick") for n in range(10, 1333))
        self.nabz("import", "-", stdin=lines.encode())
        self.change_lexicon()
        told = json.loads(self.nabz("rescore", "--json"))
        self.assertEqual((told["mentions"], told["changed"]), (1327, 1325))
        self.assertEqual(self.facts(), (1327, 0))

    def test_killed_anywhere_and_run_again_it_ends_the_same(self):
        lines = "".join(mention(n, "rahaab is sick") for n in range(10, 1210))
        self.nabz("import", "-", stdin=lines.encode())
        self.change_lexicon()
        killed = 0
        for step in (1, 5, 9, 13, 80):
            status, _, _ = self.folder.run("rescore", extra={
                "LD_PRELOAD": os.environ["NABZ_KILL_AT"], "KILL_AT": str(step),
                "ASAN_OPTIONS": "verify_asan_link_order=0"})
            killed += status == -9
            total, negative = self.facts()
            self.assertEqual((total, negative), (1204, self.labels().count("negative")))
        self.assertGreater(killed, 2)
        self.nabz("rescore")
        self.assertEqual(self.facts(), (1204, 0))

    def test_without_a_database_it_says_so(self):
        os.remove(self.folder.file("nabz.db"))
        self.assertIn("nabz.db", self.nabz("rescore", status=4))
        self.assertFalse(os.path.exists(self.folder.file("nabz.db")))


ROWS = [
    ("a", "I love it, it is great", "pos"), ("b", "terrible, awful", "negative"),
    ("c", "it opens at nine", "neu"), ("d", "it was wonderful then", "neg"),
    ("e", "it came on a Tuesday", "positive"), ("f", "the worst, the worst ever", "neu"),
    ("g", "عالی بود، خیلی راضی‌ام", "pos"), ("h", "افتضاحه", "neg"), ("i", "خوب نبود", "pos"),
]


def jsonl(rows, **more):
    return "".join(json.dumps({"id": i, "text": text, "label": label, **more}) + "\n"
                   for i, text, label in rows)


def f1(gold, said, label):
    right = sum(g == s == label for g, s in zip(gold, said))
    return 2 * right / (gold.count(label) + said.count(label)) if right else 0


class Measuring(InAFolder):
    def eval(self, *arguments, status=0):
        code, out, trouble = self.folder.run("eval", "--json", *arguments)
        self.assertEqual(code, status, trouble)
        return json.loads(out), trouble

    def test_the_figures_are_those_counted_by_hand(self):
        self.folder.write("rows.jsonl", jsonl(ROWS))
        got = self.eval("rows.jsonl")[0][0]
        scores = self.score(*[text for _, text, _ in ROWS])
        gold = [{"p": "positive", "n": "negative"}[l[0]] if l != "neu" else "neutral"
                for _, _, l in ROWS]
        said = [score["label"] for score in scores]
        labels = ("negative", "neutral", "positive")
        self.assertEqual(got["rows"], len(ROWS))
        self.assertAlmostEqual(got["f3"], sum(f1(gold, said, l) for l in labels) / 3, 5)
        polar = [(g, s, score["score"]) for g, s, score in zip(gold, said, scores)
                 if g != "neutral"]
        gold_polar = [row[0] for row in polar]
        signs = ["positive" if x > 0 else "negative" if x < 0 else "" for _, _, x in polar]
        for name, answers in (("fpn", [row[1] for row in polar]), ("fsign", signs)):
            self.assertAlmostEqual(got[name], sum(f1(gold_polar, answers, l)
                                                  for l in ("negative", "positive")) / 2, 5)
        self.assertAlmostEqual(got["false_polar"], 0.5)
        for g in labels:
            for s in labels:
                self.assertEqual(got["confusion"][g][s], list(zip(gold, said)).count((g, s)))
        self.assertEqual(sum(band["rows"] for band in got["calibration"]), len(ROWS))

    def test_the_worst_misses_come_confident_first_with_their_terms(self):
        self.folder.write("rows.jsonl", jsonl(ROWS))
        worst = self.eval("rows.jsonl")[0][0]["worst"]
        confidences = [miss["confidence"] for miss in worst]
        self.assertEqual(confidences, sorted(confidences, reverse=True))
        self.assertEqual({miss["id"] for miss in worst} & set("abcgh"), set())
        miss, = [miss for miss in worst if miss["id"] == "d"]
        self.assertEqual((miss["gold"], miss["label"]), ("negative", "positive"))
        self.assertIn("wonderful +", miss["terms"])
        one = self.eval("rows.jsonl", "--worst", "1")[0][0]["worst"]
        self.assertEqual(one, worst[:1])
        self.assertIn("--worst: at most", self.nabz("eval", "x", "--worst", "9999999", status=2))

    def test_csv_and_jsonl_of_the_same_rows_measure_the_same(self):
        self.folder.write("rows.jsonl", jsonl(ROWS))
        self.folder.write("rows.csv", "\ufefflabel,note,text,id\r\n" + "".join(
            f'{label},,"{text}",{i}\r\n' for i, text, label in ROWS))
        lines, cells = self.eval("rows.jsonl", "rows.csv")[0]
        for one in (lines, cells):
            one.pop("file")
        self.assertEqual(lines, cells)

    def test_a_split_is_measured_alone_and_null_labels_are_left_out(self):
        self.folder.write("rows.jsonl", jsonl(ROWS[:2], split="dev") + jsonl(ROWS[2:], split="train")
                          + jsonl([("x", "good", None)], split="dev"))
        got = self.eval("rows.jsonl", "--split", "dev")[0][0]
        self.assertEqual((got["rows"], got["unlabelled"], got["bad"]), (2, 1, 0))

    def test_a_bad_row_is_told_with_its_place_and_the_others_are_measured(self):
        self.folder.write("rows.jsonl", jsonl(ROWS[:2]) + '{"text": "x", "label": "fine"}\n'
                          'no json\n["x"]\n{"label": "pos"}\n{"text": "x"}\n'
                          '{"text": 5, "label": "pos"}\n')
        self.folder.write("rows.csv", 'text,label\ngood,pos\nbad,sad\n"x\n')
        (lines, cells), trouble = self.eval("rows.jsonl", "rows.csv", status=1)
        self.assertEqual((lines["rows"], lines["bad"]), (2, 6))
        self.assertEqual((cells["rows"], cells["bad"]), (1, 2))
        for place in ("rows.jsonl:3:15: field label: not one of", "rows.jsonl:4:",
                      "rows.jsonl:5:1: not an object", "rows.jsonl:6:1: field text",
                      "rows.jsonl:7:1: field label", "rows.jsonl:8:2: field text",
                      'rows.csv:3:5: field label: not one of positive, neutral, negative, pos, neu, neg: "sad"',
                      "rows.csv:4:1: the quote is never closed"):
            self.assertIn(place, trouble)

    def test_files_that_cannot_be_measured_are_told(self):
        self.assertIn("nowhere.jsonl: No such file", self.nabz("eval", "nowhere.jsonl", status=2))
        self.assertIn("nowhere.csv", self.nabz("eval", "nowhere.csv", status=2))
        self.assertIn("wants a FILE, or --corrections", self.nabz("eval", status=2))
        self.folder.write("empty.csv", "")
        self.assertIn("empty.csv:1:1: empty", self.nabz("eval", "empty.csv", status=1))
        self.folder.write("other.csv", "a,b\n1,2\n")
        self.assertIn("other.csv:1:1: the header must", self.nabz("eval", "other.csv", status=1))
        self.folder.write("empty.jsonl", "")
        self.assertIn("empty.jsonl: no rows", self.nabz("eval", "empty.jsonl", status=2))
        self.folder.write("rows.jsonl", jsonl(ROWS))
        self.assertIn("rows.jsonl: no rows whose split is 'dve'",
                      self.nabz("eval", "--split", "dve", "rows.jsonl", status=2))

    def test_the_labels_people_gave_count_as_gold(self):
        self.nabz("import", "-", stdin=(mention(1, "rahaab is great") +
                                        mention(2, "rahaab is awful")).encode())
        self.nabz("label", "1", "negative")
        got = self.eval("--corrections")[0][0]
        self.assertEqual((got["file"], got["rows"], got["f3"]), ("corrections", 1, 0))
        self.assertEqual(got["worst"][0]["id"], "1")

    def test_a_person_gets_tables(self):
        self.folder.write("rows.jsonl", jsonl(ROWS))
        out = self.nabz("eval", "rows.jsonl")
        for words in ("rows.jsonl: 9 rows", "called negative", "right %", "F3", "wonderful +"):
            self.assertIn(words, out)

    @unittest.skipUnless(os.path.exists(os.path.join(SHARED, "bench/sentiment.py")),
                         "the reference data is not there")
    def test_the_figures_are_those_of_the_reference_on_its_data(self):
        names = ("en-uci-yelp", "fa-taaghche-3c", "en-semeval14-laptops")
        out = subprocess.run(
            ["/usr/bin/python3", "-B", os.path.join(SHARED, "bench/sentiment.py"),
             NABZ + " score --jsonl -", os.path.join(SHARED, "data"), *names],
            capture_output=True, check=True, text=True, cwd=self.folder.path).stdout
        wanted = {line.split()[0]: line.split()[1:] for line in out.splitlines()}
        for got, name in zip(self.eval("--split", "dev", *[
                os.path.join(SHARED, f"data/{name}.jsonl") for name in names])[0], names):
            figures = [got[key] for key in ("f3", "fpn", "fsign", "false_polar")]
            self.assertEqual([str(got["rows"])] + [
                "nan" if share is None else f"{100 * share:.1f}" for share in figures],
                wanted[name])


class SuggestingWords(InAFolder):
    """Reviews in which zorbic is praise and glumped is blame, words nobody knows yet."""

    FILLERS = ("the parcel came on monday", "i ordered two of them", "it has a blue cover",
               "we used the lift", "my sister has one", "it was raining")

    def reviews(self, rate):
        lines = []
        for n in range(60):
            filler = self.FILLERS[n // 3 % len(self.FILLERS)]
            words = ("zorbic", "glumped", "quite ordinary")[n % 3]
            lines.append(rate(n, f"rahaab {filler} and {words}", n % 3))
        return "".join(lines)

    def test_stars_tell_what_unknown_words_mean_with_evidence(self):
        stars = (100, 20, 60)
        lines = self.reviews(lambda n, text, kind: mention(n + 1, text, rating=stars[kind]))
        self.nabz("import", "-", stdin=lines.encode())
        rows = {row["entry"]: row for row in json.loads(self.nabz("lexicon", "suggest", "--json"))}
        good, bad = rows["zorbic"], rows["glumped"]
        self.assertGreater(good["proposed"], 0.4)
        self.assertLess(bad["proposed"], -0.4)
        self.assertEqual((good["known"], good["now"]), ("no", 0))
        self.assertEqual((good["positive"], good["neutral"], good["negative"]), (20, 0, 0))
        for example in good["examples"].split(", "):
            text, = self.folder.query(f"SELECT text FROM v_mentions WHERE id = {int(example)}")
            self.assertIn("zorbic", text[0])
        self.assertEqual(set(rows) & {"the parcel", "parcel", "quite", "ordinary", "and"}, set())

    def test_what_the_lexicon_says_wrongly_is_weighed_anew(self):
        self.folder.write("rows.jsonl", self.reviews(
            lambda n, text, kind: json.dumps({"id": f"r{n}", "text": text + " awesome",
                                              "label": ("neg", "neg", "pos")[kind]}) + "\n"))
        rows = {row["entry"]: row for row in
                json_lines(self.nabz("lexicon", "suggest", "--file", "rows.jsonl", "--jsonl"))}
        self.assertEqual({row["known"] for row in rows.values()} - {"yes", "no"}, set())
        self.assertLess(rows["zorbic"]["proposed"], 0)
        self.assertTrue(rows["zorbic"]["examples"].startswith("r"))

    def test_a_corrected_label_goes_before_the_stars(self):
        lines = self.reviews(lambda n, text, kind: mention(n + 1, text, rating=100))
        self.nabz("import", "-", stdin=lines.encode())
        for number, text in self.folder.query("SELECT id, text FROM v_mentions"):
            if "glumped" in text:
                self.nabz("label", str(number), "negative")
        rows = {row["entry"]: row for row in json.loads(self.nabz("lexicon", "suggest", "--json"))}
        self.assertEqual((rows["glumped"]["positive"], rows["glumped"]["negative"]), (0, 20))
        self.assertLess(rows["glumped"]["proposed"], 0)

    def test_a_suggestion_is_a_source_that_compiles_and_mends_the_score(self):
        stars = (100, 20, 60)
        lines = self.reviews(lambda n, text, kind: mention(n + 1, text, rating=stars[kind]))
        self.nabz("import", "-", stdin=lines.encode())
        before = self.score("it was glumped")[0]["score"]
        self.folder.write("words-suggested.tsv", self.nabz("lexicon", "suggest", "--tsv"))
        self.folder.write("nabz.yaml", CONFIG + "lexicons: [words-suggested.tsv]\n")
        self.assertLess(self.score("it was glumped")[0]["score"], before - 0.1)

    def test_words_seen_too_seldom_are_left_alone(self):
        lines = self.reviews(lambda n, text, kind: mention(n + 1, text, rating=(100, 20, 60)[kind]))
        self.nabz("import", "-", stdin=lines.encode())
        self.assertEqual(json.loads(self.nabz("lexicon", "suggest", "--json", "--least", "21")), [])
        one = json.loads(self.nabz("lexicon", "suggest", "--json", "--limit", "1"))
        self.assertEqual(len(one), 1)

    def test_nothing_known_is_nothing_to_suggest(self):
        self.nabz("import", "-", stdin=mention(1, "rahaab zorbic").encode())
        status, out, trouble = self.folder.run("lexicon", "suggest")
        self.assertEqual((status, out, trouble), (0, "", "nothing to suggest\n"))

    def test_texts_that_cannot_be_read_are_told(self):
        self.assertIn("read twice", self.nabz("lexicon", "suggest", "--file", "-", status=2))
        self.assertIn("nowhere", self.nabz("lexicon", "suggest", "--file", "nowhere", status=2))
        self.folder.write("rows.jsonl", '{"text": "x", "label": "fine"}\n')
        trouble = self.nabz("lexicon", "suggest", "--file", "rows.jsonl", status=1)
        self.assertEqual(trouble.count("rows.jsonl:1:15"), 1)
        self.assertIn("nabz.db", self.nabz("lexicon", "suggest", status=4))


class CheckingALexicon(InAFolder):
    def lexicon(self, check, **words):
        self.folder.write("lex/en/check.tsv", check)
        for name, text in words.items():
            self.folder.write(f"lex/en/curated/{name}.tsv", text)

    def test_sentences_that_score_as_they_should_pass(self):
        self.lexicon("# ours\nvery gut indeed\tpositive\tword\nit is a car\tneutral\n"
                     "المنتج سيئ جدا\tnone\n", words="gut\t2\nschlecht\t-2\n")
        self.assertEqual(self.nabz("lexicon", "check", "lex"),
                         "1 files, 2 entries, 0 of them twice; 3 sentences, 0 scored otherwise\n")

    def test_a_sentence_that_scores_otherwise_is_shown_with_its_terms(self):
        self.lexicon("gut\tpositive\n\ngut and schlecht\tnegative\tboth\nx\tfine\ny\n",
                     words="gut\t4\nschlecht\t-1\n")
        out = self.nabz("lexicon", "check", "lex/", status=3)
        self.assertIn("lex/en/check.tsv:3: gut and schlecht\n    wanted negative, got positive", out)
        self.assertIn("gut +4.0; schlecht -1.0", out)
        self.assertIn("lex/en/check.tsv:4:2: positive, neutral, negative or none is wanted", out)
        self.assertIn("lex/en/check.tsv:5:2: positive", out)
        self.assertIn("4 sentences, 3 scored otherwise", out)

    def test_failures_are_rows_for_a_program(self):
        self.lexicon("gut\tnegative\trule\n", words="gut\t3\n")
        row, = json.loads(self.folder.run("lexicon", "check", "lex", "--json")[1])
        self.assertEqual((row["file"], row["line"], row["wanted"], row["label"], row["rule"]),
                         ("lex/en/check.tsv", 1, "negative", "positive", "rule"))

    def test_an_entry_that_stands_twice_is_told_with_both_places(self):
        self.lexicon("", **{"words-a": "gut\t2\n", "words-b": "# more\nGUT\t2\n"})
        self.folder.write("lex/en/boosters.tsv", "gut\t0.3\n")
        out = self.nabz("lexicon", "check", "lex", status=3)
        self.assertIn('lex/en/curated/words-b.tsv:2: "GUT" stands at '
                      "lex/en/curated/words-a.tsv:1 already", out)
        self.assertIn("3 entries, 1 of them twice", out)

    def test_what_does_not_compile_is_told_with_its_place(self):
        for text, place in (("gut\t9\n", "words.tsv:1:5: not a number from -4 to 4"),
                            ("gut\n", "words.tsv:1:4: expected a TAB"),
                            ("gut.\t1\n", "words.tsv:1:1: an entry is one to eight words")):
            self.lexicon("", words=text)
            self.assertIn("lex/en/curated/" + place, self.nabz("lexicon", "check", "lex", status=3))

    def test_a_folder_that_is_not_there_or_empty_is_told(self):
        self.assertIn("lexicons: No such file", self.nabz("lexicon", "check", status=3))
        os.mkdir(self.folder.file("lexicons"))
        self.assertIn("lexicons: no .tsv file", self.nabz("lexicon", "check", status=3))

    def test_a_brand_lexicon_is_checked_over_the_shipped_one(self):
        self.folder.write("our/words.tsv", "sick\t3.5\n")
        self.folder.write("our/check.tsv", "this is sick\tpositive\nthis is terrible\tnegative\n")
        self.nabz("lexicon", "check", "--brand", "our")
        self.assertIn("wanted negative", self.nabz("lexicon", "check", "our", status=3))

    def test_the_language_of_the_guide_is_scored_by_its_folder_alone(self):
        with open(os.path.join(SOURCE, "docs/add-a-language.md"), encoding="utf8") as guide:
            files = re.findall(r"`(lexicons/\S+)`:\n\n```\n(.*?)```", guide.read(), re.S)
        self.assertEqual(len(files), 4)
        for name, text in files:
            self.folder.write(name, text)
        out = self.nabz("lexicon", "check", "lexicons", status=3)
        self.assertIn("3 files, 6 entries, 0 of them twice; 3 sentences, 1 scored otherwise", out)
        self.assertIn("lexicons/ar/check.tsv:2:", out)
        for name, more in (("negators", "وليست\tbefore\n"), ("curated/words", "رائعة\t3\nسيئة\t-2.5\n")):
            path = f"lexicons/ar/{name}.tsv"
            self.folder.write(path, dict(files)[path] + more)
        self.assertIn("3 sentences, 0 scored otherwise", self.nabz("lexicon", "check", "lexicons"))

    def test_the_shipped_lexicons_compile_and_nine_in_ten_of_their_sentences_score(self):
        status, out, trouble = self.folder.run("lexicon", "check", "--curated",
                                               os.path.join(SOURCE, "lexicons"))
        self.assertIn(status, (0, 3), trouble)
        sentences, wrong = re.search(r"(\d+) sentences, (\d+) scored otherwise", out).groups()
        self.assertGreater(int(sentences), 800)
        self.assertLess(int(wrong), int(sentences) // 10, out)


if __name__ == "__main__":
    unittest.main()
