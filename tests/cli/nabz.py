"""What the tests of the program share: a folder with a configuration, the servers, the program."""
import email
import email.policy
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
import urllib.request

BUILD = os.environ["NABZ_BUILD"]
SOURCE = os.environ["NABZ_SOURCE"]
NABZ = os.path.join(BUILD, "bin", "nabz")
SHARED = os.path.join(SOURCE, "..", "shared")


class Folder:
    """A working folder and the servers started in it; both go with it."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="nabz-test-")
        self.servers = []
        self.environment = dict(os.environ, HOME=self.path, DEMO_X_TOKEN="demo-x-token",
                                DEMO_IG_TOKEN="demo-ig-token", NO_COLOR="1")
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            self.environment.pop(name, None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in self.servers:
            server.kill()
            server.wait()
        shutil.rmtree(self.path)

    def file(self, name):
        return os.path.join(self.path, name)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.file(name)), exist_ok=True)
        with open(self.file(name), "w", encoding="utf8") as out:
            out.write(text)
        return self.file(name)

    def start(self, command, port_file):
        """Starts a server and returns the port it writes into port_file."""
        path = self.file(port_file)
        if os.path.exists(path):
            os.remove(path)
        server = subprocess.Popen(command, cwd=self.path, stdout=subprocess.DEVNULL)
        self.servers.append(server)
        for _ in range(200):
            if os.path.exists(path) and os.path.getsize(path):
                with open(path) as text:
                    return int(text.read().split()[0])
            if server.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError("did not start: " + " ".join(command))

    def stop(self, index=-1):
        server = self.servers.pop(index)
        server.kill()
        server.wait()

    def run(self, *arguments, stdin=None, extra=None):
        """Runs nabz here; returns (status, stdout, stderr)."""
        done = subprocess.run([NABZ, *arguments], cwd=self.path, input=stdin, timeout=300,
                              env=dict(self.environment, **(extra or {})),
                              stdin=None if stdin is not None else subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def database(self):
        return sqlite3.connect(self.file("nabz.db"))

    def query(self, sql):
        database = self.database()
        try:
            return database.execute(sql).fetchall()
        finally:
            database.close()

    def database_bytes(self):
        """Of its file and those beside it, in small letters: what is in none of them is gone."""
        found = b""
        for name in os.listdir(self.path):
            if name.startswith("nabz.db"):
                with open(self.file(name), "rb") as source:
                    found += source.read().lower()
        return found

    def mails(self, folder="mail"):
        """The messages a mail server here has taken, read by a library nobody here wrote."""
        found = []
        for name in sorted(os.listdir(self.file(folder))):
            if name.endswith(".eml"):
                with open(os.path.join(self.file(folder), name), "rb") as source:
                    found.append(email.message_from_binary_file(source,
                                                                policy=email.policy.default))
        return found

    def smtp(self, *options, folder="mail"):
        os.makedirs(self.file(folder), exist_ok=True)
        return self.start(["/usr/bin/python3", "-B",
                           os.path.join(SOURCE, "tests/loopback/loopback_smtp"), "--dir",
                           self.file(folder), "--port-file", self.file("smtp.port"), *options],
                          "smtp.port")


def quick_recipe(folder, name):
    """A shipped recipe without its politeness: a test need not wait for its own servers."""
    with open(os.path.join(SOURCE, "feeds", name, "recipe.yaml"), encoding="utf8") as source:
        text = "".join(line for line in source if not line.startswith("gap_ms:"))
    return folder.write(f"feeds/{name}/recipe.yaml", text)


def watched(**settings):
    """The environment of a run whose steps are counted, or that is killed at one (kill_at.c)."""
    return dict(LD_PRELOAD=os.environ["NABZ_KILL_AT"], ASAN_OPTIONS="verify_asan_link_order=0",
                **settings)


def steps_of(folder, run):
    """Runs to the end, run(environment), and tells how many steps there were."""
    count = folder.file("steps")
    status, _, trouble = run(watched(KILL_COUNT=count))
    assert (status, trouble) == (0, ""), (status, trouble)
    with open(count, encoding="ascii") as text:
        return int(text.read())


def killed_at(step):
    return watched(KILL_AT=str(step))


class World(Folder):
    """The demo world, from START on, with a burst of complaints that begins at BURST."""

    START, BURST, END = "2026-10-25T00:00:00Z", "2026-11-15T12:00:00Z", "2026-11-20T00:00:00Z"

    def __init__(self, smtp_options=()):
        super().__init__()
        demo = os.path.join(SOURCE, "tests/demo")
        port = self.start([os.path.join(BUILD, "bin", "demo_server"), f"{demo}/texts.tsv",
                           f"{demo}/names.txt", self.START, self.BURST, self.END,
                           self.file("http.port")], "http.port")
        self.http = f"http://127.0.0.1:{port}"
        self.smtp_port = self.smtp(*smtp_options)
        with open(f"{demo}/nabz.yaml", encoding="utf8") as source:
            text = source.read()
        for recipe in ("x-search", "instagram-hashtag", "instagram-tagged", "digikala",
                       "app-store", "syndication", "structured"):
            quick_recipe(self, recipe)
            text = text.replace(f"recipe: {recipe}\n", f"recipe: ./feeds/{recipe}\n")
        text = text.replace("HTTP", self.http).replace(
            "SMTP", f"smtp://127.0.0.1:{self.smtp_port}")
        self.write("nabz.yaml", text)

    def clock(self, now):
        urllib.request.urlopen(urllib.request.Request(self.http + "/clock", now.encode(),
                                                      method="PUT")).close()

    def crawl(self, now, *options, extra=None):
        self.clock(now)
        return self.run("crawl", "--now", now, *options, extra=extra)


def json_lines(text):
    return [json.loads(line) for line in text.splitlines()]


class Site(Folder):
    """One source of a loopback site that can misbehave; see tests/loopback/map.h for its maps."""

    CONFIG = """\
database: nabz.db
brands:
  - {{name: rahaab, any: [rahaab]}}
sources:
  - name: good
    recipe: ./feeds/syndication
    with: ["url={http}/good.rss"]
    allow_private: yes
  - name: bad
    recipe: ./feeds/{recipe}
    with: [{parameters}]
    {more}
    allow_private: yes
"""
    GOOD = """\
GET /good.rss
  header Content-Type: application/rss+xml
  text <rss version="2.0"><channel><title>t</title><item><guid>g1</guid><title>rahaab is good</title></item></channel></rss>
"""
    NOW = "2026-11-22T12:00:00Z"

    def __init__(self, map_text, recipe="syndication", parameters='"url={http}/bad"', more=""):
        super().__init__()
        self.write("site.map", self.GOOD + map_text)
        port = self.start([os.path.join(BUILD, "bin", "loopback_http"), "--map",
                           self.file("site.map"), "--port-file", self.file("http.port"), "--log",
                           self.file("requests")], "http.port")
        self.http = f"http://127.0.0.1:{port}"
        for name in {"syndication", recipe}:
            quick_recipe(self, name)
        self.write("nabz.yaml", self.CONFIG.format(
            http=self.http, recipe=recipe, parameters=parameters.format(http=self.http), more=more))

    def crawl(self, *options, now=NOW):
        return self.run("crawl", "--now", now, *options)

    def requests(self):
        with open(self.file("requests"), encoding="utf8") as log:
            return json_lines(log.read())
