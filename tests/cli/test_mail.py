"""Mail over a real conversation, and everything that can go wrong in it."""
import glob
import os
import shutil
import subprocess
import unittest

from nabz import BUILD, NABZ, World

HISTORY, SPIKE = "2026-11-15T12:00:00Z", "2026-11-15T16:00:00Z"
SOON, LATER = "2026-11-15T16:02:00Z", "2026-11-15T16:30:00Z"
CARE, LEAD = "care@zarinak.example", "lead@zarinak.example"
DELIVERIES = "SELECT recipient, state, tries, last_answer FROM v_deliveries ORDER BY 1"
PASSWORD = "s3cr3t-of-the-mail-server"


class MailWorld(World):
    """The demo world at the moment before its burst, with a mail server of the given kind."""

    def __init__(self, *smtp_options, relay=None):
        super().__init__(smtp_options)
        if relay:
            self.relays([relay.replace("PORT", str(self.smtp_port))])
        assert self.crawl(HISTORY) == (0, "", "")

    def relays(self, lines):
        with open(self.file("nabz.yaml"), encoding="utf8") as source:
            head = source.read().split("  relays:\n")[0]
        self.write("nabz.yaml", head + "  relays:\n" + "".join(f"    - {x}\n" for x in lines))

    def deliver(self, now):
        return self.run("crawl", "--no-fetch", "--now", now)

    def received(self):
        return sorted(mail["To"].addresses[0].addr_spec for mail in self.mails())


class WhenMailGoesWrong(unittest.TestCase):
    def told(self, got, *words):
        status, out, trouble = got
        self.assertEqual((status, out), (1, ""), trouble)
        for word in words:
            self.assertIn(word, trouble)
        self.assertNotIn(PASSWORD, trouble)

    def test_mail_waits_for_a_server_that_is_down_and_goes_out_once(self):
        with MailWorld() as world:
            world.stop()
            self.told(world.crawl(SPIKE), "could not connect", CARE, LEAD)
            self.assertEqual(world.query(DELIVERIES), [(CARE, "pending", 1, "could not connect"),
                                                       (LEAD, "pending", 1, "could not connect")])
            port = world.smtp("--port", str(world.smtp_port))
            self.assertEqual(port, world.smtp_port)
            self.assertEqual(world.deliver(SOON), (0, "", ""))
            self.assertEqual(world.deliver(LATER), (0, "", ""))
            self.assertEqual(world.received(), [CARE, LEAD])

    def test_what_is_put_off_goes_out_on_a_later_run(self):
        with MailWorld("--fail-first", "1") as world:
            self.told(world.crawl(SPIKE), "451 try again later")
            self.assertEqual(len(world.received()), 1)
            self.assertEqual(world.deliver(SOON), (0, "", ""))
            self.assertEqual(world.received(), [CARE, LEAD])

    def test_a_refused_recipient_does_not_stop_the_others_and_is_not_tried_again(self):
        with MailWorld("--reject-rcpt", CARE, "550") as world:
            self.told(world.crawl(SPIKE), "550", CARE)
            self.assertEqual(world.received(), [LEAD])
            self.assertEqual(world.deliver(LATER), (0, "", ""))
            [care, lead] = world.query(DELIVERIES)
            self.assertEqual(care, (CARE, "refused", 1, f"550 not to <{CARE}>"))
            self.assertEqual(lead[:3], (LEAD, "sent", 1))
            self.assertIn("250", lead[3])

    def test_a_lost_answer_is_tried_again_with_the_same_message(self):
        with MailWorld("--drop-after-data", "1") as world:
            self.told(world.crawl(SPIKE), "unknown")
            self.assertEqual(world.deliver(SOON), (0, "", ""))
            twice = {}
            for path in sorted(glob.glob(world.file("mail/*.eml"))):
                with open(path, "rb") as mail:
                    body = mail.read()
                twice[body] = twice.get(body, 0) + 1
            self.assertEqual(sorted(twice.values()), [1, 2])
            self.assertEqual([row[1] for row in world.query(DELIVERIES)], ["sent", "sent"])

    def test_the_second_relay_is_used_when_the_first_is_down(self):
        with MailWorld() as world:
            world.relays(['{url: "smtp://127.0.0.1:1", starttls: never}',
                          f'{{url: "smtp://127.0.0.1:{world.smtp_port}", starttls: never}}'])
            self.assertEqual(world.crawl(SPIKE), (0, "", ""))
            self.assertEqual(world.received(), [CARE, LEAD])

    def test_a_certificate_nobody_signed_is_not_trusted(self):
        relay = '{url: "smtp://localhost:PORT"}'
        with MailWorld("--tls", "starttls", relay=relay) as world:
            self.told(world.crawl(SPIKE), "certificate is not trusted")
            self.assertEqual(world.received(), [])
            world.relays([f'{{url: "smtp://localhost:{world.smtp_port}", ca_file: mail/cert.pem}}'])
            self.assertEqual(world.deliver(SOON), (0, "", ""))
            self.assertEqual(world.received(), [CARE, LEAD])

    def test_a_server_without_tls_gets_nothing_that_needs_it(self):
        relay = '{url: "smtp://localhost:PORT", user: nabz, password: {env: MAIL}}'
        with MailWorld(relay=relay) as world:
            world.environment["MAIL"] = PASSWORD
            self.told(world.crawl(SPIKE), "STARTTLS")
            self.assertEqual(world.received(), [])

    def test_user_and_password_are_given_over_tls_and_kept_nowhere(self):
        relay = ('{url: "smtps://localhost:PORT", ca_file: mail/cert.pem, user: nabz, '
                 'password: {file: password}}')
        options = ("--tls", "implicit", "--auth", "nabz", PASSWORD)
        with MailWorld(*options, relay=relay) as world:
            world.write("password", "wrong\n")
            os.chmod(world.file("password"), 0o600)
            self.told(world.crawl(SPIKE), "535")
            world.write("password", PASSWORD + "\n")
            self.assertEqual(world.deliver(SOON), (0, "", ""))
            self.assertEqual(world.received(), [CARE, LEAD])
            for path in glob.glob(world.file("nabz.db*")):
                with open(path, "rb") as database:
                    self.assertNotIn(PASSWORD.encode(), database.read())

    def test_without_what_draws_mails_go_out_without_a_picture(self):
        with MailWorld() as world:
            os.makedirs(world.file("bin"))
            program = shutil.copy(NABZ, world.file("bin/nabz"))
            environment = dict(world.environment, NABZ_DATA=os.path.join(BUILD, "share/nabz"))
            for arguments, said in ((["check"], "pictures cannot be drawn"),
                                    (["alert", "test", "care", "--now", SPIKE], "")):
                done = subprocess.run([program, *arguments], cwd=world.path, env=environment,
                                      capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn(said, done.stderr)
            for mail in world.mails():
                self.assertEqual([part.get_content_type() for part in mail.iter_parts()],
                                 ["text/plain", "text/html"])
                self.assertNotIn("<img", mail.get_body(("html",)).get_content())
            self.assertEqual(len(world.mails()), 2)

    def test_an_alert_tried_out_says_so_everywhere(self):
        with MailWorld() as world:
            self.assertEqual(world.run("alert", "test", "care", "--now", SPIKE),
                             (0, "2 of 2 sent\n", ""))
            for mail, words in zip(world.mails(), (("آزمایشی", "ساختگی"), ("test", "invented"))):
                self.assertIn(words[0], mail["Subject"])
                for kind in "plain", "html":
                    body = mail.get_body((kind,)).get_content()
                    self.assertIn(words[1], body)
                    self.assertIn("nabz alert list", body)
                    self.assertNotRegex(body, "nabz alert (ack|show|mute|resolve)")

    def test_a_mail_says_what_its_severity_asked_for(self):
        with MailWorld() as world:
            self.assertEqual(world.crawl(SPIKE), (0, "", ""))
            texts = [mail.get_body(("plain",)).get_content() for mail in world.mails()]
            self.assertIn("“Critical” means: practically never by chance, 10 mentions at least, "
                          "3 times the usual at least.", texts[1])
            self.assertIn("«بحرانی» یعنی: تقریباً هیچ‌وقت اتفاقی، دست‌کم ۱۰ نظر، "
                          "دست‌کم ۳ برابر همیشه.", texts[0])

    def test_a_password_that_others_may_read_is_not_used(self):
        relay = '{url: "smtps://localhost:PORT", user: nabz, password: {file: password}}'
        with MailWorld("--tls", "implicit", relay=relay) as world:
            world.write("password", PASSWORD + "\n")
            os.chmod(world.file("password"), 0o644)
            self.told(world.crawl(SPIKE), "chmod 600")
            self.assertEqual([row[1] for row in world.query(DELIVERIES)], ["pending", "pending"])


if __name__ == "__main__":
    unittest.main()
