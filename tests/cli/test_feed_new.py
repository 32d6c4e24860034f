"""nabz feed new: a first draft of a recipe from what a page shows."""
import os
import unittest

from nabz import BUILD, Folder, json_lines

NOW = "2026-11-22T12:00:00Z"
SITE = """\
GET /feed.rss
  header Content-Type: application/rss+xml
  text <rss version="2.0"><channel><title>Blog</title><item><guid>g1</guid><title>Late again</title></item></channel></rss>
GET /comments.atom
  header Content-Type: application/atom+xml
  text <feed xmlns="http://www.w3.org/2005/Atom"><title>c</title><entry><id>e1</id><title>So late</title></entry></feed>
GET /blog
  header Content-Type: text/html
  text <html><head><link rel="stylesheet" href="a.css"><link rel="alternate" type="application/rss+xml" href="/feed.rss"><link rel="alternate" hreflang="fa" href="/fa"><link rel="alternate" type="application/atom+xml" href="comments.atom"></head><body><p>Hello</p></body></html>
GET /product
  header Content-Type: text/html
  text <html><head><link rel="alternate" type="application/rss+xml" href="/feed.rss"><script type="application/ld+json">{"@type":"Product","name":"Kettle","review":[{"@type":"Review","author":{"name":"Ana"},"reviewBody":"It leaks","datePublished":"2026-11-19","reviewRating":{"ratingValue":"2"}}]}</script></head><body></body></html>
GET /api?product=7&"x"
  header Content-Type: application/json
  file reviews.json
GET /list.json
  header Content-Type: application/json
  text [{"text":"first &amp; <b>last</b></p>","author":"Ana"},{"text":"second","score":9}]
GET /nothing
  header Content-Type: text/html
  text <html><body><p>Hello</p></body></html>
GET /numbers.json
  header Content-Type: application/json
  text {"list":[{"x":1},{"x":2}],"deep":{"er":[1,2,3]}}
GET /dead
  header Content-Type: text/html
  text <html><head><link rel="alternate" type="application/rss+xml" href="/missing.rss"></head></html>
GET /moved
  status 301
  header Location: /feed.rss
"""
REVIEWS = """\
{"status":200,"data":{"sort-options":[{"id":1,"title":"newest"}],
 "comments":[
  {"comment_id":11,"body":"دیر رسید","user":{"displayName":"پگاه"},"created_at":"28 آبان 1405","rate":0},
  {"comment_id":12,"title":"Fine","body":"On time","user":{"displayName":"Ana"},
   "created_at":"2026-11-18","rate":4,"link":"/r/12"}]}}
"""


class ADraft(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.folder.write("site.map", SITE)
        cls.folder.write("reviews.json", REVIEWS)
        port = cls.folder.start([os.path.join(BUILD, "bin", "loopback_http"), "--map",
                                 cls.folder.file("site.map"), "--port-file",
                                 cls.folder.file("http.port")], "http.port")
        cls.http = f"http://127.0.0.1:{port}"

    @classmethod
    def tearDownClass(cls):
        cls.folder.__exit__()

    def new(self, path, out):
        return self.folder.run("feed", "new", self.http + path, "--out", out, "--allow-private",
                               "--now", NOW)

    def draft(self, path, out):
        """The recipe's text and the mentions of a draft that must come about and check."""
        status, told, trouble = self.new(path, out)
        self.assertEqual((status, trouble), (0, ""))
        checked = self.folder.run("feed", "check", "./" + out)
        self.assertEqual(checked, (0, "", ""))
        with open(self.folder.file(out + "/recipe.yaml"), encoding="utf8") as recipe, \
                open(self.folder.file(out + "/expect.jsonl"), encoding="utf8") as expected:
            return recipe.read(), json_lines(expected.read())[1:], told

    def test_a_feed_is_read_as_one(self):
        recipe, mentions, told = self.draft("/feed.rss", "a-feed")
        self.assertIn("name: a-feed\n", recipe)
        self.assertIn("format: syndication\n", recipe)
        self.assertIn(self.http + "/feed.rss", recipe)
        self.assertEqual([m["title"] for m in mentions], ["Late again"])
        self.assertIn("nabz feed check ./a-feed", told)

    def test_a_page_leads_to_its_first_feed_and_the_others_are_told(self):
        recipe, mentions, told = self.draft("/blog", "blog")
        self.assertIn(self.http + "/feed.rss", recipe)
        self.assertEqual(mentions[0]["id"], "g1")
        self.assertIn(f"links to the feed {self.http}/comments.atom", told)
        self.assertNotIn("/fa\n", told)

    def test_reviews_in_the_markup_come_before_a_feed(self):
        recipe, mentions, told = self.draft("/product", "product")
        self.assertIn("format: structured\n", recipe)
        self.assertIn("robots: yes\n", recipe)
        self.assertEqual((mentions[0]["text"], mentions[0]["rating"]), ("It leaks", 25))
        self.assertIn(f"links to the feed {self.http}/feed.rss", told)

    def test_the_list_in_json_that_reads_most_like_mentions_is_taken(self):
        recipe, mentions, _ = self.draft('/api?product=7&"x"', "api")
        self.assertIn('items: ["$.data.comments"]', recipe)
        self.assertIn('{field: author, from: ["user.displayName"]}', recipe)
        self.assertEqual([(m["id"], m["text"], m["author"], m["rating"]) for m in mentions],
                         [("11", "دیر رسید", "پگاه", None), ("12", "On time", "Ana", 75)])
        self.assertEqual([m["published_at"] for m in mentions],
                         ["2026-11-19T00:00:00Z", "2026-11-18T00:00:00Z"])

    def test_a_list_may_be_the_whole_document_and_its_texts_markup(self):
        recipe, mentions, _ = self.draft("/list.json", "list")
        self.assertIn('items: ["$"]', recipe)
        self.assertEqual([m["text"] for m in mentions], ["first & last", "second"])
        self.assertEqual(mentions[1]["rating"], 90)

    def test_a_redirect_is_followed_and_its_end_is_the_address(self):
        recipe, _, _ = self.draft("/moved", "moved")
        self.assertIn(self.http + "/feed.rss", recipe)

    def test_nothing_is_overwritten(self):
        mine = self.folder.write("mine/recipe.yaml", "mine\n")
        status, _, trouble = self.new("/feed.rss", "mine")
        self.assertEqual(status, 1)
        self.assertIn("./mine is there already; nothing was changed", trouble)
        with open(mine, encoding="utf8") as kept:
            self.assertEqual(kept.read(), "mine\n")
        self.assertEqual(os.listdir(self.folder.file("mine")), ["recipe.yaml"])

    def test_where_there_is_nothing_to_read_nothing_is_written(self):
        for path, words in (("/nothing", "no feed, no reviews"), ("/numbers.json", "no feed"),
                            ("/dead", "/missing.rss: HTTP 404"), ("/absent", "HTTP 404")):
            with self.subTest(path=path):
                status, told, trouble = self.new(path, "none")
                self.assertEqual((status, told), (1, ""))
                self.assertIn(words, trouble)
                self.assertFalse(os.path.exists(self.folder.file("none")))

    def test_what_is_wrong_with_the_command_line_is_told(self):
        for arguments, status, words in (
                ((self.http + "/feed.rss",), 2, "feed new needs --out FOLDER"),
                ((self.http + "/feed.rss", "--out", "a b"), 2, "letters, digits and -"),
                ((self.http + "/feed.rss", "--out", "private"), 1,
                 "could not be read"),
                (("ftp://shop.example/", "--out", "ftp"), 1, "ftp://shop.example/")):
            with self.subTest(arguments=arguments):
                got, _, trouble = self.folder.run("feed", "new", *arguments)
                self.assertEqual(got, status)
                self.assertIn(words, trouble)


if __name__ == "__main__":
    unittest.main()
