"""How nabz behaves as a guest: what a site says once is remembered from run to run."""
import unittest

from nabz import Site

RSS = ('  header Content-Type: application/rss+xml\n  text <rss version="2.0"><channel>'
       "<title>t</title>%s<item><guid>1</guid><title>rahaab is bad</title></item></channel></rss>\n")
PAGE = ('  header Content-Type: text/html\n  text <script type="application/ld+json">'
        '{"@type":"Review","@id":"1","reviewBody":"rahaab"}</script>\n')


def at(hour, minute=0, day=22):
    return f"2026-11-{day:02}T{hour:02}:{minute:02}:00Z"


class Guest(Site):
    def asked(self):
        """What was asked of the source, without the one beside it."""
        return [r["target"] for r in self.requests() if r["target"] != "/good.rss"]

    def state(self, columns="state"):
        return self.query(f"SELECT {columns} FROM v_sources WHERE source = 'bad'")[0]

    def edit(self, old, new):
        with open(self.file("nabz.yaml"), encoding="utf8") as config:
            text = config.read()
        assert old in text
        self.write("nabz.yaml", text.replace(old, new))


class WhatIsGone(unittest.TestCase):
    def test_it_is_not_asked_again_until_the_configuration_changes(self):
        with Guest("GET /bad\n  status 410\n" "GET /better\n" + RSS % "") as site:
            site.crawl()
            self.assertEqual(site.state(), ("gone",))
            site.crawl(now=at(12, day=24))
            self.assertEqual(site.asked(), ["/bad"])
            site.edit("/bad", "/better")
            self.assertEqual(site.crawl(now=at(12, 1, day=24)), (0, "", ""))
            self.assertEqual(site.asked(), ["/bad", "/better"])
            self.assertEqual(site.state(), ("ok",))

    def test_other_settings_forget_the_validators_of_the_old_address(self):
        with Guest('GET /bad\n  header ETag: "1"\n' + RSS % "" +
                   'GET /better\n  when If-None-Match: "1"\n  status 304\n'
                   "GET /better\n" + RSS % "") as site:
            site.crawl()
            site.edit("/bad", "/better")
            site.crawl()
            self.assertEqual([header for r in site.requests() for header in r["headers"]
                              if header.startswith("If-")], [])


class WhatHasMoved(unittest.TestCase):
    MOVED = ("GET /bad\n  status 301\n  header Location: /new\n"
             'GET /new\n  header ETag: "1"\n' + RSS % "")

    def test_a_permanent_redirect_is_remembered_after_three_times(self):
        with Guest(self.MOVED) as site:
            for hour in range(5):
                self.assertEqual(site.crawl("--all", now=at(hour)), (0, "", ""))
            self.assertEqual(site.asked(), ["/bad", "/new"] * 3 + ["/new"] * 2)

    def test_when_the_new_address_fails_the_old_one_is_asked_again(self):
        with Guest(self.MOVED) as site:
            for hour in range(4):
                site.crawl("--all", now=at(hour))
            site.write("site.map", site.GOOD + "GET /bad\n" + RSS % "")
            for hour in range(4, 9):
                site.crawl("--all", now=at(hour))
            self.assertEqual(site.asked()[6:], ["/new"] * 4 + ["/bad"] * 2)
            self.assertEqual(site.state(), ("ok",))

    def test_a_redirect_for_now_is_not_remembered(self):
        with Guest(self.MOVED.replace("301", "302")) as site:
            for hour in range(5):
                site.crawl("--all", now=at(hour))
            self.assertEqual(site.asked(), ["/bad", "/new"] * 5)


class WhenToComeAgain(unittest.TestCase):
    def next_try(self, answer, interval="interval: 15m"):
        with Guest("GET /bad\n" + answer, more=interval) as site:
            site.crawl()
            return site.state("next_try_utc")[0]

    def test_the_hints_of_feed_and_headers_make_it_later(self):
        self.assertEqual(self.next_try(RSS % ""), at(12, 14))
        self.assertEqual(self.next_try(RSS % "<ttl>90</ttl>"), at(13, 29))
        self.assertEqual(self.next_try("  header Cache-Control: public, max-age=7200\n" + RSS % ""),
                         at(13, 59))
        self.assertEqual(self.next_try("  header Cache-Control: no-cache, max-age=7200\n" + RSS % ""),
                         at(12, 14))
        self.assertEqual(self.next_try("  header Cache-Control: max-age=7200\n  header Age: 3600\n" +
                                       RSS % ""), at(12, 59))
        self.assertEqual(self.next_try("  header Date: Sun, 22 Nov 2026 12:00:00 GMT\n"
                                       "  header Expires: Sun, 22 Nov 2026 14:00:00 GMT\n" + RSS % ""),
                         at(13, 59))
        self.assertEqual(self.next_try("  header Cache-Control: max-age=99999999\n" + RSS % ""),
                         at(17, 59))

    def test_hours_and_days_that_the_feed_wants_skipped_are_skipped(self):
        hours = "<skipHours>%s</skipHours>" % "".join(f"<hour>{h}</hour>" for h in (12, 13, 24))
        self.assertEqual(self.next_try(RSS % hours), at(14))
        self.assertEqual(self.next_try(RSS % "<skipDays><day>Sunday</day></skipDays>"), at(0, day=23))

    def test_an_unchanged_answer_is_asked_again_when_it_is_no_longer_fresh(self):
        with Guest('GET /bad\n  when If-None-Match: "1"\n  status 304\n'
                   "  header Cache-Control: max-age=7200\n"
                   'GET /bad\n  header ETag: "1"\n' + RSS % "", more="interval: 15m") as site:
            site.crawl()
            site.crawl(now=at(13))
            self.assertEqual(site.state("next_try_utc")[0], at(14, 59))


class RobotsTxt(unittest.TestCase):
    def test_it_is_asked_once_a_day(self):
        with Guest("GET /robots.txt\n  text User-agent: *\n"
                   "GET /bad\n" + PAGE, recipe="structured") as site:
            for now in (at(12), at(13), at(11, 59, 23), at(12, 1, 23)):
                self.assertEqual(site.crawl("--all", now=now), (0, "", ""))
            self.assertEqual(site.asked().count("/robots.txt"), 2)
            self.assertEqual(site.asked().count("/bad"), 4)

    def test_a_host_that_has_trouble_is_read_by_the_rules_it_had(self):
        with Guest("GET /robots.txt\n  text User-agent: *\n"
                   "GET /bad\n" + PAGE, recipe="structured") as site:
            site.crawl()
            site.write("site.map", site.GOOD + "GET /robots.txt\n  status 503\n" "GET /bad\n" + PAGE)
            self.assertEqual(site.crawl("--all", now=at(12, day=24)), (0, "", ""))
            self.assertEqual(site.asked()[-1], "/bad")


class TheEndOfARun(unittest.TestCase):
    def test_what_it_cuts_off_is_no_failure_of_the_source_and_comes_first(self):
        with Guest("GET /bad\n  delay 15000\n" + RSS % "") as site:
            site.edit("brands:", "crawl: {deadline: 10s}\nbrands:")
            status, out, trouble = site.crawl()
            self.assertEqual((status, out), (1, ""))
            self.assertEqual(trouble, "nabz: 1 of 2 sources were not read whole before the deadline "
                             "of this run: they come first in the next one\n")
            self.assertEqual(site.query("SELECT source, state FROM v_sources"), [("good", "ok")])
            site.write("site.map", site.GOOD + "GET /bad\n" + RSS % "")
            self.assertEqual(site.crawl(now=at(12, 1)), (0, "", ""))
            self.assertEqual(site.state("state, failures"), ("ok", 0))


class OnlyFetching(unittest.TestCase):
    def test_it_stores_and_a_later_run_tells(self):
        with Guest("GET /bad\n  status 410\n") as site:
            site.edit("brands:", "crawl: {parallel: 4}\nbrands:")
            self.assertEqual(site.crawl("--only-fetch")[0], 1)
            self.assertEqual(site.query("SELECT count(*) FROM v_mentions"), [(1,)])
            self.assertEqual(site.query("SELECT count(*) FROM v_troubles"), [(0,)])
            site.crawl("--no-fetch")
            self.assertEqual(site.query("SELECT count(*) FROM v_troubles"), [(1,)])
            status, _, trouble = site.crawl("--no-fetch", "--only-fetch")
            self.assertEqual(status, 2)
            self.assertIn("leave nothing to do", trouble)


class WhoAsks(unittest.TestCase):
    def test_a_try_says_who_it_is_as_a_crawl_does(self):
        with Guest("GET /bad\n" + RSS % "") as site:
            site.edit("brands:", "contact: ops@rahaab.example\nbrands:")
            self.assertEqual(site.run("feed", "try", "bad")[0], 0)
            site.crawl()
            agents = {header for r in site.requests() for header in r["headers"]
                      if header.startswith("User-Agent")}
            self.assertEqual(len(agents), 1)
            self.assertRegex(agents.pop(), r"^User-Agent: nabz/[0-9.]+ \(\+ops@rahaab.example\)$")


if __name__ == "__main__":
    unittest.main()
