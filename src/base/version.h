/* The version of the program, as --version and the User-Agent tell it. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#define NABZ_VERSION "0.1.0"

/* 2026-01-01T00:00:00Z: a clock that is before this is wrong. */
#define NABZ_WRITTEN_AT 1767225600

#endif
