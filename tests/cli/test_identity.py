"""What is one mention, however the site calls it from one answer to the next."""
import json
import unittest

from nabz import Site

SECOND = "Sun, 22 Nov 2026 08:15:30 GMT"


def item(guid, text, author="sara", link=None, date=SECOND):
    return (f"<item>{f'<guid>{guid}</guid>' if guid else ''}<description>{text}</description>"
            f"<link>{link or 'http://127.0.0.1/' + guid}</link>"
            f"{f'<author>{author}</author>' if author else ''}<pubDate>{date}</pubDate></item>")


def answer(*items):
    return ("GET /bad\n  header Content-Type: application/rss+xml\n  text <rss version=\"2.0\">"
            "<channel><title>t</title>" + "".join(items).replace("&", "&amp;") +
            "</channel></rss>\n")


class Feed(Site):
    """A feed that says something else every hour."""

    def __init__(self):
        super().__init__("")
        self.hour = 12

    def says(self, *items):
        self.write("site.map", self.GOOD + answer(*items))
        status, _, errors = self.crawl("--all", now=f"2026-11-22T{self.hour}:00:00Z")
        assert status == 0, errors
        self.hour += 1
        return self.mentions()

    def mentions(self):
        return self.query("SELECT text, native_id, (SELECT count(*) FROM mention_revisions r "
                          "WHERE r.mention_id = m.id) FROM mentions m JOIN sources s "
                          "ON s.id = m.source_id WHERE s.name = 'bad' ORDER BY m.id")

    def counted(self):
        return self.query("SELECT sum(total) FROM facts f JOIN sources s ON s.id = f.source_id "
                          "WHERE s.name = 'bad'")[0][0]


class Feeds(unittest.TestCase):
    def one(self, *answers):
        """The mentions after feeds of an item each."""
        with Feed() as feed:
            for said in answers:
                found = feed.says(said)
            self.assertEqual(len(found), 1, found)
            self.assertEqual(feed.counted(), 1)
            return found[0]

    def two(self, *answers):
        with Feed() as feed:
            for said in answers:
                found = feed.says(*said)
            self.assertEqual(len(found), 2, found)

    def test_another_guid_is_the_same_mention(self):
        self.assertEqual(
            self.one(item("1", "rahaab is late", link="http://a.example/1"),
                     item("post-1", "rahaab is late", link="http://a.example/1")),
            ("rahaab is late", "post-1", 0))

    def test_a_guid_that_changes_with_every_answer_fills_nothing(self):
        with Feed() as feed:
            for n in range(6):
                feed.says(item(f"n{n}", "rahaab is late", link=f"http://a.example/1?once={n}"))
            self.assertEqual(feed.mentions(), [("rahaab is late", "n5", 0)])
            self.assertEqual(feed.query("SELECT count(*) FROM mention_keys k JOIN mentions m "
                                        "ON m.id = k.mention_id WHERE m.native_id = 'n5'"),
                             [(2,)])

    def test_https_and_another_host_are_the_same_mention(self):
        for link in ("https://a.example/1", "https://www.a.example/1", "http://blog.b.example/1"):
            with self.subTest(link):
                self.one(item("", "rahaab is late", link="http://a.example/1"),
                         item("", "rahaab is late", link=link))

    def test_where_the_reader_came_from_is_no_part_of_the_address(self):
        self.assertEqual(
            self.one(item("", "rahaab is late", link="http://a.example/1?utm_source=x&id=7"),
                     item("", "rahaab is very late",
                          link="http://a.example/1?id=7&fbclid=abc"))[::2],
            ("rahaab is very late", 1))

    def test_an_edited_text_under_another_guid_keeps_what_it_said(self):
        with Feed() as feed:
            feed.says(item("1", "rahaab is late", link="http://a.example/1"))
            found = feed.says(item("2", "rahaab is late. Edit: it came", link="http://a.example/1"))
            self.assertEqual(found, [("rahaab is late. Edit: it came", 2, 1)])
            self.assertEqual(feed.query("SELECT text FROM mention_revisions"),
                             [("rahaab is late",)])
            self.assertEqual(feed.counted(), 1)
            self.assertIn("edited, last seen changed 2026-11-22T13:00:00Z\n",
                          feed.run("explain", str(feed.query("SELECT max(id) FROM mentions")[0][0]))[1])

    def test_two_people_who_say_the_same_on_a_day_are_two(self):
        self.two([item("1", "عالی rahaab", "sara", "http://a.example/1")],
                 [item("2", "عالی rahaab", "reza", "http://a.example/2")])

    def test_many_mentions_of_one_page_are_not_taken_for_each_other(self):
        page = "http://a.example/reviews"
        self.two([item("1", "rahaab is late", "sara", page), item("2", "rahaab lies", "ali", page)],
                 [item("1", "rahaab is late", "sara", page), item("2", "rahaab lies", "ali", page)])

    def test_two_on_a_page_at_once_are_two_whatever_they_say(self):
        both = [item("1", "rahaab", "sara", "http://a.example/1"),
                item("2", "rahaab", "sara", "http://a.example/2")]
        self.two(both, both[::-1])

    def test_a_new_comment_on_a_page_is_no_edit_of_an_older_one(self):
        page = "http://a.example/page"
        self.two([item("1", "rahaab is late", "sara", page)],
                 [item("2", "rahaab is fine", "reza", page, "Sun, 22 Nov 2026 09:15:30 GMT")])

    def test_nobody_in_particular_saying_little_is_not_one_person(self):
        self.two([item("1", "rahaab", None, "http://a.example/1")],
                 [item("2", "rahaab", None, "http://a.example/2")])

    def test_the_same_at_two_sources_is_two(self):
        with Feed() as feed:
            feed.says(item("g1", "rahaab is good", link="http://a.example/1"))
            self.assertEqual(feed.query("SELECT count(*) FROM mentions"), [(2,)])


class Imports(unittest.TestCase):
    """Lines that bring ids of their own are believed; an address in place of one is an address."""

    def imported(self, *lines):
        with Feed() as feed:
            for line in lines:
                text = json.dumps(dict(line, text="rahaab is late", author="sara",
                                       published_at="2026-11-22T08:00:00Z"))
                status, _, errors = feed.run("import", "-", "--source", "export", stdin=text.encode())
                self.assertEqual(status, 0, errors)
            return feed.query("SELECT count(*) FROM mentions")[0][0]

    def test_the_same_words_with_two_ids_are_two(self):
        self.assertEqual(self.imported({"id": "1"}, {"id": "2"}), 2)

    def test_the_same_words_with_two_spellings_of_an_address_are_one(self):
        self.assertEqual(self.imported({"url": "http://a.example/1"},
                                       {"url": "https://www.a.example/1?utm_source=x"}), 1)


if __name__ == "__main__":
    unittest.main()
