"""feeds/README.md: its tables name what the program knows, and its examples do what they say."""
import json
import os
import re
import unittest

from nabz import SOURCE, Folder, json_lines

BASE = {
    "name": "name: t", "summary": "summary: t", "format": "format: json",
    "params": "params: [{name: query}, {name: token}]",
    "request": 'request: {url: "http://shop.example/"}', "items": "items: [$.list]",
}
FEED = {"kind": "feed", "title": None, "link": None, "id": None, "language": None,
        "author": None, "updated_at": None}


def readme():
    with open(os.path.join(SOURCE, "feeds/README.md"), encoding="utf8") as text:
        return text.read()


def rows(section, start):
    """The cells of the table rows of a section that begin with `start`."""
    for line in section.splitlines():
        if re.match(start, line):
            yield [cell.strip(" ") for cell in line.strip("|").split(" | ")]


def sections():
    """The tables of keys, by the name of the key they describe; "" is the top level."""
    for part in readme().split("\n### ")[1:]:
        heading, text = part.split("\n", 1)
        name = heading.strip("`") if heading.startswith("`") else ""
        yield name, [row for row in rows(text.split("\n| filter")[0], r"\| `\w+`( must)? \| `\w+: ")]


def schema():
    """The keys of each part in src/config/recipe.c, with whether they must be there."""
    parts = {"": set(), "params": set(), "request": set(), "paging": set(), "incremental": set(),
             "joins": set(), "fields": set(), "errors": set(), "rate": set(), "obtain": set(),
             "price": set(), "allotment": set(), "follow_deletes": set()}
    tables = {"recipe": "", "param": "params", "join": "joins", "field": "fields",
              "error": "errors"}
    with open(os.path.join(SOURCE, "src/config/recipe.c"), encoding="utf8") as source:
        text = source.read()
    for table, body in re.findall(r"cyaml_schema_field (\w+)_fields\[\] = \{\n(.*?)\n\};", text,
                                  re.S):
        for macro, arguments in re.findall(r"^    (\w+)\((.*?)\),$", body, re.M | re.S):
            key = re.search(r'"(\w+)"', arguments) or re.match(r"\w+, (\w+)", arguments)
            must = "OPTIONAL" not in arguments and macro != "PART"
            parts[tables.get(table, table)].add((key.group(1), must))
    return parts


class TheLanguageOfRecipes(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()

    def tearDown(self):
        self.folder.__exit__()

    def recipe(self, **lines):
        text = "\n".join({**BASE, **lines}.values()) + "\n"
        return self.folder.write("t/recipe.yaml", text)

    def test_every_key_has_a_row_and_every_row_a_key(self):
        written = {name: {(row[0].split("`")[1], row[0].endswith("must")) for row in table}
                   for name, table in sections() if table}
        self.assertEqual(written, schema())

    def test_every_example_of_a_key_is_a_recipe(self):
        self.folder.write("t/page.json", "{}")
        self.folder.write("t/expect.jsonl", json.dumps(FEED) + "\n")
        for name, table in sections():
            for row in table:
                example = row[1].strip("`")
                key = example.split(":")[0]
                with self.subTest(example=example):
                    self.assertIn(key, (name, row[0].split("`")[1]))
                    self.recipe(**{key: example})
                    status, _, trouble = self.folder.run("feed", "check", "./t")
                    self.assertEqual((status, trouble), (0, ""))

    def test_every_filter_does_what_its_row_says(self):
        filters = list(rows(readme().split("\n| filter")[1], r"\| `.*` \| `.*` \| `.*` \|"))
        with open(os.path.join(SOURCE, "src/feed/filter.c"), encoding="utf8") as source:
            table = source.read().split("} filters[] = {")[1].split("};")[0]
        self.assertEqual({row[0].strip("`").split(":")[0] for row in filters},
                         set(re.findall(r'\{"(\w+)"', table)))
        for row in filters:
            name, value, wanted = (cell.strip("`") for cell in row[:3])
            kind, _, rest = wanted.partition(" ")
            field = {"time": "published", "rating": "rating", "reach": "reach"}.get(kind, "author")
            value = json.loads(value) if value.startswith('["') else value
            with self.subTest(filter=name):
                self.recipe(zone="zone: Asia/Tehran", fields="fields:\n  - field: title\n"
                            "    from: [other]\n  - {field: %s, from: [v], filters: [%s]}"
                            % (field, json.dumps(name, ensure_ascii=False)))
                page = self.folder.write("p.http", "HTTP/1.1 200 OK\n\n" + json.dumps(
                    {"list": [{"v": value, "other": "x"}]}))
                _, out, trouble = self.folder.run("extract", "--recipe", "./t", page)
                self.assertEqual(trouble, "")
                got = {**json_lines(out)[2], **json_lines(out)[3]}
                got = got["published_at"] if field == "published" else got[field]
                self.assertEqual(got, None if wanted == "nothing" else rest if kind == "time"
                                 else float(rest) if field in ("rating", "reach") else wanted)

    def test_every_class_of_error_is_explained(self):
        classes = {row[0].strip("`") for row in rows(
            readme().split("\n| class | means")[1].split("\n###")[0], r"\| `\w+` \|")}
        with open(os.path.join(SOURCE, "src/config/recipe.c"), encoding="utf8") as source:
            words = source.read().split("class_words[] = {")[1].split("};")[0]
        self.assertEqual(classes, set(re.findall(r'\{"(\w+)"', words)))


if __name__ == "__main__":
    unittest.main()
