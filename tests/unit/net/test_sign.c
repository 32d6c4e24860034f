#include "net/sign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* RFC 4231, test cases 1, 2 and 6. */
static void signatures_are_those_of_the_standard(void **state)
{
    (void)state;
    char text[SIGN_TEXT_MAX], key[131];
    memset(key, 0x0b, 20);
    assert_string_equal(sign_hmac_sha256((struct str){key, 20}, STR("Hi There"), text),
                        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    assert_string_equal(sign_hmac_sha256(STR("Jefe"), STR("what do ya want for nothing?"), text),
                        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    assert_string_equal(
        sign_hmac_sha256((struct str){key, sizeof key},
                         STR("Test Using Larger Than Block-Size Key - Hash Key First"), text),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void an_empty_key_and_body_have_a_signature_too(void **state)
{
    (void)state;
    char text[SIGN_TEXT_MAX];
    assert_string_equal(sign_hmac_sha256(STR_NONE, STR_NONE, text),
                        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signatures_are_those_of_the_standard),
        cmocka_unit_test(an_empty_key_and_body_have_a_signature_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
