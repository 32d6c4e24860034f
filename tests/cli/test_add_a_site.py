"""docs/add-a-site.md, from the first command to the last: what it prints is what it says."""
import os
import re
import subprocess
import unittest

from nabz import BUILD, SOURCE, Folder

NOW = "2026-11-22T12:00:00Z"
SHOP = "https://shop.example"
MAP = """\
GET /api/reviews?product=7*
  header Content-Type: application/json
  file first.json
"""
# What the shop answers to begin with; its shape is that of the page the document then writes.
LIVE = """\
{"status":200,"data":{"sort":[{"id":1,"title":"newest"}],"reviews":[
 {"id":901,"body":"بسته‌بندی خوب بود","user":{"name":"ترانه"},"created_at":"27 آبان 1405","stars":8},
 {"id":902,"body":"دیر رسید","user":{"name":"مهمان"},"created_at":"26 آبان 1405","stars":0}],
 "pager":{"page":1,"pages":3}}}
"""


def blocks():
    """The fenced blocks: (kind, name of the file or "", content)."""
    with open(os.path.join(SOURCE, "docs/add-a-site.md"), encoding="utf8") as text:
        return re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", text.read(), re.M | re.S)


class TheWalkThrough(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.folder.write("site.map", MAP)
        self.folder.write("first.json", LIVE)
        port = self.folder.start([os.path.join(BUILD, "bin", "loopback_http"), "--map",
                                  self.folder.file("site.map"), "--port-file",
                                  self.folder.file("http.port")], "http.port")
        self.http = f"http://127.0.0.1:{port}"
        self.folder.write("bin/nabz", '#!/bin/sh\nexec "%s" "$@" --now %s\n'
                          % (os.path.join(BUILD, "bin/nabz"), NOW))
        os.chmod(self.folder.file("bin/nabz"), 0o755)

    def tearDown(self):
        self.folder.__exit__()

    def shell(self, command):
        """Runs it with the shop on this machine, and puts its name back into what is printed."""
        command = command.replace(SHOP, self.http)
        if "feed new" in command:
            command += " --allow-private"
        path = self.folder.file("bin") + ":" + os.environ["PATH"]
        done = subprocess.run(["/bin/sh", "-c", command], cwd=self.folder.path, timeout=60,
                              env=dict(self.folder.environment, PATH=path),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.stdout.decode().replace(self.http, SHOP)

    def write(self, name, text):
        if name == "nabz.yaml":
            text += "    allow_private: yes\n"
            text = text.replace('"product=7"', f'"product=7", "base={self.http}"')
        self.folder.write(name, text)

    def test_every_command_prints_what_the_document_says(self):
        ran = 0
        for kind, name, content in blocks():
            if kind != "sh":
                self.write(name, content)
                continue
            for command, wanted in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", content, re.M):
                with self.subTest(command=command):
                    self.assertEqual(self.shell(command), wanted)
                ran += 1
        self.assertGreater(ran, 8)


if __name__ == "__main__":
    unittest.main()
