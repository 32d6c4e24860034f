"""A configuration with one thing wrong, each in turn: refused with its line, or harmless; never anything else."""
import re
import unittest

from nabz import Folder

CONFIG = """\
database: nabz.db
time_zone: Asia/Tehran
contact: a@b.example
brands:
  - name: rahaab
    title_fa: r
    title_en: R
    any: [rahaab]
    all: [shop]
    none: [x]
sources:
  - name: news
    recipe: syndication
    with: ["url=https://news.example/f"]
    interval: 30m
    about: [rahaab]
    budget_day: 5
    proxy: "socks5h://127.0.0.1:1"
    follow_deletes: no
    enabled: yes
    allow_private: yes
  - name: x
    recipe: x-search
    with: ["query=rahaab"]
    secrets:
      - name: token
        env: HOME
        ends: "2027-01-01"
    cost_month: 5
operator:
  team: care
  remind: 4h
teams:
  - name: care
    recipients:
      - address: a@b.example
        name: n
        language: fa
        calendar: gregorian
        digits: latin
        time_zone: Europe/Berlin
    quiet_hours:
      from: "22:00"
      to: "07:30"
    weekend: [friday]
    digest:
      every: daily
      at: "08:00"
      empty: nothing
    remind: 4h
    mails_a_day: 6
    escalate:
      after: 1h
      to: [{address: h@b.example}]
    webhooks:
      - name: w
        kind: slack
        url: "https://h.example/{secret}"
        secret: {env: HOME}
        language: fa
    commands:
      - name: c
        run: [cat]
        timeout: 30s
rules:
  - name: r
    kind: spike
    brands: [rahaab]
    sensitivity: normal
    floor: 3
    cooldown: 24h
    team: care
    parts: [source]
    count: mentions
  - name: t
    kind: threshold
    floor: 5
    window: 3h
    team: care
  - name: w
    kind: words
    words: [fire, data leak*]
    team: care
mail:
  from: n@b.example
  from_name: N
  relays:
    - url: "smtp://localhost:25"
      starttls: try
      user: u
      password: {env: HOME}
score:
  learned: yes
  neutral_band: 0.25
crawl:
  deadline: 10m
  parallel: 16
keep:
  mentions: 100d
  messages: 180d
  records: 400d
touchpoints:
  - name: atm
    words: [cash machine]
imports:
  - name: tool
    columns: [text=Body]
    source: play
    time_zone: UTC
""".splitlines()
BAD = ('""', "-1", "9" * 40, "[[[]]]", "{a: {b: c}}", '"\\u202e\\0 %s%n"', "x" * 5000)
KEY = re.compile(r"^([ -]*)([a-z_]+):(.*)$")


class OneThingWrong(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.__exit__)

    def check(self, lines):
        self.folder.write("nabz.yaml", "\n".join(lines) + "\n")
        return self.folder.run("check")

    def with_line(self, number, line):
        return self.check(CONFIG[:number] + [line] + CONFIG[number + 1:])

    def test_nothing_is_wrong_with_all_of_it(self):
        self.assertEqual(self.check(CONFIG)[::2], (0, ""))

    def test_a_value(self):
        for number, line in enumerate(CONFIG):
            space, key, value = KEY.match(line).groups()
            for bad in BAD[number % 2::2] if value else BAD[3:5]:
                with self.subTest(key=key, line=number + 1, bad=bad[:20]):
                    status, _, trouble = self.with_line(number, f"{space}{key}: {bad}" if value else
                                                        f"{space}{key}: {bad}\n{space}_below:")
                    self.assertIn(status, (0, 3), trouble)
                    if status:
                        self.assertRegex(trouble, r"\Anabz: [^\n]+\n\Z")
                        self.assertNotIn("\u202e", trouble)

    def test_a_key(self):
        for number, line in enumerate(CONFIG):
            space, key, value = KEY.match(line).groups()
            with self.subTest(key=key, line=number + 1):
                status, _, trouble = self.with_line(number, f"{space}{key}q:{value}")
                self.assertEqual(status, 3)
                self.assertIn("nabz: nabz.yaml:", trouble)
                self.assertRegex(trouble, f"did you mean \"{key}\"|no {key}|known here")

    def test_a_line_is_left_out(self):
        for number in range(len(CONFIG)):
            with self.subTest(line=CONFIG[number]):
                status, _, trouble = self.check(CONFIG[:number] + CONFIG[number + 1:])
                self.assertIn(status, (0, 3), trouble)
                if status:
                    self.assertRegex(trouble, r"\A(nabz: [^\n]+\n)+\Z")


if __name__ == "__main__":
    unittest.main()
