"""Access tokens, numbers that are looked up, and what reading may cost: kept, renewed, counted."""
import base64
import http.server
import json
import os
import subprocess
import threading
import unittest
import urllib.parse

from nabz import Folder, Site, quick_recipe

SECRETS = {"CLIENT_SECRET": "client-secret-77", "TOKEN": "given-token-55", "APP_SECRET": "app-secret-99"}
REDDIT = {"recipe": "reddit",
          "parameters": '"base={http}", "auth={http}", "query=rahaab", "client_id=id-1"',
          "more": "secrets: [{name: client_secret, env: CLIENT_SECRET}]"}
LISTING = ('  header Content-Type: application/json\n  text {"data":{"after":null,"children":[{"data":'
           '{"name":"t3_1","title":"rahaab","created_utc":1795000000}}]}}\n')
LOGIN = ('POST /api/v1/access_token\n  header Content-Type: application/json\n'
         '  text {"access_token":"granted-1","expires_in":3600}\nthen\n'
         '  header Content-Type: application/json\n'
         '  text {"access_token":"granted-2","expires_in":3600}\n')


def at(hour, minute=0, day=22):
    return f"2026-11-{day:02}T{hour:02}:{minute:02}:00Z"


def good(token):
    return f"GET /search?*\n  when Authorization: bearer {token}\n" + LISTING


class Access(Site):
    def __init__(self, *arguments, **more):
        super().__init__(*arguments, **more)
        self.environment.update(SECRETS)

    def asked(self, part):
        return [r for r in self.requests() if part in r["target"]]

    def state(self, columns="state, failures"):
        return self.query(f"SELECT {columns} FROM v_sources WHERE source = 'bad'")[0]


class ClientCredentials(unittest.TestCase):
    def test_a_token_is_asked_for_once_and_again_shortly_before_it_ends(self):
        with Access(LOGIN + "GET /search?*\n" + LISTING, **REDDIT) as site:
            for now, logins in ((at(12), 1), (at(12, 30), 1), (at(12, 54), 1), (at(12, 56), 2)):
                self.assertEqual(site.crawl("--all", now=now), (0, "", ""))
                self.assertEqual(len(site.asked("access_token")), logins, now)
            [login] = site.asked("access_token")[:1]
            self.assertEqual(login["body"], "grant_type=client_credentials")
            self.assertIn("Authorization: Basic aWQtMTpjbGllbnQtc2VjcmV0LTc3", login["headers"])
            tokens = [header for r in site.asked("/search") for header in r["headers"]
                      if header.startswith("Authorization")]
            self.assertEqual(tokens, ["Authorization: Bearer granted-1"] * 3 +
                             ["Authorization: Bearer granted-2"])

    def test_a_refused_token_is_asked_for_anew_once(self):
        with Access(LOGIN + "GET /search?*\n  when Authorization: Bearer granted-2\n" + LISTING +
                    "GET /search?*\n  when Authorization: Bearer granted-1\n" + LISTING +
                    "then\n  status 401\n", **REDDIT) as site:
            self.assertEqual(site.crawl("--all"), (0, "", ""))
            self.assertEqual(site.crawl("--all", now=at(12, 10)), (0, "", ""))
            self.assertEqual(len(site.asked("access_token")), 2)
            self.assertEqual(len(site.asked("/search")), 3)
            self.assertEqual(site.state(), ("ok", 0))

    def test_when_the_new_one_is_refused_too_it_ends(self):
        with Access(LOGIN + "GET /search?*\n  status 401\n", **REDDIT) as site:
            self.assertEqual(site.crawl("--all")[0], 1)
            self.assertEqual(site.crawl("--all", now=at(12, 10))[0], 1)
            self.assertEqual(len(site.asked("access_token")), 2)
            self.assertEqual(len(site.asked("/search")), 3)
            self.assertEqual(site.state(), ("auth", 2))

    def test_a_refused_client_is_told_without_its_secret(self):
        with Access('POST /api/v1/access_token\n  status 400\n  header Content-Type: application/json\n'
                    '  text {"message":"no client with client-secret-77"}\n', **REDDIT) as site:
            status, out, trouble = site.crawl("--all")
            self.assertEqual((status, out), (1, ""))
            self.assertEqual(trouble, "nabz: source bad: token: HTTP 400: no client with ***\n")
            self.assertEqual(site.state(), ("auth", 1))
            with open(site.file("nabz.db"), "rb") as database:
                self.assertNotIn(b"client-secret-77", database.read())

    def test_the_files_that_hold_it_are_their_owners_alone(self):
        with Access(LOGIN + "GET /search?*\n" + LISTING, **REDDIT) as site:
            site.crawl("--all")
            reader = site.database()  # so that the log stays
            reader.execute("SELECT 1 FROM sources").fetchall()
            site.crawl("--all", now=at(13))
            for name in ("nabz.db", "nabz.db-wal", "nabz.db-shm"):
                self.assertEqual(os.stat(site.file(name)).st_mode & 0o777, 0o600, name)
            reader.close()

    def test_an_answer_without_a_token_is_a_failure(self):
        with Access("POST /api/v1/access_token\n  text {}\n", **REDDIT) as site:
            self.assertIn("token: the answer has no access_token", site.crawl("--all")[2])

    def test_sources_of_one_client_ask_once(self):
        with Access(LOGIN + "GET /search?*\n" + LISTING, **REDDIT) as site:
            with open(site.file("nabz.yaml"), encoding="utf8") as config:
                text = config.read()
            source = text[text.index("  - name: bad"):]
            for n in range(8):
                text += source.replace("name: bad", f"name: more-{n}").replace(
                    "query=rahaab", f"query=rahaab{n}")
            site.write("nabz.yaml", text)
            self.assertEqual(site.crawl("--all"), (0, "", ""))
            self.assertEqual(len(site.asked("access_token")), 1)
            self.assertEqual(len(site.asked("/search")), 9)

    def test_a_source_without_the_means_is_told_what_it_needs(self):
        with Access("", **{**REDDIT, "more": ""}) as site:
            status, _, trouble = site.run("check")
            self.assertEqual(status, 3)
            self.assertIn('recipe reddit needs "token", or "client_id" and "client_secret"', trouble)

    def test_a_try_obtains_and_keeps_nothing(self):
        with Access(LOGIN + "GET /search?*\n" + LISTING, **REDDIT) as site:
            status, out, trouble = site.run("feed", "try", "bad", "--jsonl")
            self.assertEqual((status, trouble), (0, ""))
            self.assertEqual(json.loads(out)["id"], "t3_1")
            status, out, _ = site.run("check", "--online")
            self.assertEqual(status, 0)
            self.assertIn("source bad: 1 items", out)
            self.assertEqual(len(site.asked("access_token")), 2)


class LongLivedTokens(unittest.TestCase):
    TAGGED = {"recipe": "instagram-tagged",
              "parameters": '"base={http}", "user_id=9", "app_id=1"',
              "more": "secrets: [{name: token, env: TOKEN}, {name: app_secret, env: APP_SECRET}]"}
    PAGE = '  header Content-Type: application/json\n  text {"data":[{"id":"1","caption":"rahaab"}]}\n'
    DAYS_60 = ('  header Content-Type: application/json\n'
               '  text {"access_token":"renewed-%d","token_type":"bearer","expires_in":5184000}\n')

    def tokens(self, site):
        return [r["target"].split("access_token=")[1].split("&")[0] for r in site.asked("/9/tags")]

    def test_one_is_renewed_when_a_month_is_left(self):
        with Access("GET /oauth/access_token?*\n" + self.DAYS_60 % 1 + "then\n" + self.DAYS_60 % 2 +
                    "GET /9/tags?*\n" + self.PAGE, **self.TAGGED) as site:
            for now in ("2026-11-22T12:00:00Z", "2026-12-20T12:00:00Z", "2026-12-23T12:00:00Z"):
                self.assertEqual(site.crawl("--all", now=now), (0, "", ""))
            self.assertEqual(self.tokens(site), ["renewed-1", "renewed-1", "renewed-2"])
            exchanged = [r["target"].split("fb_exchange_token=")[1]
                         for r in site.asked("/oauth/access_token")]
            self.assertEqual(exchanged, ["given-token-55", "renewed-1"])
            [(ends,)] = site.query("SELECT datetime(token_ends_at, 'unixepoch') FROM sources "
                                   "WHERE name = 'bad'")
            self.assertEqual(ends, "2027-02-21 12:00:00")

    def test_what_cannot_be_renewed_is_used_and_asked_for_again_the_next_day(self):
        with Access("GET /oauth/access_token?*\n  status 400\n  text {\"error\":{\"code\":100}}\n"
                    "GET /9/tags?*\n" + self.PAGE, **self.TAGGED) as site:
            for now in (at(12), at(13), at(14), at(12, 1, 23)):
                self.assertEqual(site.crawl("--all", now=now), (0, "", ""))
            self.assertEqual(self.tokens(site), ["given-token-55"] * 4)
            self.assertEqual(len(site.asked("/oauth/access_token")), 2)
            self.assertIn("could not be renewed", site.state("error")[0])

    def test_the_secret_that_nabz_yaml_gives_anew_wins_over_the_kept_one(self):
        with Access("GET /oauth/access_token?*\n" + self.DAYS_60 % 1 + "then\n" + self.DAYS_60 % 2 +
                    "GET /9/tags?*\n" + self.PAGE, **self.TAGGED) as site:
            site.crawl("--all")
            site.environment["TOKEN"] = "another-token"
            site.crawl("--all", now=at(13))
            self.assertEqual(self.tokens(site), ["renewed-1", "renewed-2"])


class Hashtags(unittest.TestCase):
    TAG = {"recipe": "instagram-hashtag",
           "parameters": '"base={http}", "user_id=9", "hashtag=rahaab"',
           "more": "secrets: [{name: token, env: TOKEN}]"}
    MAP = ('GET /ig_hashtag_search?*\n  header Content-Type: application/json\n'
           '  text {"data":[{"id":"17841"}]}\n'
           'GET /17841/recent_media?*\n  header Content-Type: application/json\n'
           '  text {"data":[{"id":"1","caption":"rahaab"}]}\n')

    def many(self, site, count):
        with open(site.file("nabz.yaml"), encoding="utf8") as config:
            text = config.read()
        source = text[text.index("  - name: bad"):]
        for n in range(count):
            text += source.replace("name: bad", f"name: tag-{n:02}").replace(
                "hashtag=rahaab", f"hashtag=rahaab{n}")
        site.write("nabz.yaml", text)

    def test_the_number_of_a_tag_is_looked_up_once(self):
        with Access(self.MAP, **self.TAG) as site:
            for now in (at(12), at(13), at(14, day=29)):
                self.assertEqual(site.crawl("--all", now=now), (0, "", ""))
            self.assertEqual(len(site.asked("ig_hashtag_search")), 1)
            self.assertEqual(len(site.asked("/17841/recent_media")), 3)

    def test_an_account_asks_for_thirty_in_seven_days_and_the_others_wait(self):
        with Access(self.MAP, **self.TAG) as site:
            self.many(site, 34)
            self.assertEqual(site.crawl("--all"), (0, "", ""))
            self.assertEqual(len(site.asked("ig_hashtag_search")), 30)
            waiting = site.query("SELECT count(*), min(next_try_utc), max(next_try_utc) FROM v_sources "
                                 "WHERE state = 'quota'")
            self.assertEqual(waiting, [(5, at(12, day=29), at(12, day=29))])
            self.assertEqual(site.crawl("--all", now=at(12, day=28)), (0, "", ""))
            self.assertEqual(len(site.asked("ig_hashtag_search")), 30, "those it has are free")
            _, out, _ = site.run("crawl", "--dry-run", "--jsonl", "--source", "bad", "--now",
                                 at(12, day=28))
            self.assertEqual(json.loads(out)["left"], "0 of 30 different ones")


class Numbers(unittest.TestCase):
    def check(self, recipe, parameters, secret, lookup, answer, pages):
        body = "  header Content-Type: application/json\n  text "
        with Access(f"GET {lookup}\n{body}{answer}\nGET {pages}\n{body}{{}}\n", recipe=recipe,
                    parameters=f'"base={{http}}", {parameters}',
                    more=f"secrets: [{{name: {secret}, env: TOKEN}}]") as site:
            for now in (at(12), at(13)):
                self.assertEqual(site.crawl("--all", now=now), (0, "", ""))
            self.assertEqual((len(site.asked(lookup.strip("*"))), len(site.asked(pages.strip("*")))),
                             (1, 2))

    def test_the_number_of_an_account_at_x_is_looked_up_once(self):
        self.check("x-mentions", '"username=rahaab"', "token", "/2/users/by/username/rahaab",
                   '{"data":{"id":"77","username":"rahaab"}}', "/2/users/77/mentions?*")

    def test_the_number_of_a_business_at_trustpilot_is_looked_up_once(self):
        self.check("trustpilot", '"domain=shop.example"', "key",
                   "/v1/business-units/find?name=shop.example", '{"id":"5f0"}',
                   "/v1/business-units/5f0/reviews?*")


class Money(unittest.TestCase):
    X = {"recipe": "x-search", "parameters": '"base={http}", "query=rahaab"',
         "more": "secrets: [{name: token, env: TOKEN}]\n    cost_day: 0.02\n    cost_month: 0.05"}
    PAGE = ('GET /2/tweets/search/recent?*\n  header Content-Type: application/json\n'
            '  text {"data":[{"id":"1","text":"rahaab"},{"id":"2","text":"rahaab"}],'
            '"meta":{"newest_id":"2"}}\n')

    def test_what_is_spent_is_kept_and_what_is_too_dear_waits(self):
        with Access(self.PAGE, **self.X) as site:
            for now in (at(12), at(13), at(14)):
                self.assertEqual(site.crawl("--all", now=now), (0, "", ""))
            self.assertEqual(len(site.asked("/2/tweets")), 2)
            self.assertEqual(site.state("state, error, next_try_utc"),
                             ("quota", "the money of the day is spent", at(0, day=23)))
            for day in (23, 23, 24, 25):
                site.crawl("--all", now=at(12, day=day))
            self.assertEqual(site.state("error, next_try_utc"),
                             ("the money of the month is spent", "2026-12-01T00:00:00Z"))
            [(items, cost)] = site.query("SELECT sum(items), sum(cost) FROM spending")
            self.assertEqual((items, cost), (10, 50000))

    def test_a_dry_run_tells_what_may_be_spent_and_makes_no_file(self):
        with Access(self.PAGE, **self.X) as site:
            status, out, trouble = site.run("crawl", "--dry-run", "--json", "--source", "bad")
            self.assertEqual((status, trouble), (0, ""))
            self.assertEqual(json.loads(out), [{
                "source": "bad", "due": "yes", "next_try": None,
                "price": "0.005 USD an item, 0 a request",
                "left": "0.02 of 0.02 USD today, 0.05 of 0.05 USD this month"}])
            with self.assertRaises(FileNotFoundError):
                open(site.file("nabz.db"), "rb").close()
            site.crawl("--all")
            _, out, _ = site.run("crawl", "--dry-run", "--jsonl", "--now", at(13))
            rows = {json.loads(line)["source"]: json.loads(line) for line in out.splitlines()}
            self.assertEqual(rows["bad"]["left"], "0.01 of 0.02 USD today, 0.04 of 0.05 USD this month")
            self.assertEqual(rows["good"]["left"], None)

    def test_a_sum_wants_a_price(self):
        with Access("", more="cost_day: 1") as site:
            status, _, trouble = site.run("check")
            self.assertEqual(status, 3)
            self.assertIn("recipe syndication knows no price", trouble)


class OtherWords(unittest.TestCase):
    def test_x_is_asked_in_its_new_words_when_it_refuses_the_old_ones(self):
        with Access('GET /2/tweets/search/recent?*tweet.fields*\n  status 400\n'
                    '  text {"errors":[{"message":"[tweet.fields] is not one of [post.fields]"}]}\n'
                    'GET /2/tweets/search/recent?*post.fields*\n'
                    '  header Content-Type: application/json\n'
                    '  text {"data":[{"id":"1","text":"rahaab"}],"meta":{"newest_id":"1"}}\n',
                    **{**Money.X, "more": "secrets: [{name: token, env: TOKEN}]"}) as site:
            self.assertEqual(site.crawl("--all"), (0, "", ""))
            self.assertEqual(site.query("SELECT count(*) FROM mentions"), [(2,)])


class Status(unittest.TestCase):
    def test_it_tells_a_person_a_program_and_a_monitor(self):
        with Access("GET /bad\n  status 500\n") as site:
            self.assertEqual(site.run("status")[0], 0)
            for minute in range(5):
                site.crawl("--all", now=at(12, minute))
            status, out, trouble = site.run("status", "--json", "--now", at(14))
            self.assertEqual((status, trouble), (1, ""))
            good, bad = json.loads(out)
            self.assertEqual((good["source"], good["state"], good["lag_h"]), ("good", "ok", 2.0))
            self.assertEqual((bad["source"], bad["state"], bad["failures"], bad["trouble"]),
                             ("bad", "broken", 5, "failing"))
            status, out, _ = site.run("status", "--prometheus", "metrics", "--now", at(14))
            self.assertEqual((status, out), (1, ""))
            with open(site.file("metrics"), encoding="utf8") as text:
                metrics = dict(line.rsplit(" ", 1) for line in text if line[0] != "#")
            self.assertEqual(metrics['nabz_source_up{source="bad"}'], "0\n")
            self.assertEqual(metrics['nabz_source_failures{source="bad"}'], "5\n")
            self.assertEqual(metrics['nabz_source_lag_seconds{source="good"}'], "7200\n")
            self.assertEqual(metrics['nabz_source_trouble{source="good"}'], "0\n")
            self.assertEqual(metrics["nabz_run_sources_failed"], "1\n")


class ServiceAccounts(unittest.TestCase):
    """Google Play by the key of a service account. The endpoint checks what it gets as Google does,
    the signature by the openssl program."""
    NOW = 1795348800  # 2026-11-22T12:00:00Z

    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.__exit__)
        quick_recipe(self.folder, "google-play")
        self.openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "key")
        self.openssl("pkey", "-in", "key", "-pubout", "-out", "public")
        self.refused, self.granted, self.asked = [], 0, []
        test = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, status, value):
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self):
                form = urllib.parse.parse_qs(self.rfile.read(int(
                    self.headers["Content-Length"])).decode())
                why = test.fault(form)
                if why:
                    test.refused.append(why)
                    self.answer(400, {"error": "invalid_grant", "error_description": why})
                else:
                    test.granted += 1
                    self.answer(200, {"access_token": f"t{test.granted}", "expires_in": 3599})

            def do_GET(self):
                test.asked.append(self.headers["Authorization"])
                self.answer(200, {"reviews": [{"reviewId": "r1", "comments": [{"userComment": {
                    "text": "rahaab is slow", "starRating": 1,
                    "lastModified": {"seconds": "1795340000"}}}]}]})

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.http = f"http://127.0.0.1:{self.server.server_port}"
        with open(self.folder.file("key"), encoding="ascii") as pem:
            self.key = {"type": "service_account", "client_email": "nabz@p.example",
                        "private_key_id": "k1", "private_key": pem.read()}
        self.folder.write("nabz.yaml", f"""\
database: nabz.db
brands: [{{name: rahaab, any: [rahaab]}}]
sources:
  - name: play
    recipe: ./feeds/google-play
    with: ["package=com.rahaab", "auth={self.http}", "base={self.http}"]
    secrets: [{{name: service_account, file: key.json}}]
    allow_private: yes
""")

    def openssl(self, *arguments):
        return subprocess.run(["openssl", *arguments], cwd=self.folder.path,
                              capture_output=True).returncode == 0

    def fault(self, form):
        """What Google would refuse of a request for a token; None for nothing."""
        if form.get("grant_type") != ["urn:ietf:params:oauth:grant-type:jwt-bearer"]:
            return "grant_type"
        parts = form["assertion"][0].split(".")
        raw = [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in parts]
        header, claims = json.loads(raw[0]), json.loads(raw[1])
        if header != {"alg": "RS256", "typ": "JWT", "kid": "k1"}:
            return f"header {header}"
        wanted = {"iss": "nabz@p.example", "aud": f"{self.http}/token",
                  "scope": "https://www.googleapis.com/auth/androidpublisher"}
        if {name: claims.get(name) for name in wanted} != wanted:
            return f"claims {claims}"
        if not 0 < claims["exp"] - claims["iat"] <= 3600 or abs(claims["iat"] - self.NOW) > 7200:
            return f"times {claims}"
        for name, data in (("text", ".".join(parts[:2]).encode()), ("signature", raw[2])):
            with open(self.folder.file(name), "wb") as out:
                out.write(data)
        return None if self.openssl("dgst", "-sha256", "-verify", "public", "-signature",
                                    "signature", "text") else "signature"

    def crawl(self, now=at(12), key=None):
        path = self.folder.write("key.json", json.dumps(key or self.key, indent=2))
        os.chmod(path, 0o600)
        return self.folder.run("crawl", "--all", "--now", now)

    def test_what_it_signs_is_taken_and_the_token_kept_until_it_ends(self):
        for now, granted in ((at(12), 1), (at(12, 30), 1), (at(12, 58), 2)):
            self.assertEqual(self.crawl(now), (0, "", ""), self.refused)
            self.assertEqual(self.granted, granted, now)
        self.assertEqual(self.asked, ["Bearer t1", "Bearer t1", "Bearer t2"])
        self.assertEqual(self.folder.query("SELECT text FROM v_mentions"), [("rahaab is slow",)])

    def test_another_key_is_refused_and_nothing_of_it_is_told_or_kept(self):
        self.openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "other")
        with open(self.folder.file("other"), encoding="ascii") as pem:
            other = pem.read()
        status, _, trouble = self.crawl(key=dict(self.key, private_key=other))
        self.assertEqual((status, self.refused), (6, ["signature"]))
        self.assertIn("source play: token: ", trouble)
        with open(self.folder.file("nabz.db"), "rb") as database:
            stored = database.read()
        for line in other.splitlines()[1:3]:
            self.assertNotIn(line, trouble)
            self.assertNotIn(line.encode(), stored)

    def test_files_that_are_no_key_are_told(self):
        self.openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "ec")
        self.openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024", "-out", "small")
        self.openssl("pkey", "-in", "key", "-aes128", "-passout", "pass:x", "-out", "locked")
        for name in ("ec", "small", "locked"):
            with open(self.folder.file(name), encoding="ascii") as pem:
                status, _, trouble = self.crawl(key=dict(self.key, private_key=pem.read()))
            self.assertEqual(status, 6)
            self.assertIn("service_account: no private RSA key of 2048 bits or more in PEM", trouble)
        for key, why in (({"installed": {}}, "service_account: not the key file of a service account: no client_email"),
                         (dict(self.key, private_key=5), "no private_key")):
            status, _, trouble = self.crawl(key=key)
            self.assertEqual((status, why in trouble), (6, True), trouble)
        self.assertEqual(self.asked, [])


if __name__ == "__main__":
    unittest.main()
