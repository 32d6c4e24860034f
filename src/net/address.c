#include "net/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Special-purpose blocks of IPv4 that are not globally reachable (IANA registry), and multicast. */
static const struct {
    uint32_t network;
    int bits;
} special4[] = {
    {0x00000000, 8},  /* 0.0.0.0/8, this network */
    {0x0A000000, 8},  /* 10.0.0.0/8 */
    {0x64400000, 10}, /* 100.64.0.0/10, shared */
    {0x7F000000, 8},  /* 127.0.0.0/8, loopback */
    {0xA9FE0000, 16}, /* 169.254.0.0/16, link-local */
    {0xAC100000, 12}, /* 172.16.0.0/12 */
    {0xC0000000, 24}, /* 192.0.0.0/24 */
    {0xC0000200, 24}, /* 192.0.2.0/24, documentation */
    {0xC0586300, 24}, /* 192.88.99.0/24, 6to4 relays of old */
    {0xC0A80000, 16}, /* 192.168.0.0/16 */
    {0xC6120000, 15}, /* 198.18.0.0/15, benchmarks */
    {0xC6336400, 24}, /* 198.51.100.0/24, documentation */
    {0xCB007100, 24}, /* 203.0.113.0/24, documentation */
    {0xE0000000, 4},  /* 224.0.0.0/4, multicast */
    {0xF0000000, 4},  /* 240.0.0.0/4, reserved and broadcast */
};

static bool public4(uint32_t address)
{
    for (size_t i = 0; i < sizeof special4 / sizeof *special4; i++) {
        if ((address ^ special4[i].network) >> (32 - special4[i].bits) == 0) {
            return false;
        }
    }
    return true;
}

static uint32_t be32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static bool public6(const uint8_t *a)
{
    static const uint8_t mapped[12] = {[10] = 0xFF, [11] = 0xFF}; /* ::ffff:0:0/96 */
    static const uint8_t nat64[12] = {0x00, 0x64, 0xFF, 0x9B};    /* 64:ff9b::/96, RFC 6052 */
    if (memcmp(a, mapped, 12) == 0 || memcmp(a, nat64, 12) == 0) {
        return public4(be32(a + 12));
    }
    if (a[0] == 0x20 && a[1] == 0x02) { /* 6to4, RFC 3056 */
        return public4(be32(a + 2));
    }
    uint32_t top = be32(a);
    bool protocols = top >> 9 == 0x20010000 >> 9; /* 2001::/23: Teredo and other protocols */
    bool documentation = top == 0x20010DB8 || top >> 12 == 0x3FFF0000 >> 12;
    return a[0] >> 5 == 1 /* 2000::/3, all that is handed out */ && !protocols && !documentation;
}

bool address_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return public4(ntohl(in.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof in6);
        return public6(in6.sin6_addr.s6_addr);
    }
    return false;
}

bool address_text_public(const char *text)
{
    struct in_addr in;
    struct in6_addr in6;
    if (inet_pton(AF_INET, text, &in) == 1) {
        return public4(ntohl(in.s_addr));
    }
    return inet_pton(AF_INET6, text, &in6) == 1 && public6(in6.s6_addr);
}
