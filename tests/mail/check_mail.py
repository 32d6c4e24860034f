"""Composes a mail and reads it back with Python's email package: headers, parts, safety."""
import email
import email.policy
import html.parser
import re
import struct
import subprocess
import sys

compose, scenario, event = sys.argv[1:4]
run = subprocess.run([compose, *sys.argv[2:]], capture_output=True, check=True)
raw, subject = run.stdout, run.stderr.decode().rstrip("\n")
again = subprocess.run([compose, *sys.argv[2:]], capture_output=True, check=True)


def check(what, true):
    if not true:
        sys.exit("%s %s: %s" % (scenario, event, what))


class Tags(html.parser.HTMLParser):
    """Collects elements, attributes and text; void elements apart, every tag must be closed."""

    VOID = {"meta", "br", "img"}

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes, self.text = [], [], [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        check("unbalanced </%s> in %s" % (tag, self.open[-4:]), self.open and self.open.pop() == tag)

    def handle_data(self, data):
        self.text += data


check("composed twice, two results", raw == again.stdout)
check("larger than 100 KB: %d" % len(raw), len(raw) < 100_000)
check("not ASCII", all(byte < 128 for byte in raw))
check("a bare line break", not re.search(rb"[^\r]\n|\r[^\n]", raw))
check("a line over 998", max(len(line) for line in raw.split(b"\r\n")) <= 998)
head = raw.split(b"\r\n\r\n", 1)[0]
check("a header line over 78", max(len(line) for line in head.split(b"\r\n")) <= 78 or
      all(re.match(rb"(Message-ID|References|In-Reply-To|List)", line)
          for line in head.split(b"\r\n") if len(line) > 78))

mail = email.message_from_bytes(raw, policy=email.policy.default)
allowed = {"message-id", "in-reply-to", "references", "date", "from", "to", "subject",
           "auto-submitted", "x-auto-response-suppress", "mime-version", "list-id",
           "list-unsubscribe", "content-type"}
names = [name.lower() for name in mail.keys()]
check("header twice", len(names) == len(set(names)))
check("unexpected header: %s" % (set(names) - allowed), set(names) <= allowed)
for name in mail.keys():
    check("defects in %s: %s" % (name, mail[name].defects), not mail[name].defects)
check("subject: %r is not %r" % (mail["subject"], subject), str(mail["subject"]) == subject)
check("sender", len(mail["from"].addresses) == 1 and "@" in mail["from"].addresses[0].addr_spec)
check("recipient", len(mail["to"].addresses) == 1)
check("auto-submitted", mail["auto-submitted"] == "auto-generated")
check("list-id", "care.nabz.example" in mail["list-id"])
check("date", mail["date"].datetime.utcoffset() is not None)
if event == "opened":
    check("the first of a thread refers to nothing", mail["references"] is None)
else:
    check("the thread", mail["references"] == "<incident-1042-opened@nabz.example>" ==
          mail["in-reply-to"])

parts = list(mail.iter_parts())
check("two alternatives, text first", mail.get_content_type() == "multipart/alternative" and
      [part.get_content_type() for part in parts] == ["text/plain", "multipart/related"])
check("what the related parts are about", parts[1].get_param("type") == "text/html")
pages = list(parts[1].iter_parts())
check("a page and its picture", [part.get_content_type() for part in pages] ==
      ["text/html", "image/png"])
for part in parts[0], pages[0]:
    check("charset", part.get_content_charset() == "utf-8")
text, page, picture = parts[0].get_content(), pages[0].get_content(), pages[1].get_content()
check("a PNG of 1024 pixels", picture.startswith(b"\x89PNG\r\n\x1a\n") and
      struct.unpack(">I", picture[16:20]) == (1024,))
check("the picture is shown in its place, not attached",
      pages[1].get_content_disposition() == "inline")
for body in text, page:
    check("a bidi override", not re.search("[\u202a-\u202e\u2066-\u2069]", body))
    check("a control character", not re.search("[\x00-\x08\x0b-\x1f\x7f]", body))

tags = Tags()
tags.feed(page)
tags.close()
check("left open: %s" % tags.open, not tags.open)
known = {"html", "head", "meta", "title", "style", "body", "table", "tr", "td", "div", "span", "bdi",
         "a", "br", "code", "img"}
check("elements: %s" % (set(tags.tags) - known), set(tags.tags) <= known)
for tag, name, value in tags.attributes:
    check("event handler", not name.startswith("on"))
    check("link %s" % value, name != "href" or re.match("https?://|#$", value))
    check("something fetched: %s" % value, "url(" not in value and
          (name != "src" or value == "cid:" + pages[1]["content-id"][1:-1]))
[words] = [value for tag, name, value in tags.attributes if (tag, name) == ("img", "alt")]
check("the picture in words: " + words,
      re.search("معمول تا [۰-۹]+" if "fa.txt" in scenario else "usual: up to [0-9]+", words))
check("direction", ("html", "dir", "rtl" if "fa.txt" in scenario else "ltr") in tags.attributes)

if event == "resolved":
    check("no acknowledging what is over", "nabz alert ack" not in text)
else:
    for command in "ack", "show", "mute", "resolve":
        for body in text, tags.text:
            check("how to " + command, "nabz alert %s 1042" % command in body)
if "hostile" in scenario:
    check("text is shown as text", "<script>alert(4)</script>" in tags.text)
    check("a long name is cut", len(page) < 60_000 and "…" in tags.text)
elif sys.argv[4:] == ["dark"]:
    check("nobody knows", ("نمی‌دانیم" if "fa.txt" in scenario else "Nobody knows") in text)
elif event != "resolved":
    check("the number", ("۴۸" if "fa.txt" in scenario else "126") in text)
if "fa.txt" in scenario:
    check("Jalali date", "۱ آذر ۱۴۰۵" in text or "۳۰ آبان ۱۴۰۵" in text)
