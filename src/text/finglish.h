/* Persian in Latin letters, met tolerantly: both a Latin spelling and a Persian word are turned
 * into keys, and they are the same word when a key is the same. kheili, kheyli and xeyli meet one
 * word; so do aali and ali; khoob, khub, khob; ghaza and qaza; mamnoon and mamnun.
 *
 * A key has the consonants as heard (kh = x, gh = q, the four z, three s, two t, two h of the
 * script are one each), runs taken once, and the vowels that the script writes: i, u, long a, and
 * those at either end. Short vowels are not written in Persian, so e falls away, while a Latin a or
 * o may be written or not: that is why a Latin word has several keys. bad and bood stay apart.
 *
 * How to use it. Build: for every Persian word put keys[0] -> entry; then keys[1..] -> entry
 * wherever the key is not there yet (they are rarer readings, and give way). Run: ask for the keys
 * of the Latin word in order; the first that is there is the word. Keys are stable and part of the
 * lexicon image format, salted so that they may lie in one table with token_hash values.
 *
 * Pure. Ask only for words that language_of_token calls LANG_FA_LATN: English words have keys
 * too. */
#ifndef TEXT_FINGLISH_H
#define TEXT_FINGLISH_H

#include "base/str.h"

#define FINGLISH_KEYS 64 /* a word never has more; most have one to four */

/* Both take a folded word (text/token.h) and return how many keys were written, most likely first,
 * 0 when the word is of another script or has under two or over 40 letters. */
size_t finglish_keys_latin(struct str folded, uint64_t keys[FINGLISH_KEYS]);
size_t finglish_keys_persian(struct str folded, uint64_t keys[FINGLISH_KEYS]);

#define FINGLISH_STEMS 4

/* The word without one of its endings, the longest first: gheymat-ash, ketab-hash, dozd-an. The
 * stems are parts of the word, of three letters or more; returns how many there are. */
size_t finglish_stems(struct str folded, struct str stems[FINGLISH_STEMS]);

/* True for the negated present of a verb: nemi-kharam. */
bool finglish_is_negated(struct str folded);

#endif
