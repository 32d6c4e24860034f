"""Webhooks and commands: what they are told, how they are signed, and everything that goes wrong."""
import glob
import hashlib
import hmac
import json
import os
import signal
import subprocess
import time
import unittest

from nabz import BUILD, NABZ, World, json_lines

HISTORY, SPIKE = "2026-11-15T12:00:00Z", "2026-11-15T16:00:00Z"
SOON, LATER = "2026-11-15T16:02:00Z", "2026-11-15T16:30:00Z"
SECRET = "s3cr3t-of-the-webhook"
DELIVERIES = ("SELECT recipient, state, tries, last_answer FROM v_deliveries "
              "WHERE channel = '{}' ORDER BY 1")
HOOK = '{name: pager, url: "HTTP/hook", secret: {file: secret}, allow_private: yes}'


class ChannelWorld(World):
    """The demo world at the moment before its burst, with webhooks and commands for the team; what
    a site of ours answers to them is a map of tests/loopback/map.h."""

    def __init__(self, answers="POST /hook\n  status 204\n", webhooks=(HOOK,), commands=()):
        super().__init__()
        self.answer(answers)
        port = self.start([os.path.join(BUILD, "bin", "loopback_http"), "--map",
                           self.file("hooks.map"), "--port-file", self.file("hooks.port"), "--log",
                           self.file("requests")], "hooks.port")
        self.write("secret", SECRET + "\n")
        os.chmod(self.file("secret"), 0o600)
        self.channels(webhooks, commands, f"http://127.0.0.1:{port}")
        assert self.crawl(HISTORY) == (0, "", "")

    def answer(self, answers):
        self.write("hooks.map", answers)

    def channels(self, webhooks, commands, http):
        with open(self.file("nabz.yaml"), encoding="utf8") as source:
            head, tail = source.read().split("\nrules:\n")
        for key, rows in (("webhooks", webhooks), ("commands", commands)):
            if rows:
                lines = [f"    {key}:", *("      - " + row.replace("HTTP", http) for row in rows)]
                head += "\n" + "\n".join(lines)
        self.write("nabz.yaml", head + "\nrules:\n" + tail)

    def deliver(self, now):
        return self.run("crawl", "--no-fetch", "--now", now)

    def requests(self):
        if not os.path.exists(self.file("requests")):
            return []
        with open(self.file("requests"), encoding="utf8") as log:
            rows = json_lines(log.read())
        for row in rows:
            row["headers"] = {name.lower(): value.strip() for name, _, value in
                              (line.partition(":") for line in row["headers"])}
        return rows

    def rows(self, channel="webhook"):
        return self.query(DELIVERIES.format(channel))

    def holds_secret(self):
        for path in glob.glob(self.file("nabz.db*")):
            with open(path, "rb") as database:
                if SECRET.encode() in database.read():
                    return path
        return None


class Webhooks(unittest.TestCase):
    def test_an_event_is_posted_signed_and_can_be_told_apart(self):
        with ChannelWorld() as world:
            self.assertEqual(world.crawl(SPIKE), (0, "", ""))
            [request] = world.requests()
            headers, body = request["headers"], request["body"]
            self.assertEqual(headers["content-type"], "application/json")
            digest = hmac.new(SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()
            self.assertEqual(headers["x-nabz-signature"], "sha256=" + digest)
            event = json.loads(body)
            self.assertEqual(headers["idempotency-key"], event["id"])
            self.assertEqual((event["version"], event["event"], event["team"]),
                             (1, "opened", "care"))
            [shown] = world.query("SELECT brand, severity, observed, opened_utc FROM v_incidents "
                                  "WHERE state = 'open'")
            incident, numbers = event["incident"], event["numbers"]
            self.assertEqual((incident["brand"], incident["severity"]), shown[:2])
            self.assertEqual(incident["brand_en"], "Zarinak")
            self.assertEqual(numbers["observed"], shown[2])
            self.assertGreater(numbers["observed"], 3 * numbers["usual"])
            self.assertTrue(event["sources"] and event["words"])
            for sample in event["samples"]:
                self.assertTrue(sample["text"] and sample["source"] and sample["native_id"])
            self.assertEqual(world.rows(), [("pager", "sent", 1, "HTTP 204")])
            self.assertEqual(world.deliver(LATER), (0, "", ""))
            self.assertEqual(len(world.requests()), 1)
            self.assertEqual(len(world.mails()), 2)

    def test_the_secret_stands_nowhere(self):
        answers = "POST /hook\n  status 500\n"
        with ChannelWorld(answers) as world:
            status, out, trouble = world.crawl(SPIKE)
            self.assertEqual((status, out), (1, ""))
            self.assertIn("HTTP 500", trouble)
            self.assertNotIn(SECRET, trouble)
            self.assertIsNone(world.holds_secret())

    def test_a_secret_in_the_address_and_a_header_is_shown_to_nobody_else(self):
        hook = ('{name: chat, kind: slack, url: "HTTP/{secret}/x", secret: {env: HOOK}, '
                'headers: ["Authorization: Bearer {secret}"], allow_private: yes}')
        with ChannelWorld("POST /*\n  status 503\n", [hook]) as world:
            world.environment["HOOK"] = SECRET
            _, _, trouble = world.crawl(SPIKE)
            self.assertIn("webhook", trouble)
            self.assertNotIn(SECRET, trouble)
            [request] = world.requests()
            self.assertEqual(request["target"], f"/{SECRET}/x")
            self.assertEqual(request["headers"]["authorization"], f"Bearer {SECRET}")
            self.assertNotIn("x-nabz-signature", request["headers"])
            self.assertNotIn(SECRET, request["body"])
            self.assertIsNone(world.holds_secret())
            world.stop()
            _, _, trouble = world.deliver(SOON)
            self.assertIn("could not connect", trouble)
            self.assertNotIn(SECRET, trouble)

    def test_answers_mean_what_they_say(self):
        for code, state in ((200, "sent"), (202, "sent"), (400, "refused"), (404, "refused"),
                            (410, "refused"), (408, "pending"), (429, "pending"),
                            (500, "pending"), (503, "pending")):
            with self.subTest(code=code), ChannelWorld(f"POST /hook\n  status {code}\n") as world:
                self.assertEqual(world.crawl(SPIKE)[0], 0 if state == "sent" else 1)
                self.assertEqual(world.rows(), [("pager", state, 1, f"HTTP {code}")])
                world.deliver(LATER)
                self.assertEqual(world.rows()[0][2], 2 if state == "pending" else 1)

    def test_a_redirect_is_not_followed_and_nothing_is_lost(self):
        answers = ("POST /hook\n  status 302\n  header Location: http://127.0.0.1:$PORT/else\n"
                   "* /else\n  status 200\n")
        with ChannelWorld(answers) as world:
            status, _, trouble = world.crawl(SPIKE)
            self.assertEqual(status, 1)
            self.assertIn("leads elsewhere", trouble)
            self.assertEqual([row["target"] for row in world.requests()], ["/hook"])
            world.answer("POST /hook\n  status 200\n")
            self.assertEqual(world.deliver(SOON), (0, "", ""))

    def test_what_is_put_off_comes_again_as_it_was(self):
        answers = "POST /hook\n  status 429\nthen\n  close\nthen\n  status 200\n"
        with ChannelWorld(answers) as world:
            self.assertEqual(world.crawl(SPIKE)[0], 1)
            self.assertEqual(world.deliver(SOON)[0], 1)
            self.assertEqual(world.rows()[0][1:3], ("unknown", 2))
            self.assertEqual(world.deliver(LATER), (0, "", ""))
            requests = world.requests()
            self.assertEqual(len(requests), 3)
            self.assertEqual(len({row["body"] for row in requests}), 1)
            for header in ("idempotency-key", "x-nabz-signature"):
                self.assertEqual(len({row["headers"][header] for row in requests}), 1)

    def test_a_webhook_that_is_down_stops_neither_mail_nor_the_next_webhook(self):
        down = '{name: down, url: "http://127.0.0.1:1/", allow_private: yes}'
        with ChannelWorld(webhooks=[down, HOOK]) as world:
            self.assertEqual(world.crawl(SPIKE)[0], 1)
            self.assertEqual(len(world.mails()), 2)
            self.assertEqual(world.rows(), [("down", "pending", 1, "could not connect"),
                                            ("pager", "sent", 1, "HTTP 204")])

    def test_private_addresses_are_not_reached_unless_it_is_allowed(self):
        hook = '{name: pager, url: "https://127.0.0.1:1/hook"}'
        with ChannelWorld(webhooks=[hook]) as world:
            _, _, trouble = world.crawl(SPIKE)
            self.assertIn("not public", trouble)
            self.assertEqual(world.requests(), [])

    def test_who_asks_for_time_gets_it(self):
        for answer, said in (("429\n  header Retry-After: 1500", 25),
                             ("503\n  header Retry-After: Sun, 15 Nov 2026 16:25:00 GMT", 25),
                             ('429\n  text {"ok":false,"parameters":{"retry_after":1500}}', 25),
                             ("429\n  header Retry-After: 5", 1), ("429", 1)):
            with self.subTest(answer=answer), \
                    ChannelWorld(f"POST /hook\n  status {answer}\n") as world:
                self.assertEqual(world.crawl(SPIKE)[0], 1)
                self.assertEqual(world.query("SELECT state, next_try_utc FROM v_deliveries WHERE "
                                             "channel = 'webhook'"),
                                 [("pending", f"2026-11-15T16:{said:02}:00Z")])

    def test_a_team_of_programs_alone_needs_no_mail(self):
        with ChannelWorld(webhooks=[HOOK], commands=["{name: page, run: [/bin/true]}"]) as world:
            with open(world.file("nabz.yaml"), encoding="utf8") as source:
                lines = source.read().split("\nmail:\n")[0].splitlines(True)
            start = lines.index("    recipients:\n")
            end = next(i for i in range(start + 1, len(lines)) if not lines[i].startswith("      "))
            world.write("nabz.yaml", "".join(lines[:start] + lines[end:]))
            self.assertEqual(world.crawl(SPIKE), (0, "", ""))
            self.assertEqual(world.query("SELECT channel, state FROM v_deliveries ORDER BY 1"),
                             [("command", "sent"), ("webhook", "sent")])
            self.assertEqual(world.run("alert", "test", "care", "--now", LATER),
                             (0, "2 of 2 sent\n", ""))

    def test_a_webhook_that_was_taken_out_keeps_its_messages_for_a_while(self):
        with ChannelWorld("POST /hook\n  status 503\n") as world:
            world.crawl(SPIKE)
            with open(world.file("nabz.yaml"), encoding="utf8") as source:
                text = source.read()
            world.write("nabz.yaml", text.replace("name: pager", "name: beeper"))
            status, _, trouble = world.deliver(SOON)
            self.assertEqual(status, 1)
            self.assertIn("no webhook of that name", trouble)
            world.answer("POST /hook\n  status 200\n")
            world.write("nabz.yaml", text)
            self.assertEqual(world.deliver(LATER), (0, "", ""))

    def test_every_kind_has_the_body_its_program_takes(self):
        kinds = {"slack": ["text"], "mattermost": ["text"],
                 "telegram": ["chat_id", "link_preview_options", "text"],
                 "ticket": ["description", "labels", "title"]}
        hooks = ['{name: KIND, kind: KIND, url: "HTTP/KIND", allow_private: yes, language: en}'
                 .replace("KIND", kind) for kind in kinds]
        hooks[2] = hooks[2].replace("}", ', chat: "-100"}')
        with ChannelWorld("POST /*\n  status 200\n", hooks) as world:
            self.assertEqual(world.crawl(SPIKE), (0, "", ""))
            bodies = {row["target"][1:]: json.loads(row["body"]) for row in world.requests()}
            self.assertEqual({kind: sorted(body) for kind, body in bodies.items()}, kinds)
            [[subject]] = world.query("SELECT DISTINCT subject FROM v_deliveries "
                                      "WHERE recipient = 'slack'")
            self.assertTrue(bodies["slack"]["text"].startswith(f"*{subject}*\n"))
            self.assertEqual(bodies["telegram"]["text"].split("\n")[0], subject)
            self.assertEqual(bodies["ticket"]["title"], subject)
            self.assertIn("nabz alert ack 1", bodies["telegram"]["text"])
            for body in bodies.values():
                self.assertNotIn(None, body.values())

    def test_a_ticket_is_made_once_for_an_incident(self):
        hook = '{name: t, kind: ticket, url: "HTTP/hook", allow_private: yes}'
        with ChannelWorld(webhooks=[hook]) as world:
            world.crawl(SPIKE)
            world.crawl("2026-11-18T16:00:00Z")
            self.assertEqual(world.query("SELECT count(*) FROM v_incidents "
                                         "WHERE state = 'resolved'"), [(1,)])
            self.assertEqual(len(world.requests()), 1)


class Commands(unittest.TestCase):
    """The program writes its stdin and its arguments where the test can read them."""

    SCRIPT = "#!/bin/sh\ncat >> \"$1\"\necho >> \"$1\"\n{}\n"
    ROW = '{name: page, run: [./page, events, "a b; touch x"], timeout: TIMEOUT}'

    def world(self, ending, timeout="30s"):
        world = ChannelWorld(webhooks=(), commands=[self.ROW.replace("TIMEOUT", timeout)])
        world.write("page", self.SCRIPT.format(ending))
        os.chmod(world.file("page"), 0o755)
        return world

    def events(self, world):
        with open(world.file("events"), encoding="utf8") as events:
            return json_lines(events.read())

    def test_a_command_gets_the_event_on_stdin_and_no_shell_reads_its_arguments(self):
        with self.world('[ "$2" = "a b; touch x" ]') as world:
            self.assertEqual(world.crawl(SPIKE), (0, "", ""))
            [event] = self.events(world)
            self.assertEqual((event["event"], event["incident"]["brand"]), ("opened", "zarinak"))
            self.assertFalse(os.path.exists(world.file("x")))
            self.assertEqual(world.rows("command"), [("page", "sent", 1, "exit status 0")])

    def test_exit_statuses_mean_what_they_say(self):
        for ending, state, words in (("exit 75", "pending", "exit status 75"),
                                     ("echo no; echo such number >&2; exit 1", "refused",
                                      "exit status 1: such number"),
                                     ("kill -9 $$", "refused", "exit status 137")):
            with self.subTest(ending=ending), self.world(ending) as world:
                self.assertEqual(world.crawl(SPIKE)[0], 1)
                self.assertEqual(world.rows("command"), [("page", state, 1, words)])
                world.deliver(LATER)
                self.assertEqual(world.rows("command")[0][2], 2 if state == "pending" else 1)

    def test_one_that_hangs_is_killed_and_tried_again_with_the_same_event(self):
        with self.world("[ -e slow ] || { touch slow; sleep 60; }", "1s") as world:
            status, _, trouble = world.crawl(SPIKE)
            self.assertEqual(status, 1)
            self.assertIn("killed", trouble)
            self.assertEqual(world.rows("command")[0][1], "unknown")
            self.assertEqual(world.deliver(SOON), (0, "", ""))
            first, second = self.events(world)
            self.assertEqual(first, second)

    def test_one_that_is_not_there_is_waited_for(self):
        with self.world("true") as world:
            os.rename(world.file("page"), world.file("away"))
            status, _, trouble = world.crawl(SPIKE)
            self.assertEqual(status, 1)
            self.assertIn("cannot be started", trouble)
            os.rename(world.file("away"), world.file("page"))
            self.assertEqual(world.deliver(SOON), (0, "", ""))

    def test_one_that_reads_nothing_and_prints_a_lot_does_no_harm(self):
        with self.world("exit 0") as world:
            world.write("page", "#!/bin/sh\nhead -c 3000000 /dev/urandom\n")
            self.assertEqual(world.crawl(SPIKE), (0, "", ""))
            self.assertEqual(world.rows("command")[0][1], "sent")


class ARunThatIsKilled(unittest.TestCase):
    def test_while_a_webhook_answers_tells_it_again_under_the_same_key(self):
        with ChannelWorld("POST /hook\n  delay 60000\nthen\n  status 200\n") as world:
            world.clock(SPIKE)
            run = subprocess.Popen([NABZ, "crawl", "--now", SPIKE], cwd=world.path,
                                   env=world.environment)
            for _ in range(600):
                if world.requests():
                    break
                time.sleep(0.05)
            run.send_signal(signal.SIGKILL)
            run.wait()
            self.assertEqual(world.rows()[0][1], "sending")
            self.assertEqual(world.deliver(SPIKE), (0, "", ""))
            first, second = world.requests()
            self.assertEqual(first["body"], second["body"])
            self.assertEqual(first["headers"]["idempotency-key"],
                             second["headers"]["idempotency-key"])
            self.assertEqual(world.rows()[0][1], "sent")
            self.assertEqual(len(world.mails()), 2)

    def test_at_any_step_loses_nothing_and_tells_no_second_event(self):
        preload = {"LD_PRELOAD": os.environ["NABZ_KILL_AT"],
                   "ASAN_OPTIONS": "verify_asan_link_order=0"}
        row = '{name: page, run: [/bin/sh, -c, "cat >> events; echo >> events"]}'
        with ChannelWorld(commands=[row]) as world:
            count = world.file("steps")
            self.assertEqual(world.crawl(SPIKE, extra=dict(preload, KILL_COUNT=count)),
                             (0, "", ""))
            with open(count) as text:
                steps = int(text.read())
        killed, step = 0, steps + 4
        while killed < 5 and step > 4:
            step -= 4
            with self.subTest(step=step, of=steps), ChannelWorld(commands=[row]) as world:
                status = world.crawl(SPIKE, extra=dict(preload, KILL_AT=str(step)))[0]
                self.assertIn(status, (-9, 0))  # a run may have a few steps fewer than another
                killed += status == -9
                self.assertEqual(world.crawl(SPIKE, "--all"), (0, "", ""))
                self.assertEqual({row[1] for channel in ("webhook", "command")
                                  for row in world.rows(channel)}, {"sent"})
                with open(world.file("events"), encoding="utf8") as events:
                    told = {event["id"] for event in json_lines(events.read())}
                keys = {row["headers"]["idempotency-key"] for row in world.requests()}
                self.assertEqual(told, keys)
                self.assertEqual(len(keys), 1)
        self.assertEqual(killed, 5)


if __name__ == "__main__":
    unittest.main()
