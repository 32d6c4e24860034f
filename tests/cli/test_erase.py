"""What is erased is in no byte of the database, and does not come back."""
import itertools
import json
import threading
import unittest

from nabz import Folder

CONFIG = "database: nabz.db\nbrands:\n  - {name: rahaab, any: [rahaab]}\n"
SECRET = "quixotically"


def line(number, author, text, source="forum"):
    return json.dumps({"id": number, "source": source, "author": author, "text": text,
                       "url": f"http://a.example/{author}/{number}",
                       "published_at": f"2026-11-20T08:00:{number:02}Z"}) + "\n"


LINES = (line(1, "@Sara_K", f"rahaab is {SECRET} late, my kettle came broken and nobody answers") +
         line(2, "sara_k", f"rahaab {SECRET}") + line(3, "reza", "rahaab is fine") +
         line(4, "sara_k", "rahaab elsewhere", "shop"))


class Erased(Folder):
    def __init__(self):
        super().__init__()
        self.write("nabz.yaml", CONFIG)
        self.imports(LINES)
        self.imports(line(2, "sara_k", f"rahaab {SECRET}, edited"))

    def imports(self, lines):
        status, _, errors = self.run("import", "-", stdin=lines.encode())
        assert status == 0, errors

    def facts(self):
        return self.query("SELECT sum(total), sum(negative), sum(positive) FROM facts")

    def left(self):
        return self.query("SELECT native_id FROM mentions ORDER BY 1")


class Persons(unittest.TestCase):
    def test_without_yes_it_only_tells(self):
        with Erased() as folder:
            status, out, _ = folder.run("erase", "@sara_k")
            self.assertEqual(status, 0)
            self.assertEqual(out.count("1 mentions"), 3, out)
            self.assertEqual(len(folder.left()), 4)
            self.assertIn("Nobody", folder.run("erase", "sara")[1])

    def test_no_byte_of_a_person_is_left(self):
        with Erased() as folder:
            before = folder.facts()
            self.assertIn(SECRET.encode(), folder.database_bytes())
            status, out, errors = folder.run("erase", "sara_k", "--yes")
            self.assertEqual((status, out), (0, "3 mentions erased.\n"), errors)
            self.assertNotIn(SECRET.encode(), folder.database_bytes())
            self.assertNotIn(b"sara_k", folder.database_bytes())
            self.assertEqual(folder.left(), [(3,)])
            self.assertEqual(folder.facts(), before)
            for table in ("mention_revisions", "mention_labels", "mention_brands"):
                self.assertEqual(folder.query(f"SELECT count(*) FROM {table} WHERE mention_id "
                                              "NOT IN (SELECT id FROM mentions)"), [(0,)], table)
            self.assertEqual(folder.query("PRAGMA integrity_check"), [("ok",)])

    def test_a_person_does_not_come_back_by_an_import_of_the_same(self):
        with Erased() as folder:
            folder.run("erase", "@SARA_K", "--yes")
            folder.imports(LINES + line(9, "@sara_k", "rahaab again") + line(10, "ali", "rahaab"))
            self.assertEqual(folder.left(), [(3,), (10,)])

    def test_who_reads_the_file_meanwhile_is_in_the_way_and_told_of(self):
        with Erased() as folder:
            reader = folder.database()
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM mentions").fetchall()
            status, out, trouble = folder.run("erase", "sara_k", "--yes")
            self.assertEqual((status, out), (4, "3 mentions erased.\n"))
            self.assertIn("what is erased is still in the file: nabz.db: another program has been "
                          "reading it for ten seconds", trouble)
            self.assertIn(SECRET.encode(), folder.database_bytes())
            reader.rollback()
            self.assertEqual(folder.run("erase", "sara_k", "--yes"), (0, "0 mentions erased.\n", ""))
            self.assertNotIn(SECRET.encode(), folder.database_bytes())
            reader.close()

    def test_who_arrives_while_it_runs_is_forgotten_or_refused(self):
        with Erased() as folder:
            stop = threading.Event()

            def bring():
                for number in itertools.count(100):
                    if stop.is_set():
                        break
                    folder.run("import", "-", stdin=line(number, "sara_k", f"{SECRET} again").encode())

            brings = threading.Thread(target=bring)
            brings.start()
            for _ in range(3):
                self.assertEqual(folder.run("erase", "sara_k", "--yes")[0], 0)
            stop.set()
            brings.join()
            self.assertEqual(folder.query("SELECT count(*) FROM mentions WHERE author LIKE '%sara%'"), [(0,)])
            self.assertEqual(folder.run("mentions", "--match", SECRET, "--jsonl")[1], "")
            self.assertNotIn(SECRET.encode(), folder.database_bytes())

    def test_only_at_one_source(self):
        with Erased() as folder:
            folder.run("erase", "sara_k", "--source", "forum", "--yes")
            self.assertEqual(folder.left(), [(3,), (4,)])
            folder.imports(line(5, "sara_k", "rahaab", "shop") + line(6, "sara_k", "rahaab"))
            self.assertEqual(folder.left(), [(3,), (4,), (5,)])

    def test_search_finds_the_others_and_nothing_of_it(self):
        with Erased() as folder:
            folder.run("erase", "sara_k", "--yes")
            found = json.loads(folder.run("mentions", "--match", "rahaab", "--json")[1])
            self.assertEqual([row["text"] for row in found], ["rahaab is fine"])
            self.assertEqual(folder.run("mentions", "--match", SECRET, "--jsonl")[1], "")


if __name__ == "__main__":
    unittest.main()
