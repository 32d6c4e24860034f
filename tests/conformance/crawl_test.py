#!/usr/bin/python3
"""Every recorded body of ../shared/fixtures, served from the loopback and polled by `nabz crawl`
with the shipped recipes: each item must arrive in the database with the right id, text, author,
time and rating. Writes docs/conformance.md. Exit status 77: the recordings are not there.

A recording that says it has a next page is answered with itself, which ends the walk: the database
must hold its items once all the same.
"""
import os
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "cli")]
import expectations
import extract_test
import nabz

NOW = "2026-11-22T12:00:00Z"

# What a recipe asks for beside its address.
PARAMETERS = {
    "x-search": ["query=q"], "x-mentions": ["user_id=1"],
    "instagram-hashtag": ["hashtag_id=1", "user_id=2"], "instagram-tagged": ["user_id=2"],
    "instagram-comments": ["media_id=3"], "instagram-mentioned": ["user_id=2", "media_id=3"],
    "instagram-business-discovery": ["user_id=2", "username=u"],
    "app-store": ["app_id=1", "country=us"],
    "digikala": ["product_id=1"], "google-places-legacy": ["place_id=p"],
    "hacker-news": ["query=q"], "mastodon": ["tag=t"], "reddit": ["query=q"], "youtube-comments": ["video_id=v"],
}
SECRETS = {"x-search": "token", "x-mentions": "token", "instagram-hashtag": "token",
           "instagram-tagged": "token", "instagram-comments": "token",
           "instagram-mentioned": "token", "instagram-business-discovery": "token",
           "google-places-legacy": "key", "reddit": "token",
           "youtube-comments": "key"}


def route(folder, number, case):
    """The map's answer to whatever is asked below /cNUMBER/."""
    name = "c%d.body" % number
    pathlib.Path(folder.file(name)).write_bytes(case.body)
    kind = case.content_type or "application/octet-stream"
    return "GET /c%d/*\n  status %d\n  header Content-Type: %s\n  file %s\n" % (
        number, case.status, kind, name)


def source(http, number, case):
    address = "%s/c%d" % (http, number)
    given = PARAMETERS.get(case.recipe)
    given = ["url=%s/page" % address] if given is None else ["base=" + address] + given
    lines = ["  - name: c%d" % number, "    recipe: ./feeds/%s" % case.recipe,
             "    with: [%s]" % ", ".join('"%s"' % value for value in given),
             "    allow_private: yes"]
    if case.recipe in SECRETS:
        lines.append("    secrets: [{name: %s, env: CONFORMANCE_TOKEN}]" % SECRETS[case.recipe])
    return "\n".join(lines) + "\n"


def crawl(folder, cases):
    folder.environment["CONFORMANCE_TOKEN"] = "not-a-token"
    folder.write("site.map", "".join(route(folder, *c) for c in enumerate(cases)))
    http = "http://127.0.0.1:%d" % folder.start(
        [os.path.join(nabz.BUILD, "bin", "loopback_http"), "--map", folder.file("site.map"),
         "--port-file", folder.file("http.port")], "http.port")
    for recipe in {case.recipe for case in cases}:
        path = pathlib.Path(nabz.quick_recipe(folder, recipe))
        # Recordings share posts, and each is to arrive whole.
        text = re.sub("(?m)^service:.*$", "", path.read_text())
        if recipe == "syndication":  # a recorded rel=next leads out into the world
            text = re.sub("(?m)^paging:.*$", "paging: {kind: none}", text)
        path.write_text(text)
    folder.write("nabz.yaml", "database: nabz.db\nbrands:\n  - {name: nobody, any: [zqxjkv]}\n"
                 "sources:\n" + "".join(source(http, *c) for c in enumerate(cases)))
    return folder.run("crawl", "--now", NOW)


def stored(folder):
    """The mentions of each source in the order they arrived."""
    found = {}
    for row in folder.query(
            "SELECT source, native_id, text, author, posted_utc, posted_precision, rating "
            "FROM v_mentions ORDER BY id"):
        found.setdefault(row[0], []).append({
            "id": row[1], "text": row[2], "author": row[3],
            "published_at": None if row[5] == "fetched" else row[4], "rating": row[6],
            "precision": row[5]})
    return found


def once(case):
    """Items of one page with one id are one mention; so are reviews that say the same."""
    seen = set()
    for number, item in enumerate(case.items):
        key = item.get("id", number)
        if case.recipe == "structured":
            key = (item["text"], item["author"], item.get("time"))
        if key not in seen:
            seen.add(key)
            yield item


def table(rows):
    total, right = sum(r[2] for r in rows), sum(r[3] for r in rows)
    lines = ["# Recorded answers and what arrives of them", "",
             "Written by `tests/conformance/crawl_test.py`: `nabz crawl` polls the recordings from a loopback",
             "server. They are not part of the project. An item counts as stored when the database has",
             "it with the id, text, author, time and rating that an independent reading of the recording",
             "(`tests/conformance/expectations.py`) finds.", "",
             "| recording | recipe | items in it | stored |", "|---|---|---:|---:|"]
    lines += ["| %s | %s | %d | %d |" % row for row in rows]
    return "\n".join(lines + ["| **all %d** | | **%d** | **%d** |" % (len(rows), total, right), ""])


def main():
    recordings = pathlib.Path(nabz.SHARED) / "fixtures"
    if not recordings.is_dir():
        print("skipped: no recordings at", recordings)
        return 77
    cases, rows, bad = list(expectations.cases(recordings)), [], 0
    with nabz.Folder() as folder:
        status, _, words = crawl(folder, cases)
        found = stored(folder)
    for number, case in enumerate(cases):
        case.items = list(once(case))
        right, faults = extract_test.compare(case, found.get("c%d" % number, []))
        rows.append((case.name, case.recipe, len(case.items), right))
        bad += bool(faults)
        if faults:
            print("%s (%s, c%d)" % (case.name, case.recipe, number))
            print("".join("    %s\n" % fault[:400] for fault in faults[:4]), end="")
    print("crawl: exit status %d\n%s" % (status, words[:2000]))
    print("%d recordings, %d with faults; %d items, %d stored" % (
        len(rows), bad, sum(r[2] for r in rows), sum(r[3] for r in rows)))
    pathlib.Path(nabz.SOURCE, "docs/conformance.md").write_text(table(rows))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
