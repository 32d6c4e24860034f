"""A source that fails says where and why, and takes nothing with it."""
import os
import subprocess
import unittest

from nabz import NABZ, Site

X = dict(recipe="x-search", parameters='"base={http}", "query=rahaab"',
         more="secrets: [{name: token, env: X_TOKEN}]")
SECRET = "s3cr3t-bearer-token"
X_PAGE = """{"data":[{"id":"11","text":"rahaab is slow"},{"id":"10","text":"rahaab"}],"meta":{"newest_id":"11","result_count":2}}"""


class WhenASourceFails(unittest.TestCase):
    def crawl(self, map_text, want, state, status=1, **options):
        """One crawl: the bad source is told with `want`, the good one is stored all the same."""
        with Site(map_text, **options) as site:
            site.environment["X_TOKEN"] = SECRET
            got, out, trouble = site.crawl()
            self.assertEqual(got, status, trouble)
            self.assertEqual(out, "")
            self.assertIn("source bad: ", trouble)
            for words in want:
                self.assertIn(words, trouble)
            self.assertNotIn(SECRET, trouble)
            self.assertEqual(site.query("SELECT count(*) FROM v_mentions WHERE source = 'good'"),
                             [(1,)])
            [(stored_state, error)] = site.query(
                "SELECT state, error FROM v_sources WHERE source = 'bad'")
            self.assertEqual(stored_state, state)
            self.assertNotIn(SECRET, error or "")
            return site.query("SELECT native_id FROM v_mentions WHERE source = 'bad' ORDER BY 1")

    def test_a_dead_token_is_told_as_such_and_never_shown(self):
        self.crawl("""\
GET /2/tweets/search/recent?*
  status 401
  header Content-Type: application/problem+json
  text {"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"}
""", ["page 1", "401"], "auth", **X)

    def test_a_forbidden_page_is_told_with_its_status(self):
        self.crawl("GET /bad\n  status 403\n  text <h1>no</h1>\n", ["403"], "auth")

    def test_a_throttled_source_waits_until_it_may_come_again(self):
        with Site("""\
GET /bad
  status 429
  header Retry-After: 7200
  text slow down
""") as site:
            status, _, trouble = site.crawl()
            self.assertEqual(status, 1)
            self.assertIn("429", trouble)
            [(state, wait)] = site.query("SELECT state, next_try_at - last_try_at FROM sources "
                                         "WHERE name = 'bad'")
            self.assertEqual(state, "throttled")
            self.assertTrue(7200 <= wait <= 7260, wait)
            asked = len(site.requests())
            site.crawl(now="2026-11-22T13:00:00Z")
            self.assertFalse([r for r in site.requests()[asked:] if r["target"] == "/bad"])

    def test_a_window_that_is_used_up_is_not_knocked_at_again(self):
        with Site("""\
GET /2/tweets/search/recent?*
  header Content-Type: application/json
  header x-rate-limit-remaining: 0
  header x-rate-limit-reset: 1795349400
  text {"data":[{"id":"7","text":"rahaab","created_at":"2026-11-22T10:00:00Z"}],"meta":{"newest_id":"7","next_token":"more"}}
""", **X) as site:
            site.environment["X_TOKEN"] = SECRET
            status, _, trouble = site.crawl()
            self.assertEqual((status, "page 1" in trouble), (1, True), trouble)
            asked = [r["target"] for r in site.requests() if "/2/tweets/search" in r["target"]]
            self.assertEqual(len(asked), 1, "the next page is not asked for")
            self.assertEqual(site.query("SELECT native_id FROM mentions WHERE native_id = 7"), [(7,)])
            [(state, cursor, at)] = site.query("SELECT state, cursor, next_try_at FROM sources "
                                               "WHERE name = 'bad'")
            self.assertEqual((state, cursor), ("throttled", None))
            self.assertTrue(0 <= at - 1795349400 <= 60, at)

    def test_hours_that_a_limit_cut_off_are_a_gap_and_not_quiet(self):
        with Site("""\
GET /api/v1/search_by_date?*
  header Content-Type: application/json
  text {"nbPages":9,"hits":[{"objectID":"2","comment_text":"rahaab","created_at":"2026-11-22T10:30:00Z"}]}
""", recipe="hacker-news", parameters='"base={http}", "query=rahaab"', more="budget_day: 1") as site:
            site.crawl(now="2026-11-19T12:00:00Z")
            self.assertEqual(site.crawl(now="2026-11-22T12:00:00Z")[0], 0)
            self.assertEqual(site.query(
                "SELECT strftime('%dT%H', from_hour * 3600, 'unixepoch') FROM coverage "
                "WHERE source_id = (SELECT id FROM sources WHERE name = 'bad')"), [("19T12",), ("22T10",)])

    def test_on_a_terminal_trouble_has_a_line_of_its_own(self):
        with Site("GET /bad\n  status 500\n  text oops\n") as site:
            ours, theirs = os.openpty()
            subprocess.run([NABZ, "crawl", "--now", site.NOW], cwd=site.path, stderr=theirs,
                           env=site.environment, check=False)
            os.close(theirs)
            lines = os.read(ours, 65536).decode().splitlines()
            os.close(ours)
            self.assertEqual([line.startswith("nabz: source bad: ") for line in lines
                              if "source bad" in line], [True])

    def test_a_server_error_is_told(self):
        self.crawl("GET /bad\n  status 500\n  text oops\n", ["500"], "broken")

    def test_a_page_for_people_is_no_answer_of_an_api(self):
        self.crawl("""\
GET /2/tweets/search/recent?*
  header Content-Type: text/html
  text <!doctype html><html><body>Please log in</body></html>
""", ["page 1"], "broken", **X)

    def test_a_connection_that_ends_in_the_middle_is_told(self):
        self.crawl("GET /bad\n  length 5000\n  text <rss><channel>\n  cut 10\n", ["page 1"], "broken")

    def test_truncated_gzip_is_told(self):
        self.crawl("GET /bad\n  gzip\n  text " + "<rss><channel/></rss>" * 200 + "\n  cut 30\n",
                   ["page 1"], "broken")

    def test_a_bomb_of_gzip_is_cut(self):
        self.crawl("GET /bad\n  gzip\n  zeros 200000000\n", ["page 1"], "broken")

    def test_an_endless_body_is_cut(self):
        self.crawl("GET /bad\n  text " + "x" * 60000 + "\n  endless\n", ["page 1"], "broken")

    def test_half_an_xml_gives_the_items_that_are_whole(self):
        stored = self.crawl_half()
        self.assertIn(("h1",), stored)

    def crawl_half(self):
        with Site("""\
GET /bad
  header Content-Type: application/rss+xml
  text <rss version="2.0"><channel><title>t</title><item><guid>h1</guid><title>rahaab one</title></item><item><guid>h2</guid><title>raha
""") as site:
            site.crawl()
            return site.query("SELECT native_id FROM v_mentions WHERE source = 'bad'")

    def test_a_bad_item_is_told_with_its_place_and_the_others_are_stored(self):
        page = X_PAGE.replace('"id":"10"', '"created_at":"some day","id":"10"')
        with Site(f"""\
GET /2/tweets/search/recent?*
  header Content-Type: application/json
  text {page}
""", **X) as site:
            site.environment["X_TOKEN"] = SECRET
            status, _, trouble = site.crawl()
            self.assertEqual(status, 1)
            self.assertIn("source bad: page 1: item 2: field published", trouble)
            self.assertEqual(site.crawl("--all"), (0, "", ""), "told once is enough")
            self.assertEqual(site.query("SELECT native_id FROM v_mentions WHERE source = 'bad' "
                                        "ORDER BY 1"), [("10",), ("11",)])

    def test_a_secret_that_cannot_be_read_stops_only_its_source(self):
        with Site("", **X) as site:
            status, _, trouble = site.crawl()
            self.assertEqual(status, 1)
            self.assertIn("source bad: secret token: ", trouble)
            self.assertEqual(trouble.count("secret token"), 1)
            self.assertEqual(site.query("SELECT count(*) FROM v_mentions"), [(1,)])

    def test_when_every_source_fails_the_status_says_so(self):
        with Site("GET /bad\n  status 500\n") as site:
            site.write("site.map", "GET /nothing\n  status 200\n")
            status, _, trouble = site.crawl()
            self.assertEqual(status, 6)
            self.assertIn("source good", trouble)
            self.assertIn("source bad", trouble)

    def test_the_secret_is_nowhere_in_the_database(self):
        with Site(f"""\
GET /2/tweets/search/recent?*
  header Content-Type: application/json
  text {X_PAGE}
""", **X) as site:
            site.environment["X_TOKEN"] = SECRET
            self.assertEqual(site.crawl(), (0, "", ""))
            self.assertIn("Bearer " + SECRET, str(site.requests()))
            for name in ("nabz.db", "nabz.db-wal"):
                try:
                    with open(site.file(name), "rb") as database:
                        self.assertNotIn(SECRET.encode(), database.read())
                except FileNotFoundError:
                    pass


class AskingAgain(unittest.TestCase):
    def test_x_is_asked_since_the_newest_post_only(self):
        with Site(f"""\
GET /2/tweets/search/recent?*
  header Content-Type: application/json
  text {X_PAGE}
then
  header Content-Type: application/json
  text {{"meta":{{"result_count":0}}}}
""", **X) as site:
            site.environment["X_TOKEN"] = SECRET
            self.assertEqual(site.crawl(), (0, "", ""))
            self.assertEqual(site.crawl("--all"), (0, "", ""))
            first, second = [r["target"] for r in site.requests() if "tweets" in r["target"]]
            self.assertNotIn("since_id", first)
            self.assertIn("since_id=11", second)
            self.assertEqual(site.query("SELECT count(*) FROM v_mentions WHERE source = 'bad'"),
                             [(2,)])

    def test_validators_are_sent_byte_for_byte_and_a_304_is_well(self):
        with Site("""\
GET /bad
  header ETag: W/"odd one"
  header Last-Modified: Sun, 22 Nov 2026 00:00:00 GMT
  text <rss version="2.0"><channel><title>t</title><item><guid>e1</guid><title>rahaab</title></item></channel></rss>
then
  status 304
""") as site:
            self.assertEqual(site.crawl(), (0, "", ""))
            self.assertEqual(site.crawl("--all"), (0, "", ""))
            again = [r for r in site.requests() if r["target"] == "/bad"][1]
            self.assertIn('If-None-Match: W/"odd one"', again["headers"])
            self.assertIn("If-Modified-Since: Sun, 22 Nov 2026 00:00:00 GMT", again["headers"])

    def test_who_has_waited_longest_is_asked_first(self):
        with Site("GET /bad\n  text <rss version=\"2.0\"><channel/></rss>\n") as site:
            site.crawl("--source", "good")
            site.crawl("--all", now="2026-11-22T13:00:00Z")
            targets = [r["target"] for r in site.requests()]
            self.assertEqual(targets[1:], ["/bad", "/good.rss"], "never tried comes before known")

    def test_what_was_left_out_is_told_by_the_status(self):
        pages = "".join(f"""\
GET /2/tweets/search/recent?*next_token={n}&*
  header Content-Type: application/json
  text {{"data":[{{"id":"{100 - n}","text":"rahaab"}}],"meta":{{"newest_id":"99","next_token":"{n + 1}"}}}}
""" for n in range(1, 30))
        first = """\
GET /2/tweets/search/recent?*
  header Content-Type: application/json
  text {"data":[{"id":"200","text":"rahaab"}],"meta":{"newest_id":"200","next_token":"1"}}
"""
        with Site(pages + first, **X) as site:
            site.environment["X_TOKEN"] = SECRET
            self.assertEqual(site.crawl(), (0, "", ""))
            [(state, error)] = site.query("SELECT state, error FROM v_sources WHERE source = 'bad'")
            self.assertEqual(state, "ok")
            self.assertIn("older items", error)

    def test_a_budget_is_kept_until_the_next_day(self):
        with Site(f"""\
GET /2/tweets/search/recent?*
  header Content-Type: application/json
  text {X_PAGE}
""", **{**X, "more": X["more"] + "\n    budget_day: 2"}) as site:
            site.environment["X_TOKEN"] = SECRET
            self.assertEqual(site.crawl(), (0, "", ""))
            self.assertEqual(site.crawl("--all"), (0, "", ""))
            asked = [r for r in site.requests() if "tweets" in r["target"]]
            self.assertEqual(len(asked), 1)
            self.assertEqual(site.query("SELECT state, next_try_utc FROM v_sources "
                                        "WHERE source = 'bad'"), [("quota", "2026-11-23T00:00:00Z")])
            self.assertEqual(site.crawl(now="2026-11-23T00:00:01Z"), (0, "", ""))
            asked = [r for r in site.requests() if "tweets" in r["target"]]
            self.assertEqual(len(asked), 2)

    def test_a_source_that_is_not_due_is_left_alone(self):
        with Site("GET /bad\n  text <rss version=\"2.0\"><channel/></rss>\n") as site:
            site.crawl()
            asked = len(site.requests())
            site.crawl(now="2026-11-22T12:01:00Z")
            self.assertEqual(len(site.requests()), asked)


if __name__ == "__main__":
    unittest.main()
