"""Answers made to hurt: each is refused with its reason, nothing of it is stored, and the next source
is read. All in one run, as a real one would meet them."""
import ctypes
import ctypes.util
import gzip
import http.server
import os
import subprocess
import sys
import threading
import unittest
import zlib

from nabz import BUILD, NABZ, Folder, quick_recipe

NOW = "2026-11-22T12:00:00Z"
JSON_RECIPE = """\
name: list
summary: a list
params: [{name: url, required: yes}]
request: {url: "{+url}"}
format: json
items: [$.items]
fields:
  - {field: id, from: [id]}
  - {field: text, from: [text]}
"""
GOOD = '<rss version="2.0"><channel><title>t</title><item><guid>g1</guid>' \
       '<title>rahaab is good</title></item></channel></rss>'
ITEM_OF_GOOD = GOOD[GOOD.index("<item>"):GOOD.index("</channel>")]
ITEM = "<item><guid>x</guid><title>rahaab was here</title></item>"
LAUGHS = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(12)) + \
    f"]><rss version=\"2.0\"><channel><title>&m;</title>{ITEM}</channel></rss>"
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' \
          '<rss version="2.0"><channel><title>t</title><item><guid>x</guid><title>rahaab &x;</title>' \
          '</item></channel></rss>'


def brotli(data):
    name = ctypes.util.find_library("brotlienc")
    if not name:
        return None
    library = ctypes.CDLL(name)
    room = ctypes.c_size_t(len(data) + 1024)
    out = ctypes.create_string_buffer(room.value)
    assert library.BrotliEncoderCompress(5, 22, 0, ctypes.c_size_t(len(data)), data,
                                         ctypes.byref(room), out)
    return out.raw[:room.value]


class Server(http.server.ThreadingHTTPServer):
    """Answers each path with bytes of the test's own making."""
    daemon_threads = True

    def __init__(self, answers, host="127.0.0.1"):
        self.answers, self.asked = answers, []
        super().__init__((host, 0), Handler)
        self.http = f"http://{host}:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        pass  # who was refused hangs up


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append(self.path)
        status, headers, body = self.server.answers.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value.replace("$PORT", str(self.server.server_port)))
        if callable(body):
            self.send_header("Connection", "close")
            self.end_headers()
            body(self.wfile)
            self.close_connection = True
            return
        data = body.encode() if isinstance(body, str) else body
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def to(place, status=302):
    return status, {"Location": place}, b""


def headers_of_ten_megabytes(out):
    for i in range(100000):
        out.write(f"X-Line-{i}: {'x' * 90}\r\n".encode())


def page_with(head):
    return 200, head, GOOD


def a_byte_a_second(out):
    import time
    for byte in GOOD.encode():
        out.write(bytes([byte]))
        out.flush()
        time.sleep(1)


BOMB = b"\0" * 200000000
FEEDS = {  # path: answer, words of the reason
    "file": (to("file:///etc/passwd"), "the URL is neither http nor https"),
    "ftp": (to("ftp://example.com/x"), "the URL is neither http nor https"),
    "login": (to("http://me:secret@127.0.0.1:$PORT/good"), "the URL has a user or password in it"),
    "loop": (to("/loop"), "more than 10 redirects"),
    "to-self-and-on": (to("/loop"), "more than 10 redirects"),
    "no-place": ((302, {}, b""), "HTTP 302"),
    "space": (to("http://127.0.0.1:$PORT/a b\tc"), "redirect: not an absolute URL"),
    "gzip": ((200, {"Content-Encoding": "gzip"}, gzip.compress(BOMB)), "larger than 32 MiB"),
    "twice": ((200, {"Content-Encoding": "gzip, gzip"}, gzip.compress(gzip.compress(BOMB))),
              "an encoding that was not asked for"),
    "damaged": ((200, {"Content-Encoding": "gzip"}, gzip.compress(GOOD.encode())[:-9] + b"?" * 9),
                "the compressed body is damaged"),
    "zstd": ((200, {"Content-Encoding": "zstd"}, GOOD), "an encoding that was not asked for"),
    "drip": ((200, {}, a_byte_a_second), "no whole answer in time"),
    "empty": ((200, {}, b""), "not a feed"),
    "chunk-cut": ((200, {"Transfer-Encoding": "chunked"},
                   lambda out: out.write(b"%x\r\n%s\r\n" % (len(GOOD), GOOD.encode()))),
                  "the body is not whole"),
    "chunk-of-all": ((200, {"Transfer-Encoding": "chunked"},
                      lambda out: out.write(b"ffffffffffffffff\r\n" + GOOD.encode())), "broke off"),
    "deflate": ((200, {"Content-Encoding": "deflate"}, zlib.compress(BOMB)), "larger than 32 MiB"),
    "tail": ((200, {"Content-Encoding": "gzip"}, gzip.compress(GOOD.encode()) + b"junk" * 9),
             "the compressed body is damaged"),
    "there-and-back": (to("/and-back"), "more than 10 redirects"),
    "far-away": (to("/" + "x" * 20000), "redirect: the URL is too long"),
    "part": ((206, {"Content-Range": "bytes 0-9/999"}, GOOD), "HTTP 206"),
    "attributes": ((200, {}, GOOD.replace("<item>", "<item " + 'a="x" ' * 100000 + ">")),
                   "a tag with more than 4000 attributes"),
    "noise": ((200, {}, bytes(range(256)) * 4000), "not a feed"),
}
LISTS = {
    "deep": ('{"items":' + "[" * 10000 + "]" * 10000 + "}", "nested deeper than 200 levels"),
    "deep-object": ('{"items":' * 10000 + "1" + "}" * 10000, "nested deeper than 200 levels"),
    "twice": ('{"items":[{"id":1,"id":2,"text":"rahaab"}]}', "duplicate"),
    "half": ('{"items":[{"id":1,"text":"rahaab', "premature end"),
    "nul": ('{"items":[{"id":1,"text":"rah\0aab"}]}', "control character"),
}
READ = {  # feeds that look like an attack and are none, or one whose harmless part is read: ids, title
    "chunks": ((200, {"Transfer-Encoding": "chunked"},
                lambda out: out.write(b"".join(b"1;x=y\r\n%c\r\n" % byte for byte in GOOD.encode()) +
                                      b"0\r\nTrailer: x\r\n\r\n")), 1, "rahaab is good"),
    "utf-16": ((200, {}, b"\xff\xfe" + (GOOD[:-30] + "\uffff").encode("utf-16-le")
                .replace(b"\xff\xff", b"\x00\xd8") + GOOD[-30:].encode("utf-16-le") + b"<"),
               1, "rahaab is good"),
    "members": ((200, {"Content-Encoding": "gzip"}, gzip.compress(GOOD[:40].encode()) +
                 gzip.compress(GOOD[40:].encode())), 1, "rahaab is good"),
    "cdata": ((200, {}, GOOD.replace("</item>", "<description>" + "<![CDATA[" * 50000 +
                                     "</description></item>")), 1, "rahaab is good"),
    "comments": ((200, {}, GOOD.replace("<item>", "<!-- " * 200000 + "<item>")), 1, "rahaab is good"),
    "html": ((200, {}, GOOD.replace("</item>", "<description>" + "&lt;div&gt;" * 200000 +
                                    "</description></item>")), 1, "rahaab is good"),
    "far": ((200, {}, GOOD.replace("<item>", "<a>" * 100000 + "</a>" * 100000 + "<item>")),
            1, "rahaab is good"),
    "wide": ((200, {}, GOOD.replace(ITEM_OF_GOOD, "".join(
        f"<item><guid>{i}</guid><title>rahaab is good</title></item>" for i in range(100000)))),
             5000, "rahaab is good"),
}
READ_LISTS = {
    "huge-integer": ('{"items":[{"id":123456789012345678901234567890,"text":"rahaab"}]}',
                     "123456789012345678901234567890"),
    "huge-real": ('{"items":[{"id":-1e999,"text":"rahaab"}]}', "-1e999"),
    "endless-number": ('{"items":[{"id":' + "9" * 1000000 + ',"text":"x"}]}', "9" * 4096),
}


class HostileAnswers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        quick_recipe(cls.folder, "syndication")
        cls.folder.write("feeds/list/recipe.yaml", JSON_RECIPE)
        answers = {"/good": page_with({})}
        sources = [("good", "syndication", "/good")]
        for name, (answer, _) in FEEDS.items():
            answers["/" + name] = answer
            sources.append(("feed-" + name, "syndication", "/" + name))
        for name, (answer, *_) in READ.items():
            answers["/" + name] = answer
            sources.append(("feed-" + name, "syndication", "/" + name))
        answers["/and-back"] = to("/there-and-back")
        for name, (body, _) in {**LISTS, **READ_LISTS}.items():
            answers["/list-" + name] = (200, {"Content-Type": "application/json"}, body)
            sources.append(("list-" + name, "list", "/list-" + name))
        bomb = brotli(BOMB)
        if bomb:
            answers["/brotli"] = (200, {"Content-Encoding": "br"}, bomb)
            sources.append(("feed-brotli", "syndication", "/brotli"))
        answers["/laughs"] = (200, {}, LAUGHS)
        answers["/outside"] = (200, {}, OUTSIDE)
        sources += [("feed-laughs", "syndication", "/laughs"),
                    ("feed-outside", "syndication", "/outside"),
                    ("feed-headers", "syndication", "/headers"), ("last", "syndication", "/good")]
        cls.server = Server(answers)
        cls.headers = HeaderServer()
        cls.folder.write("nabz.yaml", "database: nabz.db\nbrands: [{name: rahaab, any: [rahaab]}]\n"
                         "sources:\n" + "".join(
                             f"  - {{name: {name}, recipe: ./feeds/{recipe}, allow_private: yes, "
                             f"with: [\"url={cls.headers.http if path == '/headers' else cls.server.http}"
                             f"{path}\"]}}\n" for name, recipe, path in sources))
        cls.status, cls.out, cls.trouble = cls.folder.run("crawl", "--now", NOW)
        assert os.path.exists(cls.folder.file("nabz.db")), cls.trouble
        cls.told = {line.split("source ", 1)[1].split(":")[0]: line
                    for line in cls.trouble.splitlines() if "source " in line}
        cls.stored = dict(cls.folder.query("SELECT source, count(*) FROM v_mentions GROUP BY 1"))

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()
        cls.headers.close()
        cls.folder.__exit__()

    def check(self, source, why):
        self.assertIn(source, self.told, self.trouble)
        self.assertIn(why, self.told[source])
        self.assertNotIn(source, self.stored)

    def test_the_good_ones_beside_them_are_stored(self):
        self.assertEqual((self.status, self.out), (1, ""))
        self.assertEqual((self.stored["good"], self.stored["last"]), (1, 1))
        self.assertEqual(self.folder.query("PRAGMA integrity_check"), [("ok",)])

    def test_feeds(self):
        for name, (_, why) in FEEDS.items():
            with self.subTest(name):
                self.check("feed-" + name, why)

    def test_lists(self):
        for name, (_, why) in LISTS.items():
            with self.subTest(name):
                self.check("list-" + name, why)

    def test_what_is_odd_and_whole_is_read(self):
        for name, (_, count, title) in READ.items():
            with self.subTest(name):
                found = self.folder.query("SELECT count(*), min(substr(title, 1, 14)) FROM v_mentions "
                                          f"WHERE source = 'feed-{name}'")
                self.assertEqual(found, [(count, title)], self.trouble)
        told = [line for line in self.trouble.splitlines() if "feed-wide" in line]
        self.assertEqual([line.split(": ", 3)[3] for line in told],
                         ["item 5000: more than 5000 items: the rest is left out"])

    def test_numbers_of_any_size_are_read(self):
        for name, (_, number) in READ_LISTS.items():
            with self.subTest(name):
                self.assertEqual(self.folder.query("SELECT native_id FROM v_mentions WHERE "
                                                   f"source = 'list-{name}'"), [(number,)])

    def test_a_bomb_of_brotli(self):
        if "/brotli" not in self.server.answers:
            self.skipTest("no libbrotlienc here")
        self.check("feed-brotli", "larger than 32 MiB")

    def test_ten_megabytes_of_headers(self):
        self.check("feed-headers", "the headers are larger than allowed")

    def test_entities_are_neither_expanded_nor_fetched(self):
        texts = "".join(text or "" for text, in self.folder.query(
            "SELECT coalesce(title, '') || text FROM v_mentions"))
        self.assertNotIn("hahaha", texts)
        self.assertNotIn("root:", texts)

    def test_a_secret_of_a_redirect_is_not_told(self):
        self.assertNotIn("secret", self.trouble)


class HeaderServer:
    """Ten megabytes of header lines; http.server would check them."""

    def __init__(self):
        import socket
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.http = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                peer, _ = self.socket.accept()
            except OSError:
                return
            with peer:
                try:
                    peer.recv(65536)
                    peer.sendall(b"HTTP/1.1 200 OK\r\n")
                    for i in range(100000):
                        peer.sendall(b"X-Line-%d: " % i + b"x" * 90 + b"\r\n")
                except OSError:
                    pass

    def close(self):
        self.socket.close()


WORLD = """\
ip link set lo up && ip addr add 93.184.215.14/32 dev lo &&
printf '127.0.0.1 localhost\\n93.184.215.14 shop.example\\n10.1.2.3 inside.example\\n127.0.0.1 rebound.example\\n' > hosts &&
mount --bind hosts /etc/hosts && exec "$@"
"""


def lonely(command, **more):
    """Runs a command in a network of its own, where a public address is a machine of ours."""
    return subprocess.run(["unshare", "--user", "--map-root-user", "--mount", "--net", "sh", "-c",
                           WORLD, "sh", *command], capture_output=True, **more)


class ThePublicNet(unittest.TestCase):
    """What a public site may lead to: a namespace has its addresses, nothing is faked in nabz."""

    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.__exit__)
        if lonely(["getent", "hosts", "shop.example"], cwd=self.folder.path).returncode:
            self.skipTest("no network of our own can be made here (unshare, ip)")
        quick_recipe(self.folder, "syndication")

    def crawl(self, places):
        """Crawls sources at shop.example that answer with these redirects."""
        self.folder.write("nabz.yaml", "database: nabz.db\nbrands: [{name: rahaab, any: [rahaab]}]\n"
                          "sources:\n" + "".join(
                              f"  - {{name: s{i}, recipe: ./feeds/syndication, "
                              f"with: [\"url=http://shop.example:8080/{i}\"]}}\n"
                              for i in range(len(places))))
        done = lonely([sys.executable, "-B", os.path.abspath(__file__), "serve-and-crawl", *places],
                      cwd=self.folder.path, text=True, timeout=120,
                      env=dict(self.folder.environment, NABZ_BUILD=BUILD))
        return done.returncode, done.stderr

    def test_a_public_site_is_read(self):
        status, trouble = self.crawl(["page"])
        self.assertEqual((status, trouble), (0, ""))
        self.assertEqual(self.folder.query("SELECT count(*) FROM v_mentions"), [(1,)])

    def test_it_may_not_lead_to_a_private_address(self):
        places = ["http://127.0.0.1:8080/9", "http://localhost:8080/9", "http://[::1]:8080/9",
                  "http://inside.example:8080/9", "http://rebound.example:8080/9",
                  "http://0.0.0.0:8080/9", "http://169.254.169.254/latest/meta-data",
                  "http://[::ffff:127.0.0.1]:8080/9", "http://2130706433:8080/9",
                  "http://0x7f.1:8080/9"]
        status, trouble = self.crawl(places)
        self.assertEqual(status, 6, trouble)
        for i, place in enumerate(places):
            [line] = [line for line in trouble.splitlines() if f"source s{i}:" in line]
            self.assertIn("not public", line, place)
        self.assertEqual(self.folder.query("SELECT count(*) FROM v_mentions"), [(0,)])
        with open(self.folder.file("asked")) as log:
            self.assertEqual(sorted(set(log.read().split())), [f"/{i}" for i in range(len(places))])


def serve_and_crawl(places):
    answers = {f"/{i}": page_with({}) if place == "page" else to(place)
               for i, place in enumerate(places)}
    answers["/9"] = answers.get("/9", page_with({}))
    Server.server_port = 8080
    server = http.server.ThreadingHTTPServer(("0.0.0.0", 8080), Handler)
    server.daemon_threads = True
    server.answers, server.asked = answers, []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    status = subprocess.run([NABZ, "crawl", "--now", NOW], stdin=subprocess.DEVNULL).returncode
    with open("asked", "w") as log:
        log.write("\n".join(server.asked))
    return status


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve-and-crawl"]:
        sys.exit(serve_and_crawl(sys.argv[2:]))
    unittest.main()
