/* Which network addresses are public. Pure. */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* False for all that the IANA special-purpose registries (RFC 6890 and after) do not call globally
 * reachable: loopback, private, link-local, shared, documentation, multicast..., for IPv6 forms
 * that carry such an IPv4 address, and for anything that is not IP. */
bool address_public(const struct sockaddr *address);

/* The same of a numeric address, "127.0.0.1" or "::1"; false when it is none. */
bool address_text_public(const char *text);

#endif
