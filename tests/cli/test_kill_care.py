"""Erasing, importing, pruning, compacting killed at any step, and done again, end where an undisturbed one ends."""
import json
import os
import subprocess
import unittest

from nabz import BUILD, Folder, killed_at, steps_of, watched

CONFIG = "database: nabz.db\nkeep: {mentions: 60d}\nbrands:\n  - {name: rahaab, any: [rahaab]}\n"
NOW = ("--now", "2026-11-22T12:00:00Z")
SECRET = "quixotically"
POINTS = 8

LOGICAL = (
    "SELECT source, native_id, text, author, url, label, brand, story FROM v_mentions ORDER BY 1, 2, 7",
    "SELECT brand_id, slot, source_id, total, negative, stories FROM facts ORDER BY 1, 2, 3",
    "SELECT key FROM mentions_gone ORDER BY 1",
    "SELECT base, mentions FROM url_bases ORDER BY 1",
    "SELECT from_hour, to_hour FROM coverage ORDER BY 1",
    "SELECT key FROM mention_keys ORDER BY 1",
    "PRAGMA integrity_check")


def line(number):
    author = ("sara", "reza", "ali")[number % 3]
    text = f"rahaab is {SECRET} late" if author == "sara" else f"the parcel of rahaab, number {number}"
    month, day = 8 if number % 2 else 11, 1 + number % 20
    return json.dumps({"id": number, "source": "forum", "author": author, "text": text,
                       "url": f"http://a.example/{author}/{number}",
                       "published_at": f"2026-{month:02}-{day:02}T08:{number % 60:02}:00Z"}) + "\n"


class Kept(Folder):
    def __init__(self, filled=True):
        super().__init__()
        self.write("nabz.yaml", CONFIG)
        self.write("all.jsonl", "".join(line(number) for number in range(120)))
        if filled:
            assert self.run("import", "all.jsonl", *NOW)[0] == 0

    def parts(self, ending=".part"):
        return [name for name in os.listdir(self.path) if name.startswith(f"copy.db{ending}")]

    def outcome(self):
        return [self.query(sql) for sql in LOGICAL]


class ACommandThatIsKilled(unittest.TestCase):
    def killed_in(self, *command, filled=True, look=lambda folder: None):
        with Kept(filled) as folder:
            steps = steps_of(folder, lambda extra: folder.run(*command, *NOW, extra=extra))
            expected = folder.outcome()
        for point in range(POINTS):
            step = 1 + point * (steps - 1) // (POINTS - 1)
            with self.subTest(step=step, of=steps), Kept(filled) as folder:
                self.assertEqual(folder.run(*command, *NOW, extra=killed_at(step))[0], -9)
                self.assertEqual(folder.query("PRAGMA integrity_check"), [("ok",)])
                self.assertFalse(os.path.exists(folder.file("copy.db")))
                status, _, trouble = folder.run(*command, *NOW)
                self.assertEqual((status, trouble), (0, ""))
                self.assertEqual(folder.outcome(), expected)
                look(folder)

    def test_while_it_imports(self):
        self.killed_in("import", "all.jsonl", filled=False)

    def test_while_it_prunes(self):
        self.killed_in("db", "prune")

    def test_while_it_compacts(self):
        self.killed_in("db", "compact")

    def test_while_it_copies_the_file_and_half_a_copy_is_never_taken_for_one(self):
        def look(folder):
            self.assertEqual([name for name in os.listdir(folder.path) if "copy" in name], ["copy.db"])
            self.assertEqual(folder.run("db", "check", "--db", "copy.db")[:2], (0, "sound\n"))
        for command in ("backup", "snapshot"):
            with self.subTest(command=command):
                self.killed_in("db", command, "copy.db", look=look)

    def test_two_copies_of_one_name_at_once_are_one_whole_one(self):
        """The second would take the first one's half for a rest of something that was killed."""
        program = os.path.join(BUILD, "bin", "nabz")
        with Kept() as folder:
            for command in ("backup", "snapshot"):
                copies = [subprocess.Popen([program, "db", command, "copy.db"], cwd=folder.path,
                                           stderr=subprocess.PIPE, text=True) for _ in range(4)]
                ends = sorted((copy.communicate()[1], copy.returncode) for copy in copies)
                self.assertEqual(ends, [("", 0)] + [("nabz: copy.db: is there already\n", 4)] * 3)
                self.assertEqual(folder.run("db", "check", "--db", "copy.db")[:2], (0, "sound\n"))
                self.assertEqual([n for n in os.listdir(folder.path) if "part" in n], [])
                os.remove(folder.file("copy.db"))

    def test_a_copy_of_which_nobody_can_tell_whether_it_is_still_written_is_left_alone(self):
        """Without locks: the half of one that was killed may be that of another at work."""
        refused = ("nabz: copy.db.part: is there, and its folder cannot be locked to see whether it "
                   "is still being written: remove it if it is not\n")
        for command in ("backup", "snapshot"):
            with Kept() as folder:
                def run(extra):
                    return folder.run("db", command, "copy.db", extra=dict(extra, NO_FLOCK="1"))
                steps = steps_of(folder, run)
                os.remove(folder.file("copy.db"))
                for point in range(POINTS):
                    step = (1 + point) * steps // POINTS
                    with self.subTest(command=command, step=step, of=steps):
                        self.assertEqual(run(killed_at(step))[0], -9)
                        self.assertEqual(run(watched()), (4, "", refused))
                        self.assertIn("copy.db.part", folder.parts())
                        self.assertNotIn("copy.db", folder.parts(""))
                        os.remove(folder.file("copy.db.part"))
                        self.assertEqual(run(watched()), (0, "", ""))
                        self.assertEqual(folder.run("db", "check", "--db", "copy.db")[1], "sound\n")
                        self.assertEqual(folder.parts(""), ["copy.db"])
                        os.remove(folder.file("copy.db"))

    def test_two_at_once_without_locks_are_one_whole_one(self):
        program = os.path.join(BUILD, "bin", "nabz")
        with Kept() as folder:
            for command in ("backup", "snapshot"):
                copies = [subprocess.Popen([program, "db", command, "copy.db"], cwd=folder.path,
                                           env=dict(os.environ, **watched(NO_FLOCK="1")),
                                           stderr=subprocess.PIPE, text=True) for _ in range(4)]
                ends = sorted((copy.communicate()[1], copy.returncode) for copy in copies)
                self.assertEqual(ends[0], ("", 0))
                for trouble, status in ends[1:]:
                    self.assertRegex(trouble, "^nabz: copy.db(: is there already|.part: is there, )")
                    self.assertEqual(status, 4)
                self.assertEqual(folder.run("db", "check", "--db", "copy.db")[:2], (0, "sound\n"))
                self.assertEqual(folder.parts(""), ["copy.db"])
                os.remove(folder.file("copy.db"))

    def test_while_it_forgets_a_person_no_byte_of_whom_is_left_in_the_end(self):
        def look(folder):
            self.assertNotIn(SECRET.encode(), folder.database_bytes())
            self.assertNotIn(b"sara", folder.database_bytes())
            self.assertEqual(folder.run("mentions", "--match", SECRET, "--jsonl")[1], "")
        self.killed_in("erase", "sara", "--yes", look=look)


if __name__ == "__main__":
    unittest.main()
