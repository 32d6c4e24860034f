#!/usr/bin/python3
"""Every recorded body of ../shared/fixtures through `nabz extract`: each item must come out with the
right id, text, author, time and rating.

usage: extract_test.py NABZ FIXTURES    exit status 77: the recordings are not there
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import expectations


def extract(nabz, case):
    with tempfile.NamedTemporaryFile() as page:
        page.write(case.body)
        page.flush()
        command = [nabz, "extract", "--recipe", case.recipe]
        command += ["--url", case.url] if case.url else []
        command += ["--content-type", case.content_type] if case.content_type else []
        done = subprocess.run(command + [page.name], capture_output=True, timeout=60)
    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return [line for line in lines if line["kind"] == "mention"], done.stderr.decode().strip()


def differences(wanted, got):
    """The names of the fields that are not as expected."""
    for key, value in wanted.items():
        if key == "text":
            same = expectations.squeeze(value) == expectations.squeeze(got["text"])
        elif key == "time":
            at = expectations.when(got["published_at"])
            # The store gives a day alone an hour of that day.
            slack = 86400 if got.get("precision") == "day" else 1
            same = value is None or (at is not None and value <= at < value + slack)
        elif key == "rating":
            same = (value is None) == (got["rating"] is None) and (
                value is None or abs(value - got["rating"]) < 0.01)
        elif key == "author":
            same = (value or None) == got["author"] or \
                expectations.squeeze(value) == expectations.squeeze(got["author"])
        else:
            same = value == got[key]
        if not same:
            yield key


def compare(case, got):
    """How many items came out right, and what is wrong with the others."""
    faults, right = [], 0
    for number, (wanted, mention) in enumerate(zip(case.items, got), 1):
        wrong = list(differences(wanted, mention))
        right += not wrong
        faults += ["item %d: %s: wanted %r, got %r" % (number, key, wanted[key], mention.get(
            {"time": "published_at"}.get(key, key))) for key in wrong]
    if len(got) != len(case.items):
        faults.append("%d items in it, %d came out" % (len(case.items), len(got)))
    return right, faults


def main(nabz, fixtures):
    if not pathlib.Path(fixtures).is_dir():
        print("skipped: no recordings at", fixtures)
        return 77
    rows, bad = [], 0
    for case in expectations.cases(fixtures):
        got, words = extract(nabz, case)
        right, faults = compare(case, got)
        rows.append((case.name, case.recipe, len(case.items), right))
        if faults:
            bad += 1
            print("%s (%s)%s" % (case.name, case.recipe, ": " + words[:300] if words else ""))
            print("".join("    %s\n" % fault[:400] for fault in faults[:4]), end="")
    print("%d recordings, %d with faults; %d items, %d right" % (
        len(rows), bad, sum(r[2] for r in rows), sum(r[3] for r in rows)))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
