"""Two sources of one platform bring the same post: it is one mention, counted once, and each source keeps its habits."""
import json
import unittest

from nabz import Site, quick_recipe

DAY1, HOUR2 = "2026-11-22T12:00:00Z", "2026-11-22T13:00:00Z"
TOKEN = "secrets: [{name: token, env: DEMO_X_TOKEN}]"
NAMED = """\
  - name: named
    recipe: ./feeds/x-mentions
    with: ["base={http}", "user_id=7"]
    secrets: [{{name: token, env: DEMO_X_TOKEN}}]
    about: [{about}]
    allow_private: yes
"""


def page(*numbers):
    posts = [{"id": str(n), "text": "@rahaab is late", "author_id": "7",
              "created_at": f"2026-11-22T08:00:{n % 60:02}.000Z"} for n in numbers]
    return {"data": posts, "includes": {"users": [{"id": "7", "username": "sara"}]},
            "meta": {"newest_id": str(max(numbers, default=0)), "result_count": len(posts)}}


class X(Site):
    """`bad` searches, `named` asks for what names the account."""

    def __init__(self, about="rahaab"):
        super().__init__("", "x-search", '"base={http}", "query=rahaab"', TOKEN)
        quick_recipe(self, "x-mentions")
        with open(self.file("nabz.yaml"), encoding="utf8") as text:
            config = text.read() + NAMED.format(http=self.http, about=about)
        self.write("nabz.yaml", config.replace(
            "sources:", "  - {name: other, any: [zzz]}\nsources:", 1))

    def poll(self, now, searched, named, told=None):
        told = told or {"data": [{"id": str(n), "text": "x"} for n in searched + named]}
        answers = {"/2/tweets/search/recent?*": page(*searched), "/2/users/7/mentions?*": page(*named),
                   "/2/tweets?ids=*": told}
        self.write("site.map", self.GOOD + "".join(
            f"GET {path}\n  header Content-Type: application/json\n  text {json.dumps(body)}\n"
            for path, body in answers.items()))
        return self.run("crawl", "--now", now)

    def facts(self):
        return self.query("SELECT b.name, sum(total) FROM facts f JOIN brands b ON b.id = f.brand_id "
                          "JOIN sources s ON s.id = f.source_id WHERE s.name <> 'good' GROUP BY 1")

    def posts(self):
        return self.query("SELECT native_id, count(*) FROM mentions WHERE native_id <> 'g1' "
                          "GROUP BY 1 ORDER BY 1")


class Siblings(unittest.TestCase):
    def test_a_post_is_counted_once_whichever_is_first(self):
        with X() as site:
            self.assertEqual(site.poll(DAY1, [103, 102], [103, 101]), (0, "", ""))
            self.assertEqual(site.posts(), [(101, 1), (102, 1), (103, 1)])
            self.assertEqual(site.facts(), [("rahaab", 3)])
            site.poll(HOUR2, [105, 104], [105, 102])
            self.assertEqual(site.posts(), [(n, 1) for n in range(101, 106)])
            self.assertEqual(site.facts(), [("rahaab", 5)])

    def test_it_is_about_the_brands_of_both_sources(self):
        with X(about="other") as site:
            site.poll(DAY1, [103, 102], [103, 102, 101])
            self.assertEqual(site.facts(), [("other", 3), ("rahaab", 2)])
            self.assertEqual(site.posts(), [(101, 1), (102, 1), (103, 1)])

    def test_a_source_that_is_always_second_is_neither_silent_nor_uncovered(self):
        with X() as site:
            site.poll(DAY1, [103], [103])
            habits = site.query("SELECT name, news FROM sources WHERE name <> 'good' ORDER BY 1")
            self.assertEqual(habits, [("bad", 1), ("named", 1)])
            covered = site.query("SELECT count(*) FROM coverage c JOIN sources s ON s.id = c.source_id "
                                 "WHERE s.name IN ('bad', 'named')")
            self.assertEqual(covered, [(2,)])
            newest = site.query("SELECT DISTINCT newest_utc FROM v_sources WHERE source <> 'good'")
            self.assertEqual(newest, [("2026-11-22T08:00:43Z",)])

    def test_what_is_deleted_at_the_platform_is_asked_for_once_and_comes_back_through_neither(self):
        gone = {"errors": [{"value": "103", "title": "Not Found Error"}],
                "data": [{"id": "102", "text": "x"}]}
        with X() as site:
            site.poll(DAY1, [103, 102], [103, 102], gone)
            asked = [r for r in site.requests() if "/2/tweets?ids=" in json.dumps(r)]
            self.assertEqual(len(asked), 1)
            self.assertEqual(site.posts(), [(102, 1)])
            site.poll(HOUR2, [103], [103])
            self.assertEqual(site.posts(), [(102, 1)])
            self.assertEqual(site.facts(), [("rahaab", 1)])


if __name__ == "__main__":
    unittest.main()
