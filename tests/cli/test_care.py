"""Years of use: what is old leaves, a clock that was wrong, a file that is damaged, locked, or has no
room."""
import os
import resource
import sqlite3
import subprocess
import threading
import time
import unittest

from nabz import NABZ, Folder, Site, watched

NOW = "2026-11-22T12:00:00Z"
CONFIG = "database: nabz.db\nbrands: [{name: rahaab, any: [rahaab]}]\n"


def lines(*days):
    return "".join(f'{{"id":"{day}","text":"rahaab on {day}","author":"a","published_at":"{day}T10:00:00Z"}}\n'
                   for day in days).encode()


class Keeping(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.__exit__)

    def take(self, data, now=NOW):
        return self.folder.run("import", "--source", "s", "-", "--now", now, stdin=data)[1]

    def test_old_mentions_leave_and_their_count_stays(self):
        self.folder.write("nabz.yaml", CONFIG + "keep: {mentions: 100d}\n")
        data = lines("2025-01-05", "2026-01-05", "2026-11-20")
        self.take(data)
        self.assertEqual(self.folder.run("db", "prune", "--now", NOW)[:2],
                         (0, "2 mentions, bodies of 0 messages, 0 old records\n"))
        self.assertEqual(self.folder.query("SELECT native_id FROM v_mentions"), [("2026-11-20",)])
        self.assertEqual(self.folder.query("SELECT sum(total) FROM v_daily"), [(3,)])
        self.assertEqual(self.folder.run("mentions", "--match", "rahaab", "--jsonl")[1].count("\n"), 1)
        self.assertEqual(self.take(data), "0 new, 0 changed, 3 known, 0 bad\n")
        self.assertEqual(self.folder.run("db", "check")[:2], (0, "sound\n"))
        self.assertEqual(self.folder.run("db", "compact")[0], 0)

    def test_without_a_word_everything_is_kept(self):
        self.folder.write("nabz.yaml", CONFIG)
        self.take(lines("2010-01-05"))
        self.folder.run("crawl", "--now", NOW)
        self.assertEqual(self.folder.query("SELECT count(*) FROM v_mentions"), [(1,)])

    def test_a_crawl_does_it_once_a_day(self):
        self.folder.write("nabz.yaml", CONFIG + "keep: {mentions: 100d}\n")
        self.folder.run("crawl", "--now", "2026-11-20T12:00:00Z")
        self.take(lines("2026-01-05"))
        self.folder.run("crawl", "--now", NOW)
        self.assertEqual(self.folder.query("SELECT count(*) FROM v_mentions"), [(0,)])
        self.take(lines("2026-01-06"))
        self.folder.run("crawl", "--now", "2026-11-22T13:00:00Z")
        self.assertEqual(self.folder.query("SELECT count(*) FROM v_mentions"), [(1,)])
        self.folder.run("crawl", "--now", "2026-11-23T13:00:00Z")
        self.assertEqual(self.folder.query("SELECT count(*) FROM v_mentions"), [(0,)])

    def test_the_journal_and_sent_messages_do_not_grow_for_ever(self):
        self.folder.write("nabz.yaml", CONFIG + "keep: {records: 62d, messages: 7d}\n")
        for month in ("01", "05", "11"):
            self.folder.run("crawl", "--now", f"2026-{month}-20T00:00:00Z")
        database = self.folder.database()
        for number, state in enumerate(("sent", "pending", "refused", "given_up", "held"), 1):
            database.execute("INSERT INTO deliveries(key, event, team, channel, recipient, body, "
                             "state, tries, created_at) VALUES(?, 'x', 't', 'mail', 'r', x'41', ?, "
                             "1, 0)", (str(number), state))
        database.commit()
        database.close()
        self.assertEqual(self.folder.run("db", "prune", "--now", NOW)[1],
                         "0 mentions, bodies of 3 messages, 2 old records\n")
        self.assertEqual(self.folder.query("SELECT count(*) FROM runs"), [(1,)])
        self.assertEqual(self.folder.query("SELECT state FROM deliveries WHERE length(body) > 0 "
                                           "ORDER BY 1"), [("held",), ("pending",)])

    def test_less_than_what_is_needed_is_refused(self):
        for keep, why in (("mentions: 59d", "59d is not between 60d"), ("messages: 1d", "1d is not"), ("records: 3d", "3d is not"),
                          ("mention: 90d", "did you mean \"mentions\"")):
            self.folder.write("nabz.yaml", CONFIG + f"keep: {{{keep}}}\n")
            status, _, trouble = self.folder.run("check")
            self.assertEqual(status, 3)
            self.assertIn(why, trouble)


class AClockThatWasWrong(unittest.TestCase):
    def test_a_source_polled_in_a_wrong_future_is_polled_again(self):
        with Site("GET /bad\n  status 500\n") as site:
            site.crawl(now="2040-01-01T00:00:00Z")
            self.assertEqual(len(site.requests()), 2)
            status, _, trouble = site.crawl()
            self.assertEqual(len(site.requests()), 4)
            self.assertIn("the clock was set back: the last run was at 2040-01-01T00:00:00Z", trouble)
            self.assertEqual(site.query("SELECT last_success_utc FROM v_sources WHERE source = 'good'"),
                             [(site.NOW,)])
            trouble = site.crawl(now="2026-11-22T13:00:00Z")[2]
            self.assertNotIn("clock", trouble)

    def test_nothing_is_dropped_because_a_clock_jumped_ahead(self):
        with Folder() as folder:
            folder.write("nabz.yaml", CONFIG + "keep: {mentions: 60d}\n")
            folder.run("import", "--source", "s", "-", "--now", NOW,
                       stdin=lines("2026-01-05", "2026-11-20"))
            for now, left in (("2026-11-21T11:00:00Z", 2), ("2027-11-22T12:00:00Z", 2),
                              ("2027-11-22T15:00:00Z", 2), (NOW, 1), ("2026-11-23T12:00:00Z", 1)):
                folder.run("crawl", "--now", now)
                self.assertEqual(folder.query("SELECT count(*) FROM v_mentions"), [(left,)], now)

    def test_hours_that_have_not_been_are_not_covered_when_it_is_right_again(self):
        with Site("GET /bad\n  status 500\n") as site:
            for now in ("2026-11-22T10:00:00Z", "2027-11-22T12:00:00Z", "2026-11-22T12:00:00Z"):
                site.crawl("--all", now=now)
            self.write_failing(site)
            for now in ("2026-11-22T13:00:00Z", "2026-11-22T15:00:00Z"):
                site.crawl("--all", now=now)
            self.assertEqual(site.query("SELECT datetime(max(to_hour) * 3600, 'unixepoch') FROM coverage"),
                             [("2026-11-22 13:00:00",)])

    def test_a_second_and_smaller_leap_of_the_clock_is_set_back_too(self):
        with Site("GET /bad\n  status 500\n") as site:
            for now in ("2026-11-22T10:00:00Z", "2030-11-22T12:00:00Z", "2026-11-22T12:00:00Z",
                        "2027-11-22T12:00:00Z", "2026-11-22T14:00:00Z"):
                site.crawl("--all", now=now)
            self.assertEqual(site.query("SELECT max(to_hour) * 3600 <= unixepoch('2026-11-22 15:00:00') FROM coverage"),
                             [(1,)])

    def test_a_clock_that_falls_a_year_behind_uncovers_nothing_and_covers_no_year(self):
        covered = "SELECT datetime(from_hour * 3600, 'unixepoch'), datetime(to_hour * 3600, 'unixepoch') " \
                  "FROM coverage ORDER BY 1"
        right = ("2026-10-01 10:00:00", "2026-11-12 11:00:00")
        with Site("GET /bad\n  status 500\n") as site:
            for day in ("10-01", "10-08", "10-15", "10-22", "10-29", "11-05", "11-12"):
                site.crawl("--all", now=f"2026-{day}T10:00:00Z")
            self.assertEqual(site.query(covered), [right])
            site.crawl("--all", now="2025-11-14T10:00:00Z")
            self.assertIn(right, site.query(covered))
            site.crawl("--all", now="2026-11-13T10:00:00Z")
            self.assertIn((right[0], "2026-11-13 11:00:00"), site.query(covered))

    def test_a_clock_that_begins_in_1970_reads_nothing(self):
        with Site("GET /bad\n  status 304\n") as site:
            status, _, trouble = site.run("crawl", extra=watched(CLOCK_AT="86400"))
            self.assertEqual(status, 3)
            self.assertIn("the clock says 1970-01-02T00:00:00Z, which is before", trouble)
            self.assertFalse(os.path.exists(site.file("nabz.db")))
            self.assertEqual(site.run("crawl", "--now", NOW, extra=watched(CLOCK_AT="86400"))[0], 0)

    @staticmethod
    def write_failing(site):
        site.write("site.map", "GET /*\n  status 500\n")

    def test_detection_goes_on_when_the_clock_is_right_again(self):
        with Folder() as folder:
            folder.write("nabz.yaml", CONFIG + "teams: [{name: t, commands: [{name: c, run: [cat]}]}]\n"
                         "rules: [{name: spike, team: t}]\n")

            def take(day, hour, count, word):
                data = "".join(f'{{"id":"{day}-{hour}-{i}","text":"rahaab is awful and terrible {word} '
                               f'{i}","published_at":"2026-11-{day:02}T{hour:02}:{i % 60:02}:00Z"}}\n'
                               for i in range(count))
                folder.run("import", "--source", "s", "-", "--now", f"2026-11-{day:02}T23:59:00Z",
                           stdin=data.encode())

            def crawl(now):
                return folder.run("crawl", "--now", now)

            for day in range(1, 19):
                for hour in (3, 9, 15, 21):
                    take(day, hour, 2, "usual")
            crawl("2026-11-19T00:30:00Z")
            crawl("2040-01-01T00:00:00Z")
            crawl("2026-11-19T01:30:00Z")
            take(20, 10, 80, "burst")
            crawl("2026-11-20T11:10:00Z")
            self.assertEqual(folder.query("SELECT count(*) FROM v_incidents WHERE state = 'open'"),
                             [(1,)])

    def test_a_clock_put_right_by_a_little_says_nothing(self):
        with Site("GET /bad\n  status 304\n") as site:
            site.crawl()
            self.assertNotIn("clock", site.crawl(now="2026-11-22T11:58:00Z")[2])


class AFileThatIs(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.__exit__)
        self.folder.write("nabz.yaml", CONFIG)
        self.data = b"".join(lines(f"2026-{m:02}-{d:02}") for m in range(1, 11) for d in range(1, 28))
        self.folder.run("import", "--source", "s", "-", "--now", NOW, stdin=self.data)

    def take_more(self, **options):
        text = b'{"id":"new","text":"rahaab is new"}\n'
        done = subprocess.run([NABZ, "import", "--source", "s", "-", "--now", NOW], input=text,
                              cwd=self.folder.path, env=self.folder.environment,
                              capture_output=True, timeout=120, **options)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def test_damaged_is_told_and_left_alone(self):
        path = self.folder.file("nabz.db")
        size = os.path.getsize(path)
        with open(path, "r+b") as file:
            for at in range(8 * 4096, size, 4096):
                file.seek(at)
                file.write(os.urandom(512))
        with open(path, "rb") as file:
            before = file.read(4096)
        status, _, trouble = self.folder.run("db", "check")
        self.assertEqual(status, 4)
        self.assertRegex(trouble, "damaged|malformed")
        status, _, trouble = self.take_more()
        self.assertEqual(status, 4)
        self.assertIn("nabz.db: database disk image is malformed: restore a backup", trouble)
        with open(path, "rb") as file:
            self.assertEqual(file.read(4096), before)

    def test_no_database_at_all_is_told(self):
        self.folder.write("nabz.db", "hello, I am a text file " * 500)
        for suffix in ("-wal", "-shm"):
            if os.path.exists(self.folder.file("nabz.db" + suffix)):
                os.remove(self.folder.file("nabz.db" + suffix))
        status, _, trouble = self.take_more()
        self.assertEqual((status, "nabz.db: file is not a database" in trouble), (4, True), trouble)

    def test_read_for_long_by_an_analyst_is_written_all_the_same(self):
        reader = self.folder.database()
        rows = reader.execute("SELECT * FROM v_mentions")
        rows.fetchone()
        self.assertEqual(self.take_more()[:2], (0, "1 new, 0 changed, 0 known, 0 bad\n"))
        self.assertEqual(len(rows.fetchall()), 269)
        reader.close()

    def test_written_by_another_for_a_while_is_waited_for(self):
        writer = sqlite3.connect(self.folder.file("nabz.db"), check_same_thread=False)
        writer.execute("BEGIN IMMEDIATE")
        threading.Timer(2, writer.rollback).start()
        self.assertEqual(self.take_more()[:2], (0, "1 new, 0 changed, 0 known, 0 bad\n"))
        time.sleep(.5)
        writer.close()

    def test_written_by_another_for_too_long_is_told_and_loses_nothing(self):
        writer = self.folder.database()
        writer.execute("BEGIN IMMEDIATE")
        status, _, trouble = self.take_more()
        self.assertEqual(status, 4)
        self.assertIn("nabz.db: database is locked: another program has been writing to it for ten seconds", trouble)
        writer.rollback()
        writer.close()
        self.assertEqual(self.take_more()[:2], (0, "1 new, 0 changed, 0 known, 0 bad\n"))

    def test_on_a_full_disk_is_told_and_goes_on_when_there_is_room(self):
        def narrow():
            resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
        status, out, trouble = self.take_more(preexec_fn=narrow)
        self.assertEqual((status, out), (4, ""), trouble)
        self.assertIn("nabz.db: ", trouble)
        self.assertEqual(self.take_more()[:2], (0, "1 new, 0 changed, 0 known, 0 bad\n"))
        self.assertEqual(self.folder.run("db", "check")[1], "sound\n")

    def small(self, size):
        """The database is on a file system of its own from now on."""
        place = self.folder.file("small")
        os.mkdir(place)
        if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", place],
                                          capture_output=True).returncode:
            self.skipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", place], capture_output=True)
        self.folder.write("nabz.yaml", CONFIG.replace("nabz.db", "small/nabz.db"))
        return place

    def fill(self, place, leave):
        room = os.statvfs(place)
        with open(os.path.join(place, "ballast"), "wb") as out:
            out.write(bytes(room.f_bavail * room.f_frsize - leave))

    def test_on_a_disk_without_any_room_is_read_and_written_again_when_there_is(self):
        place = self.small("8m")
        self.take_more()
        self.fill(place, 0)
        status, _, trouble = self.take_more()
        self.assertEqual(status, 4)
        self.assertIn("no room is left where it lies", trouble)
        for command in (("mentions", "--jsonl"), ("status",), ("db", "check")):
            self.assertEqual(self.folder.run(*command)[0], 0, command)
        os.remove(os.path.join(place, "ballast"))
        self.assertEqual(self.take_more()[0], 0)
        self.assertEqual(self.folder.run("db", "check")[1], "sound\n")

    def test_on_a_disk_that_went_read_only_is_read_and_says_why_it_is_not_written(self):
        place = self.small("8m")
        self.take_more()
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        for command in (("mentions", "--jsonl"), ("status",), ("db", "check")):
            self.assertEqual(self.folder.run(*command)[0], 0, command)
        for command in (("db", "compact"), ("rescore",)):
            status, _, trouble = self.folder.run(*command)
            self.assertEqual(status, 4)
            self.assertIn("nothing can be written beside it", trouble)
        self.assertIn("Read-only file system", self.folder.run("crawl")[2])

    def test_copied_to_where_there_is_no_room_leaves_no_half(self):
        place = self.small("8m")
        self.take_more()
        self.fill(place, 100000)
        for command, why in (("backup", "copy to small/copy.db: no room is left there"),
                             ("snapshot", "snapshot: small/copy.db.part: database or disk is full")):
            self.assertEqual(self.folder.run("db", command, "small/copy.db"),
                             (4, "", f"nabz: {why}\n"))
            self.assertEqual([name for name in os.listdir(place) if "copy" in name], [])

    def test_copied_to_a_disk_that_is_read_only_says_so(self):
        place = self.small("8m")
        self.folder.write("nabz.yaml", CONFIG)
        self.take_more()
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        for command in ("backup", "snapshot"):
            self.assertEqual(self.folder.run("db", command, "small/copy.db"),
                             (4, "", "nabz: small/copy.db: Read-only file system\n"))

    def test_on_a_file_system_without_room_is_told_and_goes_on_when_there_is(self):
        place = self.small("1m")
        big = b"".join(b'{"id":%d,"text":"%s"}\n' % (i, b"rahaab " * 300) for i in range(2000))
        status, _, trouble = self.folder.run("import", "--source", "s", "-", stdin=big)
        self.assertEqual(status, 4)
        self.assertRegex(trouble, "small/nabz.db: .*(full|disk I/O error)")
        subprocess.run(["mount", "-o", "remount,size=64m", place], check=True)
        self.assertEqual(self.folder.run("import", "--source", "s", "-", stdin=big)[0], 0)
        self.assertEqual(self.folder.run("sql", "SELECT count(*) AS n FROM v_mentions", "--csv")[1],
                         "\ufeffn\r\n2000\r\n")


if __name__ == "__main__":
    unittest.main()
