/* Texts put together by chance from what the paths of reading tell apart, and the comparison of
 * what two of them make of one. Included by tests, after cmocka. */
#ifndef TEST_TEXT_PIECES_H
#define TEST_TEXT_PIECES_H

#include "text/token_reader.h"

#include <stdio.h>
#include <stdlib.h>

static inline uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Words of every length up to beyond both paths' limits, and what may stand before, behind and
 * within them. */
static const char *const pieces[] = {
    "a",
    "Good",
    "DON'T",
    "isn't",
    "rock'n'roll",
    "unbelievably",
    "incomprehensible",
    "COUNTERREVOLUTIONARY",
    "sooooo",
    "aabb",
    "e\xCC\x81",
    "caf\xC3\xA9",
    "l'\xC3\xA9t\xC3\xA9",
    "\xEF\xBC\xA1",
    "\xD8\xAE\xD9\x88\xD8\xA8",
    "\xD9\x87",
    "\xDB\x8C",
    "\xD9\x8A\xDB\x8C",
    "\xD8\xA2\xD9\x86",
    "\xD8\xA8\xD8\xB3\xD9\x8A\xD8\xA7\xD8\xB1",
    "\xD9\x83\xD8\xA9",
    "\xD9\xBE\xDA\x98\xDA\xAF",
    "\xD8\xB9\xD8\xA7\xD8\xA7\xD8\xA7\xD9\x84\xDB\x8C",
    "\xD9\x85\xD9\x85\xD9\x86\xD9\x88\xD9\x86",
    "\xD9\x86\xD8\xA7\xD8\xAE\xD9\x88\xD8\xB4\xD8\xA7\xDB\x8C\xD9\x86\xD8\xAF\xD8\xAA\xD8\xB1",
    "\xDA\xB5\xDB\x86",
    "\xD8\xAE\xD9\x8E",
    "\xD9\x80",
    "\xD8\xA1",
    "\xEF\xBB\xBB",
    "\xD8\x8C",
    "\xD8\x9F",
    "\xD8\x9B",
    "\xDB\xB3",
    "\xDB\xB1\xDB\xB2\xDB\xB0 ",
    "\xD9\xAB",
    "\xD0\x96",
    "\xD8\xAE\xD9\x88\xD8\xA8\xD0\x96",
    "\xD8\xB4\xD8\xA7\xDB\x8C\xD8\xB3\xD8\xAA\xDA\xAF\xDB\x8C\xD9\x87\xD8\xA7\xDB\x8C\xD8\xB4",
    "\xE2\x80\x8C",
    "\xE2\x80\x8D",
    "\xE2\x80\x99s",
    "\xE2\x80\xA6",
    "\xD8",
    "\xE2\x80",
    "\xF0\x9F\x91",
    "\x01",
    "\xFF",
    " ",
    " ",
    " ",
    " ",
    ".",
    ",",
    "!",
    "?",
    ":",
    ";",
    "\"",
    "(",
    ")",
    "[",
    "'",
    "`",
    "-",
    "_",
    "/",
    "%",
    "&",
    "&amp;",
    "&#1740;",
    "<",
    "=",
    "^",
    "#",
    "@",
    "7",
    "2026",
    "12345678901234567890",
    "1.5",
    "1,\xDB\xB3",
    "@",
    "@Some_Shop.x",
    "@An_account_with_a_long_name",
    "D",
    "\n",
    "\t",
    "com",
    "www.",
    "...",
    "+",
    "$",
    "*",
    "|",
    ">",
    ":)",
    ";-))",
    ":/",
    "<3",
    "-_-",
    "Y\xE2\x80\x99",
    "rock\xE2\x80\x99n\xE2\x80\x99roll",
    "sooo\xE2\x80\x99s",
    "!!!!!",
    ")))",
    "http",
    "Https",
    "ftp",
    "http://t.co/Xy_1~z",
    "://",
    "://Shop.example/a/b?c=d&e=F#g|",
    "#",
    "#Good",
    "#GoodService",
    "#aBADThing",
    "#SHOP",
    "#NotGOOD",
    "#worst_of_2026",
    "don\xE2\x80\x99t",
    "I\xE2\x80\x99M",
    "@ThisIsQuiteALongName_",
    "4.5",
    "1.2.",
    "...",
    "\xF0\x9F\x91\x8D",
};

static inline void check_same(const struct tokens *quick, const struct tokens *slow,
                              struct str text)
{
    bool same = quick->count == slow->count;
    for (size_t i = 0; same && i < quick->count; i++) {
        const struct token *a = &quick->list[i], *b = &slow->list[i];
        same = a->at == b->at && a->n == b->n && a->kind == b->kind && a->flags == b->flags &&
               str_eq(a->folded, b->folded);
    }
    if (!same) {
        fail_msg("read otherwise: \"%.*s\"", STR_FMT(text));
    }
}

/* The bytes of a text in memory of their own, so that the sanitizer sees a read behind the end. */
static inline struct str random_text(uint32_t *seed)
{
    char text[400];
    size_t n = 0, count = 1 + next_random(seed) % 12;
    for (size_t i = 0; i < count; i++) {
        const char *piece = pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)];
        memcpy(text + n, piece, strlen(piece));
        n += strlen(piece);
    }
    return (struct str){memcpy(malloc(n), text, n), n};
}

#endif
