"""A thousand sources in one run, of which some hang, some fail and some send garbage."""
import os
import unittest

from nabz import SOURCE, Folder, quick_recipe

NOW = "2026-11-22T12:00:00Z"
KINDS = {"hang": 100, "fail": 100, "junk": 100, "good": 700}


class AThousandSources(unittest.TestCase):
    def configure(self, folder, port, deadline):
        """Those that hang come first, so that they would be in the way."""
        lines = [f"database: nabz.db\ncrawl: {{deadline: {deadline}}}\n"
                 "brands: [{name: rahaab, any: [rahaab]}]\nsources:\n"]
        number = 0
        for kind, count in KINDS.items():
            for n in range(count):
                number += 1
                host = f"127.{number // 250 + 1}.0.{number % 250 + 1}"
                path = f"{n}.rss" if kind == "good" else f"{kind}/{n}"
                lines.append(f"  - {{name: {kind}-{n}, recipe: ./feeds/syndication, "
                             f"with: [\"url=http://{host}:{port}/{path}\"], allow_private: yes}}\n")
        folder.write("nabz.yaml", "".join(lines))

    def test_the_good_ones_are_stored_beside_those_that_are_not(self):
        with Folder() as folder:
            quick_recipe(folder, "syndication")
            port = folder.start(["/usr/bin/python3", "-B",
                                 os.path.join(SOURCE, "tests/bench/feed_server.py"),
                                 folder.file("port")], "port")
            self.configure(folder, port, "120s")
            self.assertEqual(folder.run("crawl", "--now", NOW)[0], 1)
            states = dict(folder.query("SELECT substr(source, 1, 4) || ' ' || state, count(*) "
                                       "FROM v_sources GROUP BY 1"))
            self.assertEqual(states, {"good ok": 700, "fail broken": 100, "junk broken": 100,
                                      "hang broken": 100})
            self.assertEqual(folder.query("SELECT count(*) FROM mentions"), [(7000,)])

    def test_a_deadline_that_is_too_short_leaves_no_good_one_unread(self):
        with Folder() as folder:
            quick_recipe(folder, "syndication")
            port = folder.start(["/usr/bin/python3", "-B",
                                 os.path.join(SOURCE, "tests/bench/feed_server.py"),
                                 folder.file("port")], "port")
            self.configure(folder, port, "30s")
            status, _, trouble = folder.run("crawl", "--now", NOW)
            self.assertEqual(status, 1)
            self.assertRegex(trouble, "[0-9]+ of 1000 sources were not read whole before the deadline")
            # A slow machine needs a second run. Those that hang, asked first and in turn, would
            # fill twenty such runs.
            folder.run("crawl", "--now", NOW)
            self.assertEqual(folder.query("SELECT count(*) FROM v_sources WHERE source LIKE 'good%' "
                                          "AND state = 'ok'"), [(700,)])


if __name__ == "__main__":
    unittest.main()
