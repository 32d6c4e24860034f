#!/usr/bin/python3
"""Serves generated feeds on every loopback address, for the bench of polling and the test of scale.

    feed_server.py PORT_FILE

GET /N.rss is feed N: ten items of about 300 bytes with stable ids, an ETag, and a 304 for who has it.
/hang/N never answers, /fail/N is a 500, /junk/N is bytes that are no feed. The answers cost this
process something and the client nothing: only the client is measured.
"""
import asyncio
import random
import sys

WORDS = ("rahaab delivered late and the box was broken the support did not answer my mail this is "
         "the worst shop great quality fast shipping would buy again thank you very much "
         "خیلی بد بود ارسال دیر شد کیفیت عالی پشتیبانی جواب نداد ممنون راضی بودم").split()


def feed(number):
    draw = random.Random(number)
    items = "".join(
        f"<item><guid isPermaLink=\"false\">f{number}-{i}</guid>"
        f"<title>{' '.join(draw.choices(WORDS, k=6))}</title>"
        f"<link>http://feeds.example/{number}/{i}</link>"
        f"<pubDate>Sat, 21 Nov 2026 {i:02}:{number % 60:02}:00 GMT</pubDate>"
        f"<description>{' '.join(draw.choices(WORDS, k=45))}</description></item>"
        for i in range(10))
    return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel>"
            f"<title>feed {number}</title><link>http://feeds.example/{number}</link>"
            f"<description>d</description>{items}</channel></rss>").encode()


def answer(path, headers):
    if path.startswith("/fail/"):
        return b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"
    if path.startswith("/junk/"):
        body = random.Random(path).randbytes(5000)
    else:
        tag = f'"{path}"'
        if f"if-none-match: {tag}" in headers.lower():
            return f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode()
        body = feed(int(path.strip("/").split(".")[0]))
        return (f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: {tag}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode() + body
    return (f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode() + body


async def serve(reader, writer):
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = head.split(" ", 2)[1]
            if path.startswith("/hang/"):
                await asyncio.sleep(3600)
            writer.write(answer(path, head))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError, IndexError, ValueError):
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "0.0.0.0", 0, backlog=1024)
    with open(sys.argv[1], "w", encoding="ascii") as out:
        out.write(f"{server.sockets[0].getsockname()[1]}\n")
    async with server:
        await server.serve_forever()


asyncio.run(main())
