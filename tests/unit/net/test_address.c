#include "net/address.h"

#include "../check.h"

#include <netinet/in.h>

static void what_the_world_can_reach_is_public(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "1.1.1.1",        "8.8.8.8",          "11.0.0.1",        "100.63.255.255",
        "100.128.0.1",    "126.255.255.255",  "128.0.0.1",       "172.15.255.255",
        "172.32.0.1",     "192.167.255.255",  "192.169.0.1",     "223.255.255.255",
        "198.17.255.255", "198.20.0.1",       "2606:4700::1",    "2a00:1450::1",
        "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1", "2003::1",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!address_text_public(texts[i])) {
            fail_msg("not public: %s", texts[i]);
        }
    }
}

static void what_only_this_network_can_reach_is_not(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "0.0.0.0",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.1",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.0.1",
        "192.168.255.255",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001::1",
        "2001:db8::1",
        "3fff::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "::127.0.0.1",
        "100::1",
        "4000::1",
        "localhost",
        "",
        "127.1",
        "0x7f.1",
        "127.0.0.1 ",
        "1.1.1",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (address_text_public(texts[i])) {
            fail_msg("public: %s", texts[i]);
        }
    }
}

static void a_socket_address_is_read_as_its_family_says(void **state)
{
    (void)state;
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x08080808)};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct sockaddr_storage any = {.ss_family = AF_UNIX};
    assert_true(address_public((const struct sockaddr *)&in));
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_false(address_public((const struct sockaddr *)&in));
    assert_false(address_public((const struct sockaddr *)&in6));
    assert_false(address_public((const struct sockaddr *)&any));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_world_can_reach_is_public),
        cmocka_unit_test(what_only_this_network_can_reach_is_not),
        cmocka_unit_test(a_socket_address_is_read_as_its_family_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
