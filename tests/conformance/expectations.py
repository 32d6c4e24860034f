"""What the recorded answers under ../shared/fixtures hold, read by plain Python and no code of nabz.

cases() yields one Case for each recorded body: the recipe that polls such a page, the bytes, how
they were sent, and the items a reader finds in them. An item is a dict with id, text, author, time
(UTC seconds or None) and rating (0-100 or None); a key that is left out was not looked at. Text is
compared by squeeze(), since where lines break is a matter of taste.
"""
import base64
import csv
import datetime
import email.utils
import html
import html.parser
import json
import pathlib
import re
import xml.etree.ElementTree as ElementTree


class Case:
    def __init__(self, name, recipe, body, items, url="", content_type="", status=200, headers=()):
        self.name, self.recipe, self.body, self.items = name, recipe, body, items
        self.url, self.content_type, self.status, self.headers = url, content_type, status, headers


class Text(html.parser.HTMLParser):
    """The text of markup: what is between the tags, but not script and style."""

    def __init__(self):
        super().__init__()
        self.parts, self.hidden = [], 0

    def handle_starttag(self, tag, attributes):
        self.hidden += tag in ("script", "style")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("script", "style") and self.hidden > 0

    def handle_data(self, data):
        if not self.hidden:
            self.parts.append(data)


def text_of(markup):
    reader = Text()
    reader.feed(markup or "")
    reader.close()
    text = "".join(reader.parts)
    if re.search("<(code|pre)", markup or "") and "</" in text:
        return html.unescape(text)  # tags that are shown, not markup that was escaped twice
    return text_of(text) if re.search(r"&(#\d+|[a-z]+);|</", text) and text != markup else text


def squeeze(text):
    text = re.sub(r"[\s\u00a0\u200b\u202a-\u202e\u2066-\u2069\ufeff\x00-\x1f]+", "", text or "")
    return text


def when(text):
    """RFC 3339 and RFC 822 as the platforms send them, epochs, None for nothing."""
    if text is None or text == "":
        return None
    if isinstance(text, (int, float)):
        return int(text)
    text = text.strip()
    if re.fullmatch(r"\d{9,10}(\.\d+)?", text):
        return int(float(text))
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?)?"
                         r"\s*(Z|[+-]\d\d:?\d\d)?", text)
    if match:
        parts = [int(x or 0) for x in match.groups()[:6]]
        at = int(datetime.datetime(*parts, tzinfo=datetime.timezone.utc).timestamp())
        zone = match.group(7)
        if zone and zone != "Z":
            minutes = int(zone[1:3]) * 60 + int(zone[-2:])
            at -= (1 if zone[0] == "+" else -1) * minutes * 60
        return at
    try:
        return int(email.utils.parsedate_to_datetime(text).timestamp())
    except (TypeError, ValueError):
        return None


def stars(value, worst=1.0, best=5.0):
    return (float(value) - worst) / (best - worst) * 100


# ---- X

def x_items(data):
    tweets = data.get("data", [])
    tweets = [tweets] if isinstance(tweets, dict) else tweets
    users = {u["id"]: u for u in data.get("includes", {}).get("users", [])}
    for t in tweets:
        yield {"id": t["id"], "text": html.unescape(t["text"]),
               "author": users.get(t.get("author_id"), {}).get("username"),
               "time": when(t.get("created_at")), "rating": None}


# ---- Instagram

def graph_items(nodes):
    for n in nodes:
        yield {"id": n["id"], "text": n.get("caption", n.get("text", "")),
               "author": n.get("username"), "time": when(n.get("timestamp")), "rating": None}


def instagram_recipe(name):
    for part, recipe in (("hashtag", "instagram-hashtag"), ("mentioned", "instagram-mentioned"),
                         ("discovery", "instagram-business-discovery"),
                         ("comment", "instagram-comments")):
        if part in name:
            return recipe
    return "instagram-tagged"


def instagram_nodes(data):
    for key in ("mentioned_media", "mentioned_comment"):
        if key in data:
            return [data[key]]
    if "business_discovery" in data:
        return data["business_discovery"]["media"]["data"]
    return data["data"]


# ---- reviews

def app_store_items(data):
    entries = data["feed"].get("entry", [])
    for e in [entries] if isinstance(entries, dict) else entries:
        if "im:rating" not in e:
            continue
        rating = e["im:rating"]["label"]
        yield {"id": e["id"]["label"], "text": e["content"]["label"],
               "author": e["author"]["name"]["label"],
               "time": when(e.get("updated", {}).get("label")),
               "rating": stars(rating) if re.fullmatch("[1-5]", rating) else None}


def places_items(data):
    for r in data["result"].get("reviews", []):
        yield {"id": "%s#%s" % (r["author_url"], r["time"]), "text": r["text"],
               "author": r["author_name"], "time": r["time"], "rating": stars(r["rating"])}


MONTHS = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()


def jalali(text):
    """Midnight in Tehran of "11 آبان 1404", by counting days from 1 Farvardin 1376, a year whose
    first day is known (1997-03-21), with the leap years of the observed calendar since."""
    day, month, year = text.split()
    leaps = {1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408}
    days = sum(366 if y in leaps else 365 for y in range(1376, int(year)))
    index = MONTHS.index(month)
    days += sum(31 if m < 6 else 30 for m in range(index)) + int(day) - 1
    at = datetime.datetime(1997, 3, 21, tzinfo=datetime.timezone.utc) + datetime.timedelta(days)
    summer = at.year < 2022 and 0 <= index < 6  # clocks went forward until 2022
    return int(at.timestamp()) - (16200 if summer else 12600)


def digikala_cases(root):
    """The recorded table of real comments, put back into the platform's pages."""
    with open(root / "review-digikala/digikala_samsung_comments.csv", encoding="utf-8-sig") as f:
        rows = list(csv.DictReader(f))
    for start in range(0, len(rows), 1000):
        part = rows[start:start + 1000]
        comments = [{"id": int(r["comment_id"]), "title": None, "body": r["comment_text"],
                     "created_at": r["date"], "rate": float(r["rating"] or 0),
                     "user_name": r["author_name"], "advantages": [], "disadvantages": {}}
                    for r in part]
        body = {"status": 200, "data": {"comments": comments, "pager": {
            "current_page": 1, "total_pages": 1, "total_items": len(part)}}}
        items = [{"id": r["comment_id"], "text": r["comment_text"],
                  "author": None if "کاربر دیجی" in r["author_name"] else r["author_name"],
                  "time": jalali(r["date"]),
                  "rating": stars(r["rating"]) if float(r["rating"] or 0) else None} for r in part]
        yield Case("review-digikala/digikala_samsung_comments.csv rows %d-%d" %
                   (start + 1, start + len(part)), "digikala",
                   json.dumps(body, ensure_ascii=False).encode(), items)


# ---- talk

def hacker_news_items(data):
    for h in data["hits"]:
        yield {"id": h["objectID"],
               "text": text_of(h.get("comment_text") or h.get("story_text") or ""),
               "author": h["author"], "time": h["created_at_i"], "rating": None}


def reddit_things(node):
    if isinstance(node, list):
        for part in node:
            yield from reddit_things(part)
    elif isinstance(node, dict) and node.get("kind") == "Listing":
        for child in node["data"]["children"]:
            if "created_utc" in child["data"]:
                yield child["data"]
            yield from reddit_things(child["data"].get("replies"))


def reddit_items(data):
    for d in reddit_things(data):
        text = d.get("body", d.get("selftext", ""))
        yield {"id": d["name"], "text": "" if text in ("[deleted]", "[removed]") else text,
               "author": None if d["author"] == "[deleted]" else d["author"],
               "time": int(d["created_utc"]), "rating": None}


def mastodon_items(data):
    for s in data if isinstance(data, list) else data["statuses"]:
        yield {"id": s["id"], "text": text_of((s.get("reblog") or s)["content"]),
               "author": s["account"]["acct"], "time": when(s["created_at"]), "rating": None}


def youtube_items(data):
    for item in data["items"]:
        thread = item["snippet"].get("topLevelComment")
        replies = item.get("replies", {}).get("comments", []) if thread else []
        for c in [thread] + replies if thread else [item]:
            s = c["snippet"]
            yield {"id": c["id"], "text": text_of(s["textOriginal"]),
                   "author": s["authorDisplayName"], "time": when(s["publishedAt"]),
                   "rating": None}


# ---- feeds

def local(element):
    return element.tag.rsplit("}", 1)[-1]


def space(element):
    return element.tag[1:].split("}")[0] if element.tag.startswith("{") else ""


def child_text(element, *names):
    """The text or markup of the first child of one of these names that has any."""
    for name in names:
        for child in element:
            if (name if ":" in name else local(child)) == (
                    name if ":" not in name else
                    {"http://purl.org/rss/1.0/modules/content/": "content:",
                     "http://purl.org/dc/elements/1.1/": "dc:",
                     "http://search.yahoo.com/mrss/": "media:"}.get(space(child), "") + local(child)):
                if "media" in name or "mrss" not in space(child):
                    inner = "".join(ElementTree.tostring(c, encoding="unicode") for c in child)
                    text = (child.text or "") + inner
                    if text.strip():
                        return text
    return None


def feed_author(element):
    for child in element:
        if local(child) == "author" and "itunes" not in space(child):
            name = child_text(child, "name") if len(child) else child.text
            if name and name.strip():
                return name.strip()
    return (child_text(element, "dc:creator") or "").strip() or None


def feed_items(body):
    root = ElementTree.fromstring(body.strip())
    shared = feed_author(root) if local(root) == "feed" else None
    for e in root.iter():
        if local(e) not in ("item", "entry"):
            continue
        group = next((c for c in e if local(c) == "group"), None)
        text = child_text(e, "content:encoded", "content", "description", "summary") or (
            child_text(group, "media:description") if group is not None else "")
        item = {"text": text_of(text or ""), "author": feed_author(e) or shared,
                "time": when(child_text(e, "pubDate", "published", "issued", "updated", "modified",
                                        "dc:date")), "rating": None}
        native = child_text(e, "guid", "id") or e.get(
            "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")
        if native:
            item["id"] = native.strip()
        yield item


def rss_parser_items(expected):
    """The expected output that the rss-parser project keeps beside each of its inputs."""
    for i in expected["feed"]["items"]:
        item = {"text": text_of(i.get("content:encoded") or i.get("content") or ""),
                "time": when(i.get("isoDate")), "rating": None}
        if i.get("guid") or i.get("id"):
            item["id"] = i.get("guid") or i["id"]
        author = i.get("author") or i.get("creator")
        if author and "@" not in author:
            item["author"] = author
        yield item


def json_feed_items(data):
    for i in data["items"]:
        markup = i.get("content_html")
        author = (i.get("authors") or [i.get("author") or data.get("author") or {}])[0]
        yield {"id": str(i["id"]), "text": text_of(markup) if markup else i.get("content_text", ""),
               "author": author.get("name"), "time": when(i.get("date_published")), "rating": None}


# ---- pages

def json_ld_blocks(page):
    for block in re.findall(r'<script[^>]*application/ld\+json[^>]*>(.*?)</script>', page,
                            re.S | re.I):
        try:
            yield json.loads(block.strip(), strict=False)
        except ValueError:
            pass


def walk(node):
    if isinstance(node, list):
        for part in node:
            yield from walk(part)
    elif isinstance(node, dict):
        yield node
        for part in node.values():
            yield from walk(part)


def number(value):
    return float(str(value).replace(",", "."))


def review_item(review):
    author = review.get("author")
    author = author[0] if isinstance(author, list) and author else author
    rating = review.get("reviewRating") or {}
    rating = rating if isinstance(rating, dict) else {"ratingValue": rating}
    score = None
    unrated = str(rating.get("ratingValue")) == "0" and "worstRating" not in rating
    if rating.get("ratingValue") not in (None, "") and not unrated:
        worst = number(rating.get("worstRating", 1))
        best = number(rating.get("bestRating", 5))
        worst = 1.0 if worst >= best else worst
        score = stars(number(rating["ratingValue"]), worst, best)
    return {"text": text_of(review.get("reviewBody") or review.get("description") or ""),
            "author": text_of(author.get("name") if isinstance(author, dict) else author or "").strip() or None,
            "time": when(review.get("datePublished")), "rating": score}


def json_ld_items(page):
    for node in walk(list(json_ld_blocks(page))):
        types = node.get("@type", "")
        types = types if isinstance(types, list) else [types]
        if any(str(t).rsplit("/", 1)[-1] == "Review" for t in types) and (
                "reviewBody" in node or "reviewRating" in node or "description" in node):
            yield review_item(node)


def h_review_items(expected):
    """The expected parse that the microformats project keeps beside each of its pages."""
    def first(properties, name):
        value = properties.get(name, [None])[0]
        if isinstance(value, dict):
            value = value.get("value") or value.get("properties", {}).get("name", [None])[0]
        return value
    for node in walk(expected):
        if "h-review" not in (node.get("type") or []):
            continue
        p = node["properties"]
        text, rating = first(p, "content") or first(p, "description"), first(p, "rating")
        if text or rating:
            yield {"text": text or "", "author": first(p, "author") or first(p, "reviewer"),
                   "rating": stars(rating) if rating else None}


# ---- all of them

def http_response(path):
    head, body = path.read_bytes().split(b"\r\n\r\n", 1)
    lines = head.decode("latin-1").split("\r\n")
    headers = [tuple(line.split(": ", 1)) for line in lines[1:]]
    return int(lines[0].split()[1]), headers, body


def derived_requests(root):
    requests = {}
    for line in (root / "derived-http/INDEX.md").read_text().splitlines():
        cells = [c.strip() for c in line.split("|")]
        if len(cells) > 3 and cells[1].startswith("derived-http/"):
            requests[cells[1]] = cells[2]
    return requests


def json_case(root, name, recipe, reader, **more):
    body = (root / name).read_bytes()
    return Case(name, recipe, body, list(reader(json.loads(body))), **more)


def platform_cases(root):
    for name in ("search_tweets_query", "search_tweets_for_nyc", "tweets_resp", "tweet_resp",
                 "tweet_quote_tweets_resp", "tweet_list_v2_example", "tweet_example_v2"):
        yield json_case(root, "x-v2/%s.json" % name, "x-search", x_items)
    for name in ("timeline_mentions", "timeline_tweets", "user_timeline_example_v2"):
        yield json_case(root, "x-v2/%s.json" % name, "x-mentions", x_items)
    for name in ("hashtags_hashtag_recent_medias_p1", "hashtags_hashtag_recent_medias_p2",
                 "hashtags_hashtag_top_medias_p1", "hashtags_hashtag_top_medias_p2",
                 "users_tagged_medias", "users_medias_p1", "users_medias_p2",
                 "users_mentioned_media", "users_mentioned_comment", "discovery_medias_p1",
                 "discovery_medias_p2", "medias_comments_p1",
                 "medias_comments_p2", "comments_replies"):
        yield json_case(root, "instagram-graph/%s.json" % name, instagram_recipe(name),
                        lambda data: graph_items(instagram_nodes(data)))
    for path in sorted((root / "review-appstore").glob("*.json")):
        if path.read_bytes().startswith(b"{"):
            yield json_case(root, "review-appstore/" + path.name, "app-store", app_store_items)
    for name in ("PlaceDetailsResponse", "PlacesApiDetailsInFrenchResponse",
                 "PlacesApiPhotoResponse"):
        yield json_case(root, "review-google-places/%s.json" % name, "google-places-legacy",
                        places_items)
    yield from digikala_cases(root)
    yield json_case(root, "beyond/hackernews.json", "hacker-news", hacker_news_items)
    for name in ("reddit_anthropic", "reddit_claudeai"):
        yield json_case(root, "beyond/%s.json" % name, "reddit", reddit_items)
    for path in sorted((root / "beyond/youtube").glob("comment*.json")):
        yield json_case(root, "beyond/youtube/" + path.name, "youtube-comments", youtube_items)


def derived_cases(root):
    readers = {"reddit": ("reddit", reddit_items), "mastodon": ("mastodon", mastodon_items),
               "x-v2": ("x-search", x_items)}
    for name, url in derived_requests(root).items():
        folder = name.split("/")[1]
        if folder not in readers or "/instance/" in url or "/counts/" in url:
            continue
        status, headers, body = http_response(root / name)
        data = json.loads(body)
        if isinstance(data, dict) and not any(k in data for k in ("data", "statuses")):
            continue
        recipe, reader = readers[folder]
        recipe = "x-mentions" if "/mentions" in url else recipe
        yield Case(name, recipe, body, list(reader(data)), url=url, status=status, headers=headers,
                   content_type=dict(headers).get("content-type", ""))


def feed_cases(root):
    for expected in sorted((root / "beyond/rss-parser").glob("*.json")):
        source = expected.with_suffix(".rss")
        source = source if source.exists() else expected.with_suffix(".atom")
        try:
            wanted = json.loads(expected.read_bytes())
        except UnicodeDecodeError:
            wanted = json.loads(expected.read_text("latin-1"))
        items = list(rss_parser_items(wanted))
        try:  # the order of mixed content is lost in that output: text by our own reading
            for item, own in zip(items, feed_items(source.read_bytes())):
                item["text"] = own["text"]
        except ElementTree.ParseError:
            for item in items:
                if "\ufffd" in item["text"]:  # that project reads the charset wrongly there
                    del item["text"]
        yield Case("beyond/rss-parser/" + source.name, "syndication", source.read_bytes(), items)
    for name in ("beyond/google_news.xml", "beyond/feedjira/google_alerts_atom.xml",
                 "beyond/feedjira/youtube_atom.xml", "beyond/feedjira/RSSWithComments.xml",
                 "beyond/feedjira/GoogleDocsList.xml",
                 "beyond/feedjira/HuffPostCanada.xml", "feeds-charset/miniflux/utf8.xml"):
        body = (root / name).read_bytes()
        yield Case(name, "syndication", body, list(feed_items(body)))
    for name in ("json_feed", "json_feed_with_escaped_uris"):
        yield json_case(root, "beyond/feedjira/%s.json" % name, "syndication", json_feed_items)


def page_cases(root):
    pages = root / "html-structured"
    for path in sorted(pages.glob("*/*html")):
        page = path.read_text(errors="replace")
        items = list(json_ld_items(page))
        name = "html-structured/%s/%s" % (path.parent.name, path.name)
        expected = path.with_suffix(".json")
        if path.parent.name == "microformats" and expected.exists():
            items = list(h_review_items(json.loads(expected.read_text())))
        elif not items and re.search(r"itemtype=.https?://schema.org/Review\b", page):
            continue  # microdata: the project's own cases cover it
        yield Case(name, "structured", path.read_bytes(), items, url="https://www.example.com/page",
                   content_type="text/html; charset=utf-8")


def cases(root):
    root = pathlib.Path(root)
    for part in (platform_cases, derived_cases, feed_cases, page_cases):
        yield from part(root)
