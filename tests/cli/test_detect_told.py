"""What a team was told of an incident, what it was not, and what it must hear of in the end."""
import email
import email.policy
import unittest

from talk import BAD, DAY, GOOD, HOUR, NOW, Talk, time_of

SPIKE_AND_SHARE = ("name: part, kind: share", "name: spike")


def team(talk, keys):
    """Gives the team more settings."""
    with open(talk.file("nabz.yaml"), encoding="utf8") as source:
        text = source.read()
    talk.write("nabz.yaml", text.replace("  - name: care\n", f"  - name: care\n    {keys}\n"))


def body(mail):
    return mail.get_body(("plain",)).get_content()


class Outliving(unittest.TestCase):
    def outlived(self, talk):
        """A spike that ends while the share of complaints stays: few speak, and all of them complain."""
        talk.say(150)
        talk.judge()
        self.assertEqual(talk.incidents("rule, parent IS NULL"), [("part", 0), ("spike", 1)])
        for hour in range(1, 24):
            at = NOW + hour * HOUR
            talk.take([talk.mention("b0", "shop", at + 60 * i, BAD) for i in range(2)], at + HOUR)
            talk.cover(NOW, at + HOUR)
            talk.judge(at + HOUR)
            if ("spike", "resolved") in talk.incidents("rule, state"):
                self.assertEqual(talk.incidents("rule, state, parent IS NULL"),
                                 [("part", "open", 1), ("spike", "resolved", 1)])
                return at + HOUR
        self.fail("the spike did not end")

    def test_what_stood_behind_a_spike_stands_for_itself_when_that_is_over(self):
        with Talk(*SPIKE_AND_SHARE) as talk:
            over = self.outlived(talk)
            self.assertEqual(len(talk.mails()), 2, "nobody is mailed for it")
            status, out, _ = talk.run("digest", "--team", "care", "--now", time_of(over + HOUR))
            self.assertEqual(status, 0)
            self.assertIn("of the mentions in 24 hours are negative · since", out)

    def test_a_reminder_tells_of_it_as_of_a_new_one(self):
        with Talk(*SPIKE_AND_SHARE) as talk:
            team(talk, "remind: 3h")
            over = self.outlived(talk)
            before = len(talk.mails())
            talk.judge(over + 2 * HOUR)
            self.assertEqual(len(talk.mails()), before, "too soon after the end of the spike")
            talk.judge(over + 3 * HOUR + 60)
            self.assertEqual(talk.subjects()[before:], [talk.subjects()[-1]])
            self.assertIn("% negative", talk.subjects()[-1])
            self.assertNotIn("reminder", talk.subjects()[-1])

    def test_its_end_is_no_news_to_who_never_heard_of_it(self):
        with Talk(*SPIKE_AND_SHARE) as talk:
            over = self.outlived(talk)
            first = (over - NOW) // HOUR
            talk.days(range(first, first + 30))
            self.assertEqual(talk.incidents("state"), [("resolved",)] * 2)
            self.assertEqual(len(talk.mails()), 2)


class Several(unittest.TestCase):
    def test_the_digest_names_the_brands_of_what_many_share(self):
        with Talk("name: spike", brands=4) as talk:
            for brand in talk.brands:
                talk.say(25, brand=brand)
            talk.judge()
            out = talk.run("digest", "--team", "care", "--now", time_of(NOW + HOUR))[1]
            self.assertRegex(out, r"- Several brands at once on shop: b\d, b\d, b\d … · Critical\n")


class Adopted(unittest.TestCase):
    def test_what_was_told_then_adopted_and_grew_worse_than_the_spike_is_told_as_grown(self):
        with Talk("name: more, kind: volume", "name: spike") as talk:
            talk.say(14, text=GOOD)
            talk.judge()
            talk.say(9, at=NOW + 1860, now=NOW + 2700)
            talk.judge(NOW + 2700)
            self.assertEqual(talk.incidents("rule, severity, parent IS NULL"),
                             [("more", "watch", 0), ("spike", "watch", 1)])
            told = len(talk.mails())
            self.assertEqual(told, 2)
            talk.say(90, text=GOOD, at=NOW + 2760, now=NOW + 3300)
            talk.judge(NOW + 3300)
            self.assertEqual(talk.incidents("rule, severity, parent IS NULL"),
                             [("more", "high", 1), ("spike", "watch", 1)])
            news = talk.mails()[told:]
            self.assertEqual(len(news), 1)
            self.assertIn("grown", str(news[0]["Subject"]))
            self.assertEqual(news[0]["References"], talk.mails()[0]["Message-ID"])


class Worst(unittest.TestCase):
    def test_a_return_within_one_run_keeps_the_worst(self):
        with Talk("name: spike") as talk:
            lines = []
            for hour in range(24):
                at = NOW + hour * HOUR
                lines += [line for source in talk.sources
                          for line in talk.talk("b0", source, at, 2)]
                lines += [talk.mention("b0", "shop", at + 60, BAD)
                          for _ in range({0: 60, 16: 9}.get(hour, 0))]
            talk.take(lines, NOW + 24 * HOUR)
            talk.cover(NOW, NOW + 24 * HOUR)
            talk.judge(NOW + 17 * HOUR)
            [(severity, observed, returns)] = talk.incidents("severity, observed, returns")
            self.assertEqual((severity, returns), ("critical", 0))
            self.assertGreaterEqual(observed, 60)


class Held(unittest.TestCase):
    def at_the_end(self, more):
        """What is mailed at the end of quiet hours, when so many complaints came after the message."""
        with Talk("name: spike") as talk:
            team(talk, 'quiet_hours: {from: "13:00", to: "16:00", hold_critical: yes}')
            talk.say(20)
            talk.judge()
            talk.say(more, at=NOW + 1860, now=NOW + 3000)
            talk.judge(NOW + 3000)
            self.assertEqual(talk.mails(), [])
            talk.judge(NOW + 3 * HOUR)
            [mail] = talk.mails()
            return str(mail["Subject"]), body(mail)

    def test_a_message_that_still_says_how_bad_it_is_is_sent_as_it_was_held(self):
        subject, text = self.at_the_end(2)
        self.assertEqual(subject, "[Critical] b0: 20 negative in one hour (usual less than one)")
        self.assertIn("How bad?", text)

    def test_one_that_has_doubled_meanwhile_is_told_as_it_is_now(self):
        subject, text = self.at_the_end(60)
        self.assertEqual(subject, "While you were away: one incident, still open")
        self.assertRegex(text, r"- b0 · Critical\n  8\d negative mentions in ")


class Erased(unittest.TestCase):
    QUOTE = "sold me a broken kettle, quixotically terrible"
    LATER = ("parcels arrive smashed, horrible packing", "refund never came, what a scam",
             "courier was rude and angry, shameful")
    QUIET = 'quiet_hours: {from: "13:00", to: "16:00", hold_critical: yes}'
    PROGRAM = "commands: [{name: page, run: [/bin/sh, -c, 'cat >> told.json']}]"
    CHAT = 'webhooks: [{name: chat, kind: slack, url: "http://127.0.0.1:1/", allow_private: yes}]'

    def bodies(self, talk):
        """All that is kept of messages, mails read."""
        kept = [row for row in talk.query("SELECT channel, body FROM deliveries")]
        return [email.message_from_bytes(raw, policy=email.policy.default)
                .get_body(("plain",)).get_content() if channel == "mail" else raw.decode()
                for channel, raw in kept]

    def held(self, talk, more=""):
        team(talk, f"{self.QUIET}\n    {self.PROGRAM}\n    {self.CHAT}{more}")
        talk.say(1, text=self.QUOTE, author="sara_k")
        talk.say(20)
        talk.judge()
        self.assertEqual([self.QUOTE in text for text in self.bodies(talk)], [True] * 3)

    def samples(self, talk):
        return [number for number, in talk.query("SELECT mention_id FROM incident_samples")]

    def test_what_waits_for_the_end_of_quiet_hours_is_told_without_who_is_forgotten_by_then(self):
        with Talk("name: spike") as talk:
            self.held(talk)
            self.assertEqual(talk.run("erase", "sara_k", "--yes")[0], 0)
            talk.run("crawl", "--no-fetch", "--now", time_of(NOW + 3 * HOUR))
            [mail] = talk.mails()
            self.assertEqual(str(mail["Subject"]), "[Critical] b0: 21 negative in one hour (usual less than one)")
            self.assertIn("How bad?", body(mail))
            with open(talk.file("told.json"), encoding="utf8") as told:
                for text in (body(mail), mail.as_string(), told.read(), *self.bodies(talk)):
                    self.assertNotIn("quixotically", text)
                    self.assertNotIn("sara_k", text)

    def test_a_mention_that_goes_takes_its_quote_out_of_messages_it_no_longer_is_a_sample_of(self):
        with Talk("name: spike") as talk:
            self.held(talk)
            [(first,)] = talk.query("SELECT id FROM mentions WHERE author = 'sara_k'")
            self.assertIn(first, self.samples(talk))
            for text in self.LATER:
                talk.say(12, text=text, at=NOW + 1860, now=NOW + 3000)
            talk.judge(NOW + 3000)
            self.assertNotIn(first, self.samples(talk))
            self.assertEqual([self.QUOTE in text for text in self.bodies(talk)], [True] * 3)
            with open(talk.file("nabz.yaml"), "a", encoding="utf8") as config:
                config.write("keep: {mentions: 60d}\n")
            self.assertEqual(talk.run("db", "prune", "--now", time_of(NOW + 61 * DAY))[0], 0)
            for text in self.bodies(talk):
                self.assertNotIn("quixotically", text)
                self.assertIn("shop", text)


class Outgrowing(unittest.TestCase):
    def test_ten_times_what_was_told_is_told_once_more_whatever_its_severity(self):
        with Talk("name: spike") as talk:
            talk.say(20)
            talk.judge()
            self.assertEqual(talk.incidents("severity"), [("critical",)])
            talk.say(80, at=NOW + 1860, now=NOW + 2400)
            talk.judge(NOW + 2400)
            self.assertEqual(len(talk.mails()), 1, "five times is for a reminder")
            talk.say(300, at=NOW + 2460, now=NOW + 3000)
            talk.judge(NOW + 3000)
            talk.judge(NOW + 3300)
            _, grown = talk.mails()
            self.assertIn("grown", str(grown["Subject"]))
            self.assertRegex(body(grown), "(1[0-9]|2[0-9]) times what you were told last")
            talk.say(5000, at=NOW + 3360, now=NOW + 3590)
            talk.judge(NOW + 3590)
            self.assertEqual(len(talk.mails()), 3)
            self.assertEqual(len({mail["Message-ID"] for mail in talk.mails()}), 3)


    def test_what_many_share_is_told_once_more_too(self):
        with Talk("name: spike", brands=4) as talk:
            for more, after, mails in ((25, 600, 1), (60, 900, 1), (250, 1200, 2), (2, 1500, 2)):
                for brand in talk.brands:
                    talk.say(more, brand=brand, at=NOW + after - 300, now=NOW + after)
                talk.judge(NOW + after)
                self.assertEqual(len(talk.mails()), mails, more)
            self.assertEqual({row for row in talk.incidents("brand, parent IS NULL")},
                             {("*", 1)} | {(f"b{i}", 0) for i in range(4)})
            self.assertRegex(str(talk.mails()[1]["Subject"]), r"grown.*Several brands.*: 1,3\d\d negative")
            self.assertRegex(body(talk.mails()[1]), "13 times what you were told last")

    def test_what_many_share_has_the_numbers_of_all_of_them(self):
        with Talk("name: spike", brands=5) as talk:
            for brand in talk.brands[:4]:
                talk.say(25, brand=brand)
            talk.judge()
            talk.say(45, brand="b4", at=NOW + 1860, now=NOW + 2700)
            talk.judge(NOW + 2700)
            [(observed, told, brands)] = talk.query(
                "SELECT i.observed, told_observed, brands FROM incidents i JOIN v_incidents v "
                "USING(id) WHERE i.brand = '*'")
            self.assertGreaterEqual(observed, 145)
            self.assertLess(told, 145)
            self.assertIn("b4", brands)


class Told(unittest.TestCase):
    """`told_observed` is what a team knows, and moves with nothing else."""

    def check(self, talk, now, mails, told, grown):
        talk.judge(now)
        [(observed, kept, grown_at)] = talk.query("SELECT observed, told_observed, grown_at "
                                                  "FROM incidents WHERE parent_id IS NULL")
        self.assertEqual(len(talk.mails()), mails)
        if told == "all":
            self.assertEqual(kept, observed)
        else:
            self.assertEqual(kept, told)
        self.assertEqual(grown_at, grown)
        return kept

    def mute(self, talk, minutes):
        [(number,)] = talk.query("SELECT id FROM incidents WHERE parent_id IS NULL")
        self.assertEqual(talk.run("alert", "mute", str(number), "--for", f"{minutes}m", "--now",
                                  time_of(NOW + 600))[0], 0)

    def more(self, talk, count, after):
        for brand in talk.brands:
            talk.say(count, brand=brand, at=NOW + after - 300, now=NOW + after)

    def outgrows_while_muted(self, talk):
        self.more(talk, 25, 600)
        first = self.check(talk, NOW + 600, 1, "all", None)
        self.more(talk, 60, 900)
        self.check(talk, NOW + 900, 1, first, None)
        self.mute(talk, 30)
        self.more(talk, 300, 1200)
        self.check(talk, NOW + 1200, 1, first, None)
        self.more(talk, 10, 1500)
        self.check(talk, NOW + 1500, 1, first, None)
        second = self.check(talk, NOW + 2460, 2, "all", NOW + 2460)
        self.more(talk, 10, 2700)
        self.check(talk, NOW + 2700, 2, second, NOW + 2460)

    def test_a_muted_one_that_outgrows_itself_has_not_grown_for_anybody_until_it_is_told(self):
        with Talk("name: spike") as talk:
            self.outgrows_while_muted(talk)

    def test_nor_has_what_many_share(self):
        with Talk("name: spike", brands=4) as talk:
            self.outgrows_while_muted(talk)

    def test_one_that_opens_while_its_brand_is_silenced_is_not_told_until_that_is_over(self):
        with Talk("name: spike") as talk:
            talk.run("alert", "silence", "b0", "--for", "10m", "--now", time_of(NOW + 60))
            self.more(talk, 25, 600)
            self.check(talk, NOW + 600, 0, 0, None)
            self.check(talk, NOW + 900, 1, "all", None)

    def test_a_reminder_tells_it_anew_and_an_escalation_does_not(self):
        with Talk("name: spike") as talk:
            team(talk, "remind: 1h\n    escalate: {after: 30m, to: [{address: boss@example.com}]}")
            self.more(talk, 25, 600)
            first = self.check(talk, NOW + 600, 1, "all", None)
            self.more(talk, 30, 2460)
            self.check(talk, NOW + 2460, 2, first, None)
            self.check(talk, NOW + 6100, 4, "all", None)  # who it was escalated to hears of it, too


class Below(unittest.TestCase):
    def test_who_takes_up_or_ends_what_was_told_does_so_for_all_that_stands_behind_it(self):
        with Talk(*SPIKE_AND_SHARE) as talk:
            talk.say(150)
            talk.judge()
            [(spike,)] = talk.query("SELECT id FROM v_incidents WHERE rule = 'spike'")
            for verb, state in (("ack", "acknowledged"), ("resolve", "resolved")):
                self.assertEqual(talk.run("alert", verb, str(spike))[0], 0)
                self.assertEqual(talk.incidents("state"), [(state,)] * 2)


if __name__ == "__main__":
    unittest.main()
