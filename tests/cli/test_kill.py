"""A run killed at any step, and run again, ends where an undisturbed one ends."""
import unittest

from nabz import World, killed_at, steps_of

HISTORY, SPIKE = "2026-11-15T12:00:00Z", "2026-11-15T16:00:00Z"
POINTS = 24

LOGICAL = (
    "SELECT source, native_id, text, label, round(score, 6), brand FROM v_mentions ORDER BY 1, 2, 6",
    "SELECT * FROM v_hourly ORDER BY 1, 2, 3, 4, 5",
    "SELECT brand, rule, state, severity, observed, expected, opened_utc FROM v_incidents "
    "ORDER BY 1, 2, 3",
    "SELECT recipient, event, subject, state FROM v_deliveries ORDER BY 1, 2",
)


def outcome(world):
    mails = {(mail["Message-ID"], mail["To"], mail["Subject"]): mail.get_body(("plain",))
             .get_content() for mail in world.mails()}
    return [world.query(sql) for sql in LOGICAL], mails


class ARunThatIsKilled(unittest.TestCase):
    def killed_in(self, which):
        with World() as undisturbed:
            # All sources, as in the runs that are repeated: what is usual depends on which were walked.
            steps = [steps_of(undisturbed, lambda extra, now=now: undisturbed.crawl(now, "--all", extra=extra))
                     for now in (HISTORY, SPIKE)]
            expected = outcome(undisturbed)
        killed = 0
        for point in range(POINTS // 2):
            step = 1 + point * (steps[which] - 1) // (POINTS // 2 - 1)
            with self.subTest(step=step, of=steps[which]), World() as world:
                for number, now in enumerate((HISTORY, SPIKE)):
                    if number == which:
                        killed += world.crawl(now, "--all", extra=killed_at(step))[0] == -9
                    self.assertEqual(world.crawl(now, "--all"), (0, "", ""))
                again = world.crawl(SPIKE, "--all")
                self.assertEqual(again, (0, "", ""))
                database, mails = outcome(world)
                self.assertEqual(database, expected[0])
                self.assertEqual(mails, expected[1])
        # Answers that come together are stored together: a run may have fewer steps than another.
        self.assertGreaterEqual(killed, POINTS // 2 - 2)

    def test_while_it_takes_in_history(self):
        self.killed_in(0)

    def test_while_it_stores_detects_and_mails(self):
        self.killed_in(1)


if __name__ == "__main__":
    unittest.main()
