/* The words of a mention in the form detect/drivers.h counts them in: a word with the endings that
 * are written apart from it is the word, mi and nemi are one with their verb, a hashtag is one word
 * with its '#'. What is no word parts those around it, and so does the brand's own name, which is
 * in every mention of the brand. */
#ifndef APP_SAID_WORDS_H
#define APP_SAID_WORDS_H

#include "app/app.h"
#include "detect/drivers.h"

enum { SAID_WORDS_MOST = 512 };

/* Reads the text with the tokens of the app; the words are copied into the arena. Returns how many
 * are in list. */
size_t said_words(struct app *app, struct str text, struct arena *arena,
                  struct said_word list[SAID_WORDS_MOST]);

#endif
