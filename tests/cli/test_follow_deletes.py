"""What is deleted at X is deleted here: asked for a week later, within the budget, and never taken again."""
import json
import unittest

from nabz import Site, quick_recipe

PARAMETERS = '"base={http}", "query=rahaab"'
TOKEN = "secrets: [{name: token, env: DEMO_X_TOKEN}]"
JSON = "  header Content-Type: application/json\n  text "
NOBODY = {"errors": [{"title": "Unauthorized", "detail": "not you"}], "status": 401}


def post(number, text="rahaab is late"):
    return {"id": str(number), "text": text, "author_id": "7",
            "created_at": f"2026-11-22T08:00:{number % 60:02}.000Z"}


def page(*posts):
    return {"data": list(posts), "includes": {"users": [{"id": "7", "username": "sara"}]},
            "meta": {"newest_id": posts[0]["id"], "result_count": len(posts)}}


def lookup(left=(), deleted=(), hidden=()):
    answer = {"data": [{"id": str(n), "text": "x"} for n in left]} if left else {}
    wrong = [(n, "Not Found Error") for n in deleted] + [(n, "Authorization Error") for n in hidden]
    return dict(answer, errors=[{"value": str(n), "title": title, "resource_type": "tweet"}
                                for n, title in wrong])


class X(Site):
    """Three posts are read; a look-up is answered as a test says."""

    POSTS = page(*[post(n) for n in (103, 102, 101)])

    def __init__(self, more=""):
        super().__init__("", "x-search", PARAMETERS, f"{TOKEN}\n    {more}")

    def poll(self, now, told=None, found=None, status=200):
        text = self.GOOD
        text += ("GET /2/tweets/search/recent?*\n" + JSON +
                 json.dumps(found or self.POSTS) + "\n")
        text += f"GET /2/tweets?ids=*\n  status {status}\n" + JSON + json.dumps(told or {}) + "\n"
        self.write("site.map", text)
        return self.crawl("--source", "bad", now=now)

    def left(self):
        return [n for (n,) in self.query("SELECT native_id FROM mentions ORDER BY 1")]

    def asked(self):
        return [r["target"] if "target" in r else r["path"] for r in self.requests()
                if "/2/tweets?ids=" in json.dumps(r)]


class Deletes(unittest.TestCase):
    DAY1, HOUR2, DAY9 = "2026-11-22T12:00:00Z", "2026-11-22T13:00:00Z", "2026-12-01T12:00:00Z"

    def test_what_a_lookup_calls_gone_or_protected_is_erased_and_uncounted(self):
        with X() as site:
            status, _, errors = site.poll(self.DAY1, lookup([102], [101], [103]))
            self.assertEqual((status, errors), (0, ""))
            self.assertEqual(site.left(), [102])
            self.assertEqual(site.query("SELECT sum(total) FROM facts"), [(1,)])
            self.assertEqual(site.query("SELECT count(*) FROM mention_brands"), [(1,)])

    def test_it_does_not_come_back_with_the_next_page(self):
        with X() as site:
            site.poll(self.DAY1, lookup([102], [101], [103]))
            site.poll(self.HOUR2, found=page(post(104), post(103), post(101)))
            self.assertEqual(site.left(), [102, 104])

    def test_all_are_asked_for_again_after_a_week_and_not_before(self):
        with X() as site:
            site.poll(self.DAY1, lookup([101, 102, 103]))
            site.poll(self.HOUR2, lookup([], [101, 102, 103]))
            self.assertEqual(len(site.asked()), 1)
            self.assertEqual(site.left(), [101, 102, 103])
            site.poll(self.DAY9, lookup([101, 102], [103]))
            self.assertEqual(len(site.asked()), 2)
            self.assertEqual(site.left(), [101, 102])

    def test_an_answer_that_tells_nothing_erases_nothing_and_is_asked_for_the_next_day(self):
        for status, told in ((200, {}), (200, {"data": []}), (401, NOBODY), (500, {}),
                             (200, lookup([901], [902]))):
            with self.subTest(told=told), X() as site:
                code, _, errors = site.poll(self.DAY1, told, status=status)
                self.assertEqual(code, 1, errors) # told as item faults are
                self.assertIn("follow_deletes", errors)
                self.assertNotIn("demo-x-token", errors)
                self.assertEqual(site.left(), [101, 102, 103])
                self.assertEqual(site.poll(self.HOUR2)[2], "")
                site.poll("2026-11-23T13:00:00Z", lookup([101, 102], [103]))
                self.assertEqual(site.left(), [101, 102])

    def test_what_only_is_missing_is_not_taken_for_gone_where_the_platform_names_it(self):
        with X() as site:
            site.poll(self.DAY1, lookup([101, 102]))
            self.assertEqual(site.left(), [101, 102, 103])

    def test_a_lookup_is_paid_for_and_never_beyond_the_budget(self):
        with X("budget_day: 4") as site:
            site.poll(self.DAY1, lookup([], [101]))
            self.assertEqual(site.left(), [102, 103])
            self.assertEqual([r.split("ids=")[1][:3] for r in site.asked()], ["101"])
            self.assertEqual(site.query("SELECT budget_spent FROM sources WHERE name = 'bad'"),
                             [(4,)])
            self.assertEqual(site.query("SELECT sum(items) FROM spending"), [(4,)])

    def test_a_platform_that_will_not_tell_is_asked_ever_more_rarely(self):
        with X() as site:
            told = []
            for day in range(22, 40):
                now = f"2026-11-{day}T12:00:00Z" if day <= 30 else f"2026-12-{day - 30:02}T12:00:00Z"
                told += [day] * ("follow_deletes" in site.poll(now, NOBODY, status=401)[2])
            self.assertEqual(told, [22, 23, 25, 29, 36]) # at most the week after which all is asked again
            self.assertEqual(len(site.asked()), len(told))

    def test_a_clock_that_was_a_year_ahead_puts_nothing_off_for_a_year(self):
        with X() as site:
            site.poll("2027-11-22T12:00:00Z", {})
            site.poll(self.DAY1, lookup([101, 102], [103]))
            self.assertEqual(site.left(), [101, 102])

    def test_a_source_may_say_no(self):
        with X("follow_deletes: no") as site:
            site.poll(self.DAY1, lookup([], [101, 102, 103]))
            self.assertEqual((site.left(), site.asked()), ([101, 102, 103], []))

def comment(number):
    return {"snippet": {"topLevelComment": {"id": f"c{number}", "snippet": {
        "textOriginal": "rahaab is late", "publishedAt": f"2026-11-22T08:00:{number:02}Z"}}}}


class YouTube(Site):
    """Comments on a video; the platform answers with what is left and names nothing that is gone. Three at a time."""

    def __init__(self):
        super().__init__("", "youtube-comments", '"base={http}", "video_id=v1"',
                         "secrets: [{name: key, env: DEMO_X_TOKEN}]")
        path = quick_recipe(self, "youtube-comments")
        with open(path, encoding="utf8") as text:
            recipe = text.read().replace("most: 50", "most: 3")
        self.write("feeds/youtube-comments/recipe.yaml", recipe)

    def poll(self, now, there, left):
        answers = {"commentThreads": [comment(n) for n in there],
                   "comments": [{"id": f"c{n}"} for n in left]}
        self.write("site.map", self.GOOD + "".join(
            f"GET /youtube/v3/{path}?*\n{JSON}{json.dumps({'items': items})}\n"
            for path, items in answers.items()))
        return self.crawl("--source", "bad", now=now)

    def left(self):
        return [int(n[1:]) for (n,) in self.query("SELECT native_id FROM mentions ORDER BY 1")]

    def asked(self):
        lines = [json.dumps(r) for r in self.requests()]
        return [line.split("&id=")[1].split("&")[0] for line in lines if "/v3/comments?" in line]


class Silence(unittest.TestCase):
    """Where a platform leaves out what is gone, an answer about nothing may be no answer at all."""

    DAYS = [f"2026-11-{day}T12:00:00Z" for day in range(22, 30)]

    def test_all_that_was_asked_for_is_believed_gone_when_a_witness_is_left(self):
        with YouTube() as site:
            self.assertEqual(site.poll(self.DAYS[0], [5, 4, 3, 2, 1], [5]), (0, "", ""))
            self.assertEqual(site.asked(), ["c1,c2,c5"])
            self.assertEqual(site.left(), [3, 4, 5])
            self.assertEqual(site.poll(self.DAYS[1], [5, 4], [4, 5])[0], 0)
            self.assertEqual(site.asked()[1:], ["c3,c4,c5"])
            self.assertEqual(site.left(), [4, 5])

    def test_a_witness_is_none_of_those_asked_for(self):
        with YouTube() as site:
            site.poll(self.DAYS[0], [4, 3, 2, 1], [1, 2, 4])
            site.poll(self.DAYS[1], [4, 3], [2])
            self.assertEqual(site.asked(), ["c1,c2,c4", "c3,c4,c2"])
            self.assertEqual(site.left(), [1, 2])

    def test_without_one_nothing_is_believed_and_less_and_less_asked(self):
        with YouTube() as site:
            for day in self.DAYS:
                site.poll(day, [2, 1], [])
            self.assertEqual(site.asked(), ["c1,c2"] * 4) # after one day, two, four
            self.assertEqual(site.left(), [1, 2])

    def test_what_comes_later_is_the_witness_of_what_was_not_believed(self):
        with YouTube() as site:
            site.poll(self.DAYS[0], [2, 1], [])
            site.poll(self.DAYS[1], [7], [7])
            self.assertEqual(site.asked(), ["c1,c2", "c1,c2,c7"])
            self.assertEqual(site.left(), [7])


if __name__ == "__main__":
    unittest.main()
