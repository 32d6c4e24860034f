"""nabz mentions: every filter, and words that are found however they are spelled."""
import json
import unittest

from nabz import Folder, json_lines

CONFIG = """\
database: nabz.db
time_zone: Asia/Tehran
brands:
  - {name: rahaab, any: [rahaab, رهاب]}
  - {name: zarinak, any: [zarinak]}
"""

# (written, typed): each finds the other.
SPELLINGS = [
    ("نمی‌خواهم", "نمی خواهم"), ("نمی‌خواهم", "نمیخواهم"), ("می خرم", "میخرم"),
    ("كتاب يک", "کتاب یک"), ("قيمت", "قیمت"),
    ("۱۲۳۴", "1234"), ("١٢٣٤", "۱۲۳۴"), ("خیلــــی", "خیلی"), ("مُحَمَّد", "محمد"),
    ("کتاب‌ها", "کتاب"), ("کتابها", "کتاب"), ("کتاب ها", "کتابها"), ("کتاب‌های", "کتاب"),
    ("کتاب‌هایش", "کتاب"), ("بسته‌ها", "بسته"), ("بزرگ‌تر", "بزرگتر"), ("بزرگ تر", "بزرگ‌تر"),
    ("بزرگ‌ترین", "بزرگترین"), ("خانه‌ام", "خانه"), ("خانه‌ی", "خانهٔ"), ("خانه", "خانۀ"),
    ("پشتیبانی", "پشتیبانی"), ("آمد", "امد"), ("رأی", "رای"), ("مؤثر", "موثر"),
    ("#دیجی_کالا", "دیجی کالا"), ("عااااالی", "عالی"), ("Café", "cafe"), ("DELIVERY", "delivery"),
    ("don't", "dont"), ("ﺳﻼﻡ", "سلام"), ("Ｆｕｌｌ", "full"), ("علاقه‌مند", "علاقه مند"),
]

HOSTILE = ['"', '""', "'", '"unclosed', 'a AND', 'OR', 'NOT x', 'NEAR(a b)', 'a*', '*', '^a', 'words:x',
           '-x', '(', ')', '{a b}', 'a + b', '😡', '😡😡 🇮🇷', '\\', '%', '_', ';', '--', "'; DROP TABLE "
           "mentions; --", '\u200c', '\u200f\u202b', 'ـ', '\U0001F468‍\U0001F469', 'a' * 20000, 'x ' * 5000,
           'mention_search', 'rowid:1', ':', '"a" "b', '\n', '\t', '%s%n']


def line(number, text, **more):
    return json.dumps({"source": "s", "id": str(number), "text": text,
                       "published_at": f"2026-11-01T00:{number % 60:02}:00Z", **more}) + "\n"


class Searching(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.folder.write("nabz.yaml", CONFIG)

    @classmethod
    def tearDownClass(cls):
        cls.folder.__exit__()

    def take(self, lines):
        status, _, trouble = self.folder.run("import", "-", stdin="".join(lines).encode())
        self.assertEqual((status, trouble), (0, ""))

    def found(self, *options):
        status, out, trouble = self.folder.run("mentions", "--jsonl", *options)
        self.assertEqual((status, trouble), (0, ""), options)
        return [row["id"] for row in json_lines(out)]


class Words(Searching):
    def test_a_word_is_found_however_it_is_spelled(self):
        both = [word for pair in SPELLINGS for word in pair]
        self.take(line(i + 1, f"x{i // 2}z {word} y") for i, word in enumerate(both))
        missed = []
        for i, (one, other) in enumerate(SPELLINGS):
            for typed in (one, other):
                found = self.found("--match", f"x{i}z {typed}")
                if found != [2 * i + 2, 2 * i + 1]:
                    missed.append((one, other, typed, found))
        self.assertEqual(missed, [])


class HostileWords(Searching):
    def test_whatever_is_typed_is_text(self):
        self.take([line(1, "he said \"NOT good\" (really) 😡 a* OR b"), line(2, "a AND b")])
        for typed in HOSTILE:
            with self.subTest(typed=typed[:30]):
                self.found("--match=" + typed)
        self.assertEqual(self.found("--match", 'said "NOT'), [1])
        self.assertEqual(self.found("--match", "and"), [2])
        self.assertEqual(self.found("--match", ""), [])
        self.assertEqual(self.found("--match", "😡"), [1])
        self.assertEqual(self.found("--match", "😡 nobody"), [])
        self.assertEqual(self.found("--match", "😍"), [])


class Filters(Searching):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder.run("import", "-", stdin="".join([
            line(1, "rahaab is great", author="Sara", reach=10, rating=90),
            line(2, "rahaab is awful", author="sara", reach=5000, rating=10),
            line(3, "رهاب خیلی گران است", author="@ali"),
            line(4, "zarinak is awful", source="t", rating=40),
            json.dumps({"source": "s", "id": "5", "text": "rahaab meh",
                        "published_at": "2026-11-21T22:00:00Z"}) + "\n",
        ]).encode())

    def test_each_filter_leaves_the_rest_out(self):
        for options, expected in [
                (("--brand", "zarinak"), [4]), (("--source", "t"), [4]),
                (("--label", "positive"), [1]), (("--lang", "fa"), [3]),
                (("--author", "SARA"), [2, 1]), (("--author", "ali"), [3]), (("--author", "@Ali"), [3]), (("--author", "@sara", "--label", "negative"), [2]),
                (("--author", "sara", "--brand", "zarinak"), []),
                (("--rating", "0-40"), [4, 2]), (("--rating", "80-"), [1]),
                (("--rating", "-40", "--brand", "rahaab"), [2]),
                (("--reach", "100"), [2]), (("--story", "1"), [1]), (("--story", "99"), []),
                (("--match", "awful", "--brand", "rahaab"), [2]),
                (("--match", "awful", "--author", "sara", "--rating", "5-20"), [2]),
                (("--limit", "2"), [5, 4]), (("--all", "--source", "s"), [5, 3, 2, 1])]:
            with self.subTest(options=options):
                self.assertEqual(self.found(*options), expected)

    def test_days_begin_in_the_zone_of_the_configuration_and_may_be_jalali(self):
        # The 22nd of November, 1st of Azar, begins at 20:30 UTC in Tehran.
        for day in ("2026-11-22", "1405-09-01", "۱۴۰۵/۰۹/۰۱", "1 آذر 1405"):
            self.assertEqual(self.found("--since", day), [5], day)
            self.assertEqual(self.found("--until", day), [4, 3, 2, 1], day)
        self.assertEqual(self.found("--since", "2026-11-22T00:00:00Z"), [])

    def test_an_author_is_one_page_whatever_the_case_of_the_name(self):
        _, out, trouble = self.folder.run("author", "@SARA")
        lines = [line for line in out.splitlines() if line]
        self.assertEqual((trouble, len(lines)), ("", 5))
        self.assertIn("2         1         1         5000", lines[1])
        _, out, _ = self.folder.run("author", "sara", "--jsonl")
        self.assertEqual([row["id"] for row in json_lines(out)], [2, 1])
        _, out, _ = self.folder.run("author", "--by", "reach", "--jsonl")
        self.assertEqual(json_lines(out)[0]["reach"], 5000)
        self.assertEqual(self.folder.run("author", "--by", "x")[0], 2)
        status, out, trouble = self.folder.run("author", "nobody at all")
        self.assertEqual((status, out.strip(), trouble), (0, "", "nobody of that name\n"))

    def test_what_cannot_be_looked_for_is_told(self):
        for options, why in [(("--need", "love"), "no need 'love'"), (("--stage", "x"), "no stage"),
                             (("--intent", "x"), "no intent 'x'"), (("--rating", "x"), "--rating"),
                             (("--rating", "50-20"), "--rating"), (("--rating", "5"), "--rating"),
                             (("--rating", "0-101"), "--rating"), (("--reach", "-1"), "--reach"),
                             (("--since", "1405-13-01"), "--since: not a time")]:
            status, out, trouble = self.folder.run("mentions", *options)
            self.assertEqual((status, out, why in trouble), (2, "", True), trouble)


if __name__ == "__main__":
    unittest.main()
