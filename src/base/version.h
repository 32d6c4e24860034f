/* The version of the program, as --version and the User-Agent tell it. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#define NABZ_VERSION "0.1.0"

#endif
