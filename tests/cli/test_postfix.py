"""Mail through a real server, Postfix, and read back by clients nobody here wrote: Python's email
package and mutt."""
import email
import email.policy
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import socket
import struct
import termios
import threading
import time
import unittest

from nabz import Folder
from postfix import DOMAIN, Postfix

NOW, SOON, LATER = "2026-11-22T08:00:00Z", "2026-11-22T08:02:00Z", "2026-11-22T09:00:00Z"
BOXES = "care", "lead", "boss"
DELIVERIES = "SELECT recipient, state, tries, last_answer FROM v_deliveries ORDER BY 1"
CARE, LEAD, BOSS = (f"{name}@{DOMAIN}" for name in ("care", "lead", "boss"))

CONFIG = """\
database: nabz.db
brands:
  - {{name: zarinak, title_fa: زرینک, title_en: Zarinak, any: [zarinak]}}
teams:
  - name: care
    recipients:
      - {{address: care@zarinak.example, name: "تیم مشتریان", language: fa}}
      - {{address: lead@zarinak.example, name: 'Lead "the" O\\Neil', language: en}}
      - {{address: boss@zarinak.example, language: en}}
mail:
  from: nabz@zarinak.example
  from_name: نبض
  relays:
{relays}"""

DONE = (0, "", "")


class Server(Folder):
    """The one mail server of all tests here: it takes longer to start than most of them take."""

    running = None

    def __enter__(self):
        Server.running = Postfix(self, BOXES)
        return self

    def __exit__(self, *what):
        Server.running.__exit__(*what)
        super().__exit__(*what)


def setUpModule():
    unittest.enterModuleContext(Server())


class Team(Folder):
    """A team of three and their real mail server, which has no mail for them yet."""

    config = CONFIG

    def __enter__(self):
        self.server = Server.running
        self.server.rule("")
        self.server.empty()
        self.relays(f'{{url: "{self.server.url("plain")}", starttls: never}}')
        return self

    def without(self, name):
        self.config = "".join(line for line in self.config.splitlines(True)
                              if f"address: {name}@" not in line)

    def relays(self, *relays):
        self.write("nabz.yaml", self.config.format(relays="".join(f"    - {one}\n" for one in relays)))

    def with_user(self, port, password=Postfix.PASSWORD):
        self.write("password", password + "\n")
        os.chmod(self.file("password"), 0o600)
        self.relays(f'{{url: "{self.server.url(port)}", ca_file: {self.server.dir}/cert.pem, '
                    f'user: {Postfix.USER}, password: {{file: password}}}}')

    def test_mail(self, now=NOW):
        return self.run("alert", "test", "care", "--now", now)

    def deliver(self, now):
        return self.run("crawl", "--no-fetch", "--now", now)

    def states(self):
        return [(row[0].split("@")[0], *row[1:3]) for row in self.query(DELIVERIES)]

    def ids(self):
        """Of all mailboxes: Message-ID to how often it is there; every copy must be the same."""
        bodies = {}
        self.server.settle()
        for box in BOXES:
            for mail in self.server.delivered(box):
                parsed = email.message_from_bytes(mail, policy=email.policy.default)
                bodies.setdefault(parsed["Message-ID"], []).append(
                    mail[mail.index(b"Message-ID:"):])
        for copies in bodies.values():
            assert len(set(copies)) == 1
        return {name: len(copies) for name, copies in bodies.items()}


class Cutter(threading.Thread):
    """Stands before a server and cuts the first connections off when the whole message is over."""

    def __init__(self, port, cuts):
        super().__init__(daemon=True)
        self.target, self.cuts = port, cuts
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        while True:
            client = self.listener.accept()[0]
            server = socket.create_connection(("127.0.0.1", self.target))
            threading.Thread(target=self.back, args=(server, client), daemon=True).start()
            threading.Thread(target=self.forth, args=(client, server), daemon=True).start()

    def forth(self, client, server):
        """Hands on; the end of the message too, but whoever sent it is gone before the answer."""
        tail = b""
        while True:
            try:
                part = client.recv(65536)
            except OSError:
                part = b""
            if not part:
                server.close()
                return
            tail = (tail + part)[-5:]
            if tail == b"\r\n.\r\n" and self.cuts > 0:
                self.cuts -= 1
                client.shutdown(socket.SHUT_RDWR)
                client.close()
            server.sendall(part)
            if client.fileno() < 0:
                time.sleep(1)
                server.close()
                return

    @staticmethod
    def back(server, client):
        while True:
            try:
                part = server.recv(65536)
                client.sendall(part)
            except OSError:
                return
            if not part:
                return


class ARealServer(unittest.TestCase):
    def test_takes_mail_in_every_way_and_gives_it_to_who_reads_it(self):
        with Team() as team:
            for number, port in enumerate(("starttls", "login", "implicit")):
                with self.subTest(port=port):
                    team.with_user(port)
                    status, out, trouble = team.test_mail(f"2026-11-22T0{number}:00:00Z")
                    self.assertEqual((status, out, trouble), (0, "3 of 3 sent\n", ""))
                    self.assertEqual(sorted(team.ids().values()), [1] * 3 * (number + 1))
            log = team.server.log()
            for mechanism in "PLAIN", "LOGIN":
                self.assertIn(f"sasl_method={mechanism}, sasl_username=nabz", log)
            answers = [row[3] for row in team.query(DELIVERIES)]
            self.assertTrue(all("250 2.0.0 Ok: queued as" in answer for answer in answers), answers)
            self.read_by_python(team)
            self.read_by_mutt(team)

    def read_by_python(self, team):
        mail = email.message_from_bytes(team.server.messages("lead")[0],
                                        policy=email.policy.default)
        self.assertEqual(mail["To"].addresses[0].display_name, 'Lead "the" O\\Neil')
        self.assertEqual(mail["From"].addresses[0].display_name, "نبض")
        self.assertEqual(mail["Auto-Submitted"], "auto-generated")
        self.assertIn("Zarinak", mail["Subject"])
        self.assertEqual(mail["Return-Path"], "<nabz@zarinak.example>")
        for name in mail.keys():
            self.assertEqual(mail[name].defects, (), name)
        kinds = [part.get_content_type() for part in mail.walk()]
        self.assertEqual(kinds, ["multipart/alternative", "text/plain", "multipart/related",
                                 "text/html", "image/png"])
        self.assertIn("nabz alert list", mail.get_body(("plain",)).get_content())
        self.assertTrue([part for part in mail.walk() if part.get_content_type() == "image/png"]
                        [0].get_content().startswith(b"\x89PNG"))

    def read_by_mutt(self, team):
        """The Persian one, as mutt shows it on a terminal."""
        if not shutil.which("mutt"):
            self.skipTest("mutt is not installed: scripts/install test")
        child, terminal = pty.fork()
        if child == 0:
            os.environ.update(TERM="xterm", LC_ALL="C.UTF-8", HOME=team.path)
            os.execvp("mutt", ["mutt", "-R", "-F", "/dev/null", "-e", "set charset=utf-8 folder=" + team.path,
                               "-e", "alternative_order text/plain",
                               "-f", team.server.dir + "/boxes/care"])
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 120, 160, 0, 0))
        try:
            index, mail = [self.screen(terminal, key) for key in (b"", b"\r")]
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(terminal)
        self.assertIn("زرینک: ۱۲ نظر منفی در ۳ ساعت", index + mail)
        for words in ("تیم مشتریان", "حالا چه کنیم؟", "nabz alert list"):
            self.assertIn(words, mail)

    @staticmethod
    def screen(terminal, key):
        """What is written until nothing more comes, without what moves and colours it."""
        shown, end = b"", time.monotonic() + 20
        if key:
            os.write(terminal, key)
        while time.monotonic() < end and (select.select([terminal], [], [], 1)[0] or not shown):
            shown += os.read(terminal, 65536)
        return re.sub(r"\x1b[\[(][0-9;?]*[A-Za-z]", "", shown.decode("utf8", "replace"))

    def test_refuses_a_wrong_password_and_the_mail_waits_for_the_right_one(self):
        with Team() as team:
            for number, port in enumerate(("starttls", "login", "implicit")):
                now = f"2026-11-2{2 + number}T08:00:00Z"
                team.with_user(port, "wrong")
                status, _, trouble = team.test_mail(now)
                self.assertEqual(status, 1)
                self.assertIn("535 5.7.8", trouble)
                self.assertNotIn("wrong", trouble.replace("wrong password", ""))
                team.with_user(port)
                self.assertEqual(team.deliver(now.replace("08:00", "09:00")), DONE)
                self.assertEqual(sorted(team.ids().values()), [1] * 3 * (number + 1))

    def test_refuses_one_recipient_and_puts_another_off_and_takes_the_third(self):
        with Team() as team:
            team.server.rule(f"{CARE} 550 5.1.1 nobody of that name\n{LEAD} 450 4.2.0 come later\n")
            self.assertEqual(team.test_mail()[0], 1)
            self.assertEqual(team.states(), [("boss", "sent", 1), ("care", "refused", 1),
                                             ("lead", "pending", 1)])
            answers = {row[0]: row[3] for row in team.query(DELIVERIES)}
            self.assertIn("550 5.1.1", answers[CARE])
            self.assertIn("nobody of that name", answers[CARE])
            self.assertIn("450 4.2.0", answers[LEAD])
            team.server.rule("")
            self.assertEqual(team.deliver(LATER), DONE)
            self.assertEqual(team.states(), [("boss", "sent", 1), ("care", "refused", 1),
                                             ("lead", "sent", 2)])
            self.assertEqual([len(team.server.messages(box)) for box in BOXES],
                             [0, 1, 1])

    def test_refuses_a_mail_that_is_too_large_for_good(self):
        with Team() as team:
            team.relays(f'{{url: "{team.server.url("small")}", starttls: never}}')
            self.assertEqual(team.test_mail()[0], 1)
            for row in team.query(DELIVERIES):
                self.assertEqual(row[1], "refused")
                self.assertIn("552 5.3.4", row[3])

    def test_is_the_second_of_two_relays_when_the_first_is_down(self):
        with Team() as team:
            team.relays('{url: "smtp://127.0.0.1:1", starttls: never}',
                        f'{{url: "{team.server.url("plain")}", starttls: never}}')
            self.assertEqual(team.test_mail(), (0, "3 of 3 sent\n", ""))
            self.assertEqual(sorted(team.ids().values()), [1, 1, 1])

    def test_may_have_a_mail_whose_answer_was_lost_and_gets_the_same_again(self):
        with Team() as team:
            cutter = Cutter(team.server.ports["plain"], 1)
            team.relays(f'{{url: "smtp://127.0.0.1:{cutter.port}", starttls: never}}')
            self.assertEqual(team.test_mail()[0], 1)
            self.assertEqual(sorted(state[1] for state in team.states()),
                             ["sent", "sent", "unknown"])
            self.assertEqual(team.deliver(SOON), DONE)
            self.assertEqual(sorted(state[1:] for state in team.states()),
                             [("sent", 1), ("sent", 1), ("sent", 2)])
            counts = team.ids()
            self.assertEqual(len(counts), 3)
            self.assertIn(sorted(counts.values()), ([1, 1, 1], [1, 1, 2]))


class ARunThatIsKilledWhileItDelivers(unittest.TestCase):
    """Between every two steps: writes, syncs, bytes sent. Nothing is lost, and what is there twice
    was in the server's hands when the run was killed, with the same Message-ID and bytes."""

    def killed(self, team, step=None):
        extra = {"LD_PRELOAD": os.environ["NABZ_KILL_AT"], "KILL_COUNT": team.file("steps"),
                 "ASAN_OPTIONS": "verify_asan_link_order=0"}
        if step:
            extra["KILL_AT"] = str(step)
        return team.run("crawl", "--no-fetch", "--now", SOON, extra=extra)

    def restore(self, team):
        for name in ("nabz.db", "nabz.db-wal", "nabz.db-shm"):
            if os.path.exists(team.file(name)):
                os.remove(team.file(name))
        shutil.copy(team.file("before.db"), team.file("nabz.db"))
        team.server.empty()

    def test_loses_nothing_and_repeats_only_what_it_cannot_know(self):
        with Team() as team:  # two of them: what comes after a mail is another mail
            team.without("boss")
            team.relays('{url: "smtp://127.0.0.1:1", starttls: never}')
            self.assertEqual(team.test_mail()[0], 1)
            database = team.database()
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            database.close()
            shutil.copy(team.file("nabz.db"), team.file("before.db"))
            team.relays(f'{{url: "{team.server.url("plain")}", starttls: never}}')
            self.assertEqual(self.killed(team), DONE)
            with open(team.file("steps")) as text:
                steps = int(text.read())
            expected = set(team.ids())
            self.assertEqual(len(expected), 2)
            repeated = 0
            for step in range(1, steps + 1):
                with self.subTest(step=step, of=steps):
                    self.restore(team)
                    self.assertEqual(self.killed(team, step)[0], -9)
                    taken = team.ids()
                    self.assertEqual(team.deliver(LATER), DONE)
                    counts = team.ids()
                    self.assertEqual(set(counts), expected)
                    twice = {name for name, count in counts.items() if count > 1}
                    self.assertTrue(twice <= set(taken) and len(twice) <= 1, (twice, taken))
                    self.assertEqual({state[1] for state in team.states()}, {"sent"})
                    repeated += len(twice)
            self.assertGreater(repeated, 0)  # or it was never killed after DATA
    

if __name__ == "__main__":
    unittest.main()
