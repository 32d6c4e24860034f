#!/usr/bin/python3
"""Polls N loopback feeds of ten items with nabz and with newsboat, twice each, and prints what it
cost them, as `name value` lines: CPU milliseconds a feed (user and system), peak memory, and for
nabz the instructions of a first and a second poll.

    feeds.py NABZ SOURCE_TREE FEEDS ROUNDS [instructions]
"""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

NABZ, TREE, FEEDS, ROUNDS = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
COUNT = sys.argv[5:] == ["instructions"]
NOW = ("2026-11-22T12:00:00Z", "2026-11-22T18:00:00Z")


def start_server(folder):
    port_file = os.path.join(folder, "port")
    server = subprocess.Popen(["/usr/bin/python3", os.path.join(TREE, "tests/bench/feed_server.py"),
                               port_file])
    while not (os.path.exists(port_file) and os.path.getsize(port_file)):
        time.sleep(0.05)
    with open(port_file, encoding="ascii") as text:
        return server, int(text.read())


def url(port, n):
    """Every feed has a host of its own, as feeds in the world do."""
    return f"http://127.{n // 62500 + 1}.{n // 250 % 250}.{n % 250 + 1}:{port}/{n}.rss"


def write_nabz(folder, port):
    recipe = os.path.join(folder, "syndication")
    os.makedirs(recipe)
    with open(os.path.join(TREE, "feeds/syndication/recipe.yaml"), encoding="utf8") as source, \
            open(os.path.join(recipe, "recipe.yaml"), "w", encoding="utf8") as out:
        out.writelines(line for line in source if not line.startswith("gap_ms:"))
    with open(os.path.join(folder, "nabz.yaml"), "w", encoding="utf8") as out:
        out.write("database: nabz.db\nbrands: [{name: rahaab, any: [rahaab]}]\nsources:\n")
        for n in range(FEEDS):
            out.write(f"  - {{name: f{n}, recipe: ./syndication, with: [\"url={url(port, n)}\"], "
                      "allow_private: yes}\n")


def write_newsboat(folder, port):
    with open(os.path.join(folder, "urls"), "w", encoding="utf8") as out:
        out.writelines(url(port, n) + "\n" for n in range(FEEDS))
    with open(os.path.join(folder, "config"), "w", encoding="utf8") as out:
        out.write("cleanup-on-quit no\n")


def measured(command, folder):
    """CPU seconds and peak memory in KiB of one process."""
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL,
                             env=dict(os.environ, HOME=folder))
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {child.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def counted(command, folder):
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                           *command], cwd=folder, stderr=subprocess.PIPE, check=True, text=True)
    return int(done.stderr.split("Collected : ")[1].split()[0])


def nabz(run):
    return [NABZ, "crawl", "--all", "--only-fetch", "--now", NOW[run]]


def newsboat(_):
    return ["newsboat", "-q", "-u", "urls", "-C", "config", "-c", "cache.db", "-x", "reload"]


def fresh(folder):
    for name in os.listdir(folder):
        if ".db" in name:
            os.remove(os.path.join(folder, name))


def main():
    folder = tempfile.mkdtemp(prefix="nabz-bench-")
    server, port = start_server(folder)
    try:
        write_nabz(folder, port)
        write_newsboat(folder, port)
        cpu, memory = {}, {}
        for _ in range(ROUNDS):  # in turn, so that a busy machine is busy for both
            fresh(folder)
            for run in (0, 1):
                for name, command in (("nabz", nabz), ("newsboat", newsboat)):
                    seconds, kib = measured(command(run), folder)
                    cpu.setdefault((name, run), []).append(seconds * 1000 / FEEDS)
                    memory[name] = max(memory.get(name, 0), kib)
        for (name, run), values in sorted(cpu.items()):
            print(f"{name}_{'first' if run == 0 else 'second'} {min(values):.4f}")
            print(f"{name}_{'first' if run == 0 else 'second'}_median "
                  f"{statistics.median(values):.4f}")
        for name, kib in memory.items():
            print(f"{name}_kib {kib}")
        if COUNT:
            fresh(folder)
            for run, name in ((0, "first"), (1, "second")):
                print(f"instructions_{name} {counted(nabz(run), folder)}")
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(folder)


main()
