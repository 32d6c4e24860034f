"""What the tests of detection share: generated talk of brands on sources, in a database of its own."""
import functools
import json
import random

from nabz import Folder, SOURCE

DAY, HOUR = 86400, 3600
NOW = 1794747600  # 2026-11-15T13:00:00Z
GOOD, BAD = "is wonderful, I love it", "is awful, terrible service"

CONFIG = """\
database: nabz.db
brands:
{brands}
sources:
{sources}
teams:
  - name: care
    recipients: [{{address: a@example.com, language: en}}]
rules:
{rules}
mail:
  from: nabz@example.com
  relays: [{{url: "smtp://127.0.0.1:{port}", starttls: never}}]
"""


def time_of(at):
    import datetime
    return datetime.datetime.fromtimestamp(at, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Talk(Folder):
    """Brands b0 to bN on sources, with three weeks of even talk that ends an hour before NOW."""

    def __init__(self, *rules, brands=1, sources=("x", "shop"), rate=2, days=21, history=True):
        super().__init__()
        self.port, self.said, self.random = self.smtp(), 0, random.Random(5)
        self.brands, self.sources = [f"b{i}" for i in range(brands)], list(sources)
        self.configure(*rules)
        if history:
            self.remember(brands, tuple(sources), rate, days)
            self.judge(NOW)

    @staticmethod
    @functools.lru_cache(maxsize=None)
    def past(brands, sources, rate, days):
        """The weeks before NOW, taken in once for all who have the same."""
        with Talk("name: any", brands=brands, sources=sources, history=False) as talk:
            talk.take([line for hour in range(days * 24, 0, -1) for brand in talk.brands
                       for source in sources if source != "quiet" or hour % 11 == 0
                       for line in talk.talk(brand, source, NOW - hour * HOUR, rate)], NOW)
            talk.cover(NOW - days * DAY, NOW)
            with open(talk.file("nabz.db"), "rb") as database:
                return database.read(), talk.random.getstate(), talk.said

    def remember(self, *past):
        database, state, self.said = self.past(*past)
        self.random.setstate(state)
        with open(self.file("nabz.db"), "wb") as copy:
            copy.write(database)

    def configure(self, *rules, brands=None, sources=None):
        self.write("nabz.yaml", CONFIG.format(
            port=self.port,
            brands="".join(f"  - {{name: {b}, any: [{b}]}}\n" for b in brands or self.brands),
            sources="".join(f"  - {{name: {s}, recipe: {SOURCE}/feeds/syndication, "
                            f"with: ['url=https://{s}.example/']}}\n"
                            for s in sources or self.sources),
            rules="".join(f"  - {{team: care, {rule}}}\n" for rule in rules)))

    def mention(self, brand, source, at, text, **more):
        self.said += 1
        return json.dumps(dict(more, source=source, id=f"m{self.said}", text=f"{brand} {text}",
                               published_at=time_of(at)))

    def talk(self, brand, source, at, rate):
        return [self.mention(brand, source, at + self.random.randrange(HOUR),
                             BAD if self.random.random() < .3 else GOOD)
                for _ in range(self.random.randrange(2 * rate + 1))]

    def take(self, lines, now):
        status, _, trouble = self.run("import", "-", "--now", time_of(now),
                                      stdin="\n".join(lines + [""]).encode())
        assert status == 0, trouble

    def say(self, count, brand="b0", source="shop", at=NOW + 60, now=NOW + 1800, text=BAD, **more):
        self.take([self.mention(brand, source, at, text, **more) for _ in range(count)], now)
        self.cover(NOW, now)

    def cover(self, since, until, sources=None):
        """As whole walks of the sources would have."""
        database = self.database()
        with database:
            for source in sources or self.sources:
                [(number,)] = database.execute("SELECT id FROM sources WHERE name = ?", [source])
                known = database.execute("SELECT min(from_hour), max(to_hour) FROM coverage WHERE "
                                         "source_id = ?", [number]).fetchone()
                first, last = since // HOUR, until // HOUR + 1
                if known[0] is not None:
                    first, last = min(first, known[0]), max(last, known[1])
                database.execute("DELETE FROM coverage WHERE source_id = ?", [number])
                database.execute("INSERT INTO coverage VALUES(?, ?, ?)", [number, first, last])
                database.execute("UPDATE sources SET state = 'ok', failures = 0, "
                                 "last_success_at = ? WHERE id = ?", [until, number])
        database.close()

    def days(self, hours, bad=()):
        """A run an hour; complaints in some of them."""
        for hour in hours:
            at = NOW + hour * HOUR
            lines = [line for source in self.sources for line in self.talk("b0", source, at, 2)]
            lines += [self.mention("b0", "shop", at + 60, BAD)
                      for _ in range(30 if hour in bad else 0)]
            self.take(lines, at + HOUR)
            self.cover(NOW, at + HOUR)
            self.judge(at + HOUR)

    def fail(self, source, since):
        database = self.database()
        with database:
            database.execute("UPDATE sources SET state = 'broken', failures = 9, "
                             "last_success_at = ? WHERE name = ?", [since, source])
        database.close()

    def judge(self, now=NOW + 1800):
        done = self.run("crawl", "--no-fetch", "--now", time_of(now))
        assert done == (0, "", ""), done

    def subjects(self):
        return [str(mail["Subject"]) for mail in self.mails()]

    def incidents(self, columns="brand, part"):
        return sorted(self.query(f"SELECT {columns} FROM v_incidents WHERE NOT backfill"))

    def bytes(self):
        """Everything that was settled."""
        return dict(self.query("SELECT key, state FROM series_states WHERE key LIKE 'baseline/%'"))
