/* A copy of the database to hand on: the views, the search and every figure work in it, and nobody
 * is named. What is copied is a list, so that a table or a column added later stays at home until
 * somebody decides otherwise.
 *
 * Authors are pseudonyms, texts and titles are masked, mentions have no address and no id of their
 * site, answers of surveys no id of the tool; replies and reposts point to ids of the copy. Left
 * out altogether: deliveries, cases, revisions, what polling remembers, words of incidents that
 * may be names. A verbatim quote can still be looked up on the site it came from.
 *
 * It says of itself what it is, as do copies of it: it can be read, labelled and scored anew, but
 * no crawl and no import goes on in it (STORE_CREATE), for what polling remembers is not there. A
 * backup is the database itself, and can take its place. */
#ifndef STORE_SNAPSHOT_H
#define STORE_SNAPSHOT_H

#include "store/search.h"

/* The store must be open for reading at least and in no transaction; the fold is that of the copy.
 * `pseudonym` and `masked` are functions of one text, named so. Fails when `path` is there. Cut
 * off, it leaves what store_backup leaves. */
bool store_snapshot(struct store *store, const char *path, struct sql_function pseudonym,
                    struct sql_function masked, struct err *err) MUST_CHECK;

#endif
