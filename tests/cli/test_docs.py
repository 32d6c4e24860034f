"""What the README tells a reader to type works, on the demo world."""
import os
import re
import shlex
import unittest

from nabz import SOURCE, World

HISTORY, SPIKE = "2026-11-15T12:00:00Z", "2026-11-15T16:00:00Z"


def section(heading):
    """The commands of one section of the README, without their comments."""
    with open(os.path.join(SOURCE, "README.md"), encoding="utf8") as readme:
        text = readme.read().split(f"## {heading}\n")[1].split("\n## ")[0]
    return [line for line in re.findall(r"^    (?:\$ )?nabz (.*)$", text, re.M)]


class TheReadme(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.world.crawl(HISTORY)
        cls.world.crawl(SPIKE)
        cls.world.write("answers.csv", "time,csat,text\n2026-11-14,4,quick and friendly\n")

    @classmethod
    def tearDownClass(cls):
        cls.world.__exit__()

    def test_every_command_about_what_was_said_answers(self):
        commands = section("Look at what was said")
        self.assertGreater(len(commands), 8)
        for command in commands:
            with self.subTest(command=command):
                status, out, trouble = self.world.run(
                    *shlex.split(command, comments=True), "--now", SPIKE)
                self.assertEqual(status, 0, trouble)
                self.assertTrue(out or command.startswith(("label", "db snapshot")) or
                                trouble == "nobody of that name\n", command)

    def test_every_command_that_answers_an_alert_does(self):
        commands = section("Answer an alert")
        self.assertGreater(len(commands), 6)
        for command in commands:
            with self.subTest(command=command):
                status, _, trouble = self.world.run(*shlex.split(command, comments=True), "--now", SPIKE)
                self.assertEqual((status, "nabz: " in trouble), (0, False), trouble)

    def test_the_commands_of_the_start_exist(self):
        for command in section("Start with your own brand"):
            name = shlex.split(command, comments=True)
            known = " ".join(word for word in name[:2] if word.islower())
            status, out, _ = self.world.run(*known.split(), "--help")
            self.assertEqual((status, f"nabz {known}:" in out), (0, True), command)


class ThePages(unittest.TestCase):
    def test_every_link_between_pages_leads_somewhere(self):
        pages = [os.path.join(folder, name) for folder in (".", "docs", "lexicons", "feeds")
                 for name in os.listdir(os.path.join(SOURCE, folder)) if name.endswith(".md")]
        self.assertGreater(len(pages), 10)
        for page in pages:
            with open(os.path.join(SOURCE, page), encoding="utf8") as text:
                links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text.read())
            for link in links:
                target = os.path.join(SOURCE, os.path.dirname(page), link)
                self.assertTrue(os.path.exists(target), f"{page}: {link}")


if __name__ == "__main__":
    unittest.main()
