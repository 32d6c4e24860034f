"""nabz import: tables of all kinds, column maps, saved pages; good ones and bad ones."""
import json
import os
import resource
import subprocess
import unittest

from nabz import NABZ, SOURCE, Folder, json_lines

NOW = ("--now", "2026-11-22T12:00:00Z")
CONFIG = """\
database: nabz.db
time_zone: Asia/Tehran
brands:
  - {name: rahaab, any: [rahaab, رهاب]}
"""


class Imports(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.__exit__)
        self.folder.write("nabz.yaml", CONFIG)

    def put(self, name, data):
        with open(self.folder.file(name), "wb") as out:
            out.write(data if isinstance(data, bytes) else data.encode())

    def take(self, data, *options, name="a.csv", source="s"):
        self.put(name, data)
        named = ("--source", source) if source else ()
        return self.folder.run("import", *named, *options, name, *NOW)

    def stored(self, what="text"):
        return self.folder.query(f"SELECT {what} FROM v_mentions ORDER BY id")

    def refused(self, data, why, *options, **more):
        status, out, trouble = self.take(data, *options, **more)
        self.assertEqual((status, out), (2, ""), trouble)
        self.assertIn(why, trouble)
        self.assertFalse(os.path.exists(self.folder.file("nabz.db")))


class Tables(Imports):
    TABLE = "id,text,author,published_at,rating,reach\n" \
            "1,rahaab is good,Ana,2026-11-20T10:00:00Z,80,12\n" \
            "2,\"rahaab, \"\"again\"\"\nand again\",Bo,2026-11-20,,\n"

    def test_a_csv_is_taken_once(self):
        self.assertEqual(self.take(self.TABLE), (0, "2 new, 0 changed, 0 known, 0 bad\n", ""))
        self.assertEqual(self.stored("text, author, posted_utc, posted_precision, rating, reach"), [
            ("rahaab is good", "Ana", "2026-11-20T10:00:00Z", "second", 80, 12),
            ('rahaab, "again"\nand again', "Bo", self.stored("posted_utc")[1][0], "day", None, None)])
        self.assertEqual(self.take(self.TABLE)[1], "0 new, 0 changed, 2 known, 0 bad\n")
        self.assertEqual(self.folder.run("mentions", "--match", "again", "--jsonl")[1].count("\n"), 1)

    def test_every_encoding_and_line_end_reads_the_same(self):
        text = "id,text,author\n1,این گوشی خوب است,رضا\n2,بد بود,سارا\n"
        wanted = [("این گوشی خوب است", "رضا"), ("بد بود", "سارا")]
        old = text.replace("ی", "ي")
        for data in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16"),
                     text.encode("utf-16-be"), b"\xfe\xff" + text.encode("utf-16-be"),
                     text.encode("utf-16-le"), text.encode("utf-32"), old.encode("cp1256"),
                     text.replace("\n", "\r\n").encode(), text.rstrip("\n").encode(),
                     text.replace(",", ";").encode(), text.replace(",", "\t").encode("utf-16")):
            self.folder.write("nabz.yaml", CONFIG)
            self.assertEqual(self.take(data)[0], 0, data)
            self.assertEqual([tuple(c.replace("ي", "ی") for c in row)
                              for row in self.stored("text, author")], wanted, data)
            for suffix in ("", "-wal", "-shm"):
                if os.path.exists(self.folder.file("nabz.db" + suffix)):
                    os.remove(self.folder.file("nabz.db" + suffix))

    def test_rows_of_two_encodings_in_one_file_are_both_read(self):
        data = "id,text\n1,خوب بود\n".encode() + "2,خيلي بد بود\n".encode("cp1256")
        self.assertEqual(self.take(data)[0], 0)
        self.assertEqual(self.stored(), [("خوب بود",), ("خيلي بد بود",)])

    def test_bad_rows_are_named_and_the_others_are_taken(self):
        rows = (('1,fine,,,', None),
                ('2,x,not a day,,', ":3:5: field published_at: not a date: \"not a day\""),
                ('3,x,,five,', ":4:6: field rating: not a number: \"five\""),
                ('4,x,,101,', ":5:6: field rating: out of range: 101"),
                ('5,x,,,-3', ":6:7: field reach: out of range: -3"),
                ('6,x,,', ":7:1: 4 fields, the header has 5"),
                ('7,x,,,,', ":8:1: 6 fields, the header has 5"),
                ('8,"x"y,,,', ":9:1: text behind a closing quote"),
                ('9,,,,', ":10:3: field text: missing"),
                ('10,fine too,,,', None),
                ('11,"never closed,,,', ":12:1: the quote is never closed"))
        status, out, trouble = self.take("id,text,published_at,rating,reach\n" +
                                         "\n".join(row for row, _ in rows))
        told = trouble.splitlines()
        wanted = [why for _, why in rows if why]
        self.assertEqual((status, out), (1, f"2 new, 0 changed, 0 known, {len(wanted)} bad\n"))
        self.assertEqual(told, ["nabz: a.csv" + why for why in wanted])
        self.assertEqual(self.stored(), [("fine",), ("fine too",)])

    def test_a_row_without_an_id_is_known_by_what_it_says(self):
        table = "text,author,published_at\nrahaab is slow,Ana,2026-11-20\nrahaab is slow,Bo,2026-11-20\n"
        self.assertEqual(self.take(table)[1], "2 new, 0 changed, 0 known, 0 bad\n")
        self.assertEqual(self.take(table)[1], "0 new, 0 changed, 2 known, 0 bad\n")

    def test_a_rating_alone_is_a_mention(self):
        self.assertEqual(self.take("id,rating\n1,20\n")[1], "1 new, 0 changed, 0 known, 0 bad\n")

    def test_a_time_to_come_is_taken_as_now_and_told(self):
        status, _, trouble = self.take("id,text,published_at\n1,x,2030-01-01T00:00:00Z\n")
        self.assertEqual((status, trouble), (0, "nabz: a.csv:2: a time to come: taken as now\n"))
        self.assertEqual(self.stored("posted_utc"), [("2026-11-22T12:00:00Z",)])

    def test_files_that_are_no_table_are_refused_before_anything_is_stored(self):
        self.refused("who,what\n1,2\n", "a.csv:1:1: no column 'text', 'title' or 'rating'; --map")
        self.refused("id,text,Text\n", "a.csv:1:9: a second column 'Text'")
        self.refused("", "a.csv:1:1: empty: a header is wanted")
        self.refused('id,"text\n1,x\n', "a.csv:1:1: the header: the quote is never closed")
        self.refused('[{"id":1}]', "a.json:1:1: a list in JSON: an object a line", name="a.json")
        self.assertEqual(self.folder.run("import", "none.csv")[0::2],
                         (2, "nabz: none.csv: No such file or directory\n"))

    def test_what_is_kept_of_hostile_text_is_clean(self):
        data = b"id,text\n1,a\0b\xff\xe2\x80\xaec\x07\n"
        self.assertEqual(self.take(data)[0], 0)
        self.assertNotIn("\0", self.stored()[0][0])
        self.assertNotIn("\u202e", self.stored()[0][0])


class Lines(Imports):
    def test_what_extract_prints_can_be_imported(self):
        page = os.path.join(SOURCE, "feeds/hacker-news/page.json")
        _, lines, _ = self.folder.run("extract", "--recipe", "hacker-news", page)
        count = sum(row["kind"] == "mention" for row in json_lines(lines))
        self.assertGreater(count, 0)
        self.assertEqual(self.take(lines, name="a.jsonl"),
                         (0, f"{count} new, 0 changed, 0 known, 0 bad\n", ""))

    def test_hostile_json_spoils_its_own_line(self):
        lines = ('{"id":1,"text":"fine"}', "[" * 10000, '{"a":' * 10000, '{"id":1,"id":2,"text":"x"}',
                 '{"id":99999999999999999999999,"text":"x"}', '{"id":1e999,"text":"x"}',
                 '{"id":{},"text":"x"}', '{"id":1,"text":["x"]}', '{"id":4,"text":"x"', '5', '"x"',
                 '{"id":5,"text":"\\ud800"}', '{"id":6,"text":"a\0b"}', '{"id":7,"text":"fine"}')
        status, out, trouble = self.take("\n".join(lines), name="a.jsonl")
        self.assertEqual((status, out), (1, f"2 new, 0 changed, 0 known, {len(lines) - 2} bad\n"))
        for number, why in ((2, "maximum parsing depth"), (3, "maximum parsing depth"),
                            (4, "duplicate object key"), (5, "too big integer"),
                            (6, "real number overflow"), (7, "field id: neither a text"),
                            (8, "field text: neither a text"), (10, "expected near '5'")):
            line = trouble.splitlines()[number - 2]
            self.assertTrue(line.startswith(f"nabz: a.jsonl:{number}:") and why in line, line)

    def test_many_sources_in_turn_are_kept_apart(self):
        lines = "".join(json.dumps({"source": f"s{i % 7}", "id": i // 7, "text": f"x {i}"}) + "\n"
                        for i in range(3000))
        self.assertEqual(self.take(lines, name="a.jsonl", source=None)[1],
                         "3000 new, 0 changed, 0 known, 0 bad\n")
        self.assertEqual(self.folder.query("SELECT count(DISTINCT source), count(*) FROM v_mentions"),
                         [(7, 3000)])

    def test_a_line_over_a_megabyte_is_named_with_its_size_everywhere(self):
        long = '{"id":2,"text":"' + "x" * 3000000 + '"}'
        lines = f'{{"id":1,"text":"good"}}\n{long}\n{{"id":3,"text":"bad"}}\n'
        why = f"a.jsonl:2:1: longer than 1 MiB: {len(long)} bytes"
        status, out, trouble = self.take(lines, name="a.jsonl")
        self.assertEqual((status, out), (1, "2 new, 0 changed, 0 known, 1 bad\n"))
        self.assertIn(why, trouble)
        status, out, trouble = self.folder.run("score", "--jsonl", "a.jsonl")
        self.assertEqual((status, [row["id"] for row in json_lines(out)]), (1, [1, None, 3]))
        self.assertIn(why, trouble)
        self.put("a.jsonl", lines.replace('"}\n', '","label":"positive"}\n'))
        status, out, trouble = self.folder.run("eval", "--json", "a.jsonl")
        self.assertEqual((status, json.loads(out)[0]["rows"]), (1, 2))
        self.assertIn("a.jsonl:2:1: longer than 1 MiB", trouble)

    def test_memory_does_not_grow_with_the_file(self):
        def peak(rows):
            with open(self.folder.file("a.jsonl"), "w") as out:
                for i in range(rows):
                    out.write(f'{{"id":{i % 50},"text":"{"word " * 400}"}}\n')
            script = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, "
                      "stdout=subprocess.DEVNULL); "
                      "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
            return int(subprocess.run(["/usr/bin/python3", "-c", script, NABZ, "import", "--source",
                                       "s", "a.jsonl"], cwd=self.folder.path, check=True,
                                      env=dict(os.environ, ASAN_OPTIONS="quarantine_size_mb=1"),
                                      capture_output=True).stdout)
        peak(10)
        few, many = peak(2000), peak(20000)
        self.assertLess(many, few * 1.25)

    def test_an_address_space_without_room_for_the_file_is_enough(self):
        if subprocess.run([NABZ, "--help"], capture_output=True,
                          preexec_fn=self.narrow).returncode:
            self.skipTest("sanitizers want all of the address space")
        with open(self.folder.file("a.jsonl"), "w") as out:
            out.write('{"id":1,"text":"good"}\n')
            for _ in range(600):
                out.write("x" * 1048576)
            out.write('\n{"id":2,"text":"bad"}\n')
        done = subprocess.run([NABZ, "import", "--source", "s", "a.jsonl"], cwd=self.folder.path,
                              capture_output=True, preexec_fn=self.narrow)
        self.assertEqual(done.stdout, b"2 new, 0 changed, 0 known, 1 bad\n", done.stderr)

    @staticmethod
    def narrow():
        resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))


class Maps(Imports):
    EXPORT = "Review ID;Full Text;Name;Date;Stars\n" \
             "a1;rahaab خوب نیست;Ana;5/11/2026 14:30;2\n" \
             "a2;rahaab;Bo;۱۴۰۵/۰۸/۲۹;0\n"
    MAP = "id=Review ID,text=Full Text,author=Name,time=Date|date:day_first," \
          "rating=Stars|zero_is_none|scale:1-5"

    def check_stored(self):
        self.assertEqual(self.stored("text, author, posted_precision, rating"),
                         [("rahaab خوب نیست", "Ana", "second", 25), ("rahaab", "Bo", "day", None)])
        self.assertEqual(self.stored("posted_utc")[0], ("2026-11-05T11:00:00Z",))
        self.assertEqual(self.stored("posted_local")[1][0][:10], "2026-11-20")

    def test_an_export_is_read_by_a_map(self):
        self.assertEqual(self.take(self.EXPORT, "--map", self.MAP),
                         (0, "2 new, 0 changed, 0 known, 0 bad\n", ""))
        self.check_stored()

    def test_a_map_may_stand_in_the_configuration(self):
        self.folder.write("nabz.yaml", CONFIG + "imports:\n  - name: tool\n    source: play\n"
                          f"    columns: {json.dumps(self.MAP.split(','))}\n")
        self.assertEqual(self.take(self.EXPORT, "--map", "tool", source=None)[0], 0)
        self.check_stored()
        self.assertEqual(self.stored("DISTINCT source"), [("play",)])
        self.assertEqual(self.folder.run("check")[0], 0)
        self.refused_map("tol", "did you mean 'tool'?")
        self.refused_map("other", "no map 'other' under imports")

    def refused_map(self, text, why):
        self.put("b.csv", self.EXPORT)
        status, out, trouble = self.folder.run("import", "--source", "s", "--map", text, "b.csv")
        self.assertEqual((status, out), (2, ""), trouble)
        self.assertIn(why, trouble)

    def test_the_values_of_an_enum_may_be_many(self):
        for map_text in ("rating=M|enum:good=100,bad=0,text=T", "text=T,rating=M|enum:good=100,bad=0"):
            self.assertEqual(self.take("T,M\nx,good\ny,bad\n", "--map", map_text)[0], 0)
        self.assertEqual(self.stored("text, rating"), [("x", 100), ("y", 0)])

    def test_a_map_that_does_not_fit_is_told(self):
        for text, why in (("text=Ful Text", "b.csv:1:1: no column 'Ful Text'; did you mean 'Full Text'?"),
                          ("text=Body", "b.csv:1:1: no column 'Body'"),
                          ("txt=Full Text", "--map: no field 'txt'; did you mean 'text'?"),
                          ("mood=Name", "--map: no field 'mood'; known here: id, url, title, text"),
                          ("text=Full Text,text=Name", "--map: text: said twice"),
                          ("text=", "--map: text: no column named"),
                          ("text=Full Text,Name", "--map: 'Name': wanted FIELD=COLUMN"),
                          ("text=Full Text|shout", "--map: text: unknown filter \"shout\""),
                          ("rating=Stars|scale:5", "--map: rating: filter \"scale:5\": wrong argument"),
                          ("source=Name|html", "--map: source: takes no filters")):
            self.refused_map(text, why)
        self.assertFalse(os.path.exists(self.folder.file("nabz.db")))

    def test_a_bad_map_of_the_configuration_is_found_by_check(self):
        self.folder.write("nabz.yaml", CONFIG +
                          "imports:\n  - {name: tool, columns: [txt=Body]}\n")
        status, _, trouble = self.folder.run("check")
        self.assertEqual(status, 3)
        self.assertIn("import tool: no field 'txt'; did you mean 'text'?", trouble)
        self.folder.write("nabz.yaml", CONFIG +
                          "imports:\n  - {name: tool, columns: [text=B], time_zone: Mars/Base}\n")
        self.assertEqual(self.folder.run("check")[0], 3)

    def test_a_rating_off_its_scale_is_a_bad_row(self):
        status, out, trouble = self.take("T,S\nx,7\ny,5\n", "--map", "text=T,rating=S|scale:1-5")
        self.assertEqual((status, out), (1, "1 new, 0 changed, 0 known, 1 bad\n"))
        self.assertEqual(trouble, "nabz: a.csv:2:3: field S: 7 is not on the scale 1-5\n")

    def test_maps_work_on_lines_of_json_too(self):
        self.assertEqual(self.take('{"Body":"rahaab","n":4}\n', "--map",
                                   "text=Body,rating=n|scale:1-5", name="a.jsonl")[0], 0)
        self.assertEqual(self.stored("text, rating"), [("rahaab", 75)])


class Pages(Imports):
    def page(self, *options, name):
        return self.folder.run("import", *options, os.path.join(SOURCE, name), *NOW)

    def test_a_saved_page_is_read_as_a_poll_would(self):
        self.assertEqual(self.page("--recipe", "hacker-news", "--source", "hn",
                                   name="feeds/hacker-news/page.json")[0], 0)
        with open(os.path.join(SOURCE, "feeds/hacker-news/expect.jsonl"), encoding="utf8") as lines:
            expected = [row for row in json_lines(lines.read()) if row["kind"] == "mention"]
        self.assertEqual(self.stored("native_id, text"),
                         [(row["id"], row["text"]) for row in expected])
        _, out, _ = self.page("--recipe", "hacker-news", "--source", "hn",
                              name="feeds/hacker-news/page.json")
        self.assertEqual(out, f"0 new, 0 changed, {len(expected)} known, 0 bad\n")

    def test_a_saved_page_covers_no_hour_and_its_lines_do(self):
        page = os.path.join(SOURCE, "feeds/hacker-news/page.json")
        self.page("--recipe", "hacker-news", "--source", "page", name="feeds/hacker-news/page.json")
        self.assertEqual(self.folder.query("SELECT count(*) FROM coverage"), [(0,)])
        _, lines, _ = self.folder.run("extract", "--recipe", "hacker-news", page)
        self.folder.run("import", "--source", "lines", "-", *NOW, stdin=lines.encode())
        self.assertEqual(self.folder.query("SELECT DISTINCT s.name FROM coverage c JOIN sources s "
                                           "ON s.id = c.source_id"), [("lines",)])

    def test_a_whole_answer_tells_its_charset(self):
        page = '<rss version="2.0"><channel><title>x</title><item><guid>1</guid>' \
               '<title>رهاب بد</title></item></channel></rss>'
        self.put("a.txt", b"HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=windows-1256\r\n"
                          b"\r\n" + page.replace("ی", "ي").encode("cp1256"))
        status, out, trouble = self.folder.run("import", "--recipe", "syndication", "--source", "f",
                                               "a.txt", *NOW)
        self.assertEqual((status, out), (0, "1 new, 0 changed, 0 known, 0 bad\n"), trouble)
        self.assertEqual(self.stored("title"), [("رهاب بد",)])

    def test_what_says_nothing_of_a_page_or_a_survey_is_refused(self):
        self.put("a.txt", "nps\n9\n")
        page, survey = ("--recipe", "syndication"), ("--survey",)
        for kind in (page, survey):
            for option in (("--since", "7d"), ("--until", "2026-11-22"), ("--sample",)):
                got, out, trouble = self.folder.run("import", "--source", "f", *kind, *option, "a.txt", *NOW)
                self.assertEqual((got, out), (2, ""), trouble)
                self.assertIn("--since, --until and --sample are of mentions in rows", trouble)
        for option in ("--url", "--content-type"):
            got, _, trouble = self.folder.run("import", "--source", "f", option, "x", "a.txt", *NOW)
            self.assertEqual(got, 2)
            self.assertIn("they want --recipe", trouble)
        self.assertFalse(os.path.exists(self.folder.file("nabz.db")))

    def test_what_is_no_page_is_told(self):
        self.put("a.txt", "<html>no feed</html>")
        for options, status, why in (
                (("--recipe", "syndication", "--source", "f"), 1, "a.txt: "),
                (("--recipe", "syndication"), 2, "--recipe wants a --source"),
                (("--recipe", "sindication", "--source", "f"), 3, "sindication"),
                (("--recipe", "syndication", "--map", "text=x"), 2, "one of --survey, --recipe")):
            got, out, trouble = self.folder.run("import", *options, "a.txt", *NOW)
            self.assertEqual((got, out), (status, ""), trouble)
            self.assertIn(why, trouble)


if __name__ == "__main__":
    unittest.main()
