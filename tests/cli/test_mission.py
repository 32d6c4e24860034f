"""Every row of docs/mission.md does what it says, on the demo world."""
import os
import re
import shlex
import unittest

from nabz import SOURCE, World

HISTORY, SPIKE = "2026-11-15T12:00:00Z", "2026-11-15T16:00:00Z"
ANSWERS = """\
time,nps,csat,ces,touchpoint,text
2026-11-10,9,5,6,delivery,عالی بود
2026-11-11,2,1,2,app,the app keeps crashing
2026-11-12,10,,,app,
"""


def rows():
    with open(os.path.join(SOURCE, "docs", "mission.md"), encoding="utf8") as page:
        return re.findall(r"^\| ([^|]+) \| [^|]+ \| `nabz ([^`]+)` \| (?:`([^`]*)`)? ?\|$",
                          page.read(), re.M)


class TheMission(unittest.TestCase):
    def test_every_row_works(self):
        with World() as world:
            world.crawl(HISTORY)
            self.assertEqual(world.crawl(SPIKE)[0], 0)
            world.write("answers.csv", ANSWERS)
            for duty, command, shown in rows():
                with self.subTest(duty=duty):
                    status, out, trouble = world.run(*shlex.split(command), "--now", SPIKE)
                    self.assertEqual(status, 0, trouble)
                    self.assertIn(shown, out)

    def test_no_row_is_without_a_command(self):
        with open(os.path.join(SOURCE, "docs", "mission.md"), encoding="utf8") as page:
            table = [line for line in page if line.startswith("|")]
        self.assertEqual(len(rows()), len(table) - 2)
        self.assertGreaterEqual(len(rows()), 17)


if __name__ == "__main__":
    unittest.main()
