#include "feed_test.h"

#include "feed/obtain.h"

#include <stdlib.h>

struct fixture {
    struct recipe *recipe;
    struct arena arena;
    struct err err;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->recipe = shipped("google-play");
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    recipe_free(f->recipe);
    arena_clear(&f->arena);
    free(f);
    return 0;
}

static const struct param client[] = {
    {{"client_id", sizeof "client_id" - 1}, {"id", sizeof "id" - 1}, false},
    {{"client_secret", sizeof "client_secret" - 1}, {"s3cret", sizeof "s3cret" - 1}, true},
    {{"refresh_token", sizeof "refresh_token" - 1}, {"r3fresh", sizeof "r3fresh" - 1}, true}};
static const struct param account[] = {
    {{"service_account", sizeof "service_account" - 1}, {"{}", sizeof "{}" - 1}, true}};
static const struct param token[] = {
    {{"token", sizeof "token" - 1}, {"t0ken", sizeof "t0ken" - 1}, true}};

#define GIVEN(list) list, sizeof list / sizeof *list

static void the_row_is_the_first_one_whose_means_are_given(void **state)
{
    struct fixture *f = *state;
    const struct recipe_obtain *row = obtain_row(f->recipe, STR("token"), GIVEN(account));
    assert_non_null(row);
    assert_string_equal(row->key_file, "service_account");
    row = obtain_row(f->recipe, STR("token"), GIVEN(client));
    assert_non_null(row);
    assert_null(row->key_file);
    assert_null(obtain_row(f->recipe, STR("token"), GIVEN(token))); /* it is there */
    assert_null(obtain_row(f->recipe, STR("token"), client, 2));
    assert_false(obtain_check(f->recipe, client, 2, &f->err));
    assert_contains(f->err.text, "needs \"token\"");
    assert_true(obtain_check(f->recipe, GIVEN(client), &f->err));
}

static void the_key_tells_means_apart_and_holds_none_of_them(void **state)
{
    struct fixture *f = *state;
    const struct recipe_obtain *row = obtain_row(f->recipe, STR("token"), GIVEN(client));
    struct param other[3];
    memcpy(other, client, sizeof other);
    other[1].value = STR("another");
    struct str first = obtain_key(f->recipe, row, GIVEN(client), &f->arena);
    assert_true(str_eq(first, obtain_key(f->recipe, row, GIVEN(client), &f->arena)));
    assert_false(str_eq(first, obtain_key(f->recipe, row, other, 3, &f->arena)));
    assert_int_equal(str_find(first, STR("s3cret")), STR_NOT_FOUND);
}

static void the_request_is_a_form_with_its_values_escaped(void **state)
{
    struct fixture *f = *state;
    struct request request;
    struct param odd[3];
    memcpy(odd, client, sizeof odd);
    odd[2].value = STR("a&b=c d");
    const struct recipe_obtain *row = obtain_row(f->recipe, STR("token"), odd, 3);
    assert_true(obtain_request(f->recipe, row, odd, 3, &f->arena, &request, &f->err));
    assert_true(str_eq(request.method, STR("POST")));
    assert_true(str_eq(request.url, STR("https://oauth2.googleapis.com/token")));
    assert_true(str_find(request.body, STR("refresh_token=a%26b%3Dc%20d&")) != STR_NOT_FOUND);
}

static bool take(struct fixture *f, int status, const char *body, struct obtained *got,
                 enum source_state *state)
{
    const struct response response = {.status = status, .body = str_of(body), .received_at = NOW};
    return obtain_take(f->recipe, obtain_row(f->recipe, STR("token"), GIVEN(client)), GIVEN(client),
                       &response, &f->arena, got, state, &f->err);
}

static void an_answer_gives_the_value_and_its_end(void **state)
{
    struct fixture *f = *state;
    struct obtained got;
    enum source_state ended;
    assert_true(take(f, 200, "{\"access_token\":\"abc\",\"expires_in\":3599}", &got, &ended));
    assert_true(str_eq(got.value, STR("abc")));
    assert_int_equal(got.ends_at, NOW + 3599);
    static const char *const endless[] = {"{\"access_token\":\"abc\"}",
                                          "{\"access_token\":\"abc\",\"expires_in\":0}",
                                          "{\"access_token\":\"abc\",\"expires_in\":-5}",
                                          "{\"access_token\":\"abc\",\"expires_in\":99999999999}"};
    for (size_t i = 0; i < sizeof endless / sizeof *endless; i++) {
        assert_true(take(f, 200, endless[i], &got, &ended));
        assert_int_equal(got.ends_at, TIME_NONE);
    }
}

static void what_is_no_value_is_a_failure_of_its_kind(void **state)
{
    struct fixture *f = *state;
    static const struct {
        int status;
        const char *body;
        enum source_state state;
    } cases[] = {
        {200, "{}", SOURCE_BROKEN},      {200, "{\"access_token\":\"\"}", SOURCE_BROKEN},
        {200, "no json", SOURCE_BROKEN}, {400, "{\"error\":\"invalid_grant\"}", SOURCE_AUTH},
        {401, "{}", SOURCE_AUTH},        {500, "", SOURCE_BROKEN}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct obtained got;
        enum source_state ended;
        assert_false(take(f, cases[i].status, cases[i].body, &got, &ended));
        assert_int_equal(ended, cases[i].state);
        assert_contains(f->err.text, "token: ");
    }
}

static void a_refusal_that_repeats_the_secret_is_told_without_it(void **state)
{
    struct fixture *f = *state;
    struct obtained got;
    enum source_state ended;
    assert_false(take(f, 403, "{\"error\":{\"message\":\"no client s3cret\"}}", &got, &ended));
    assert_int_equal(str_find(str_of(f->err.text), STR("s3cret")), STR_NOT_FOUND);
}

static void an_assertion_is_base64url_of_header_and_claims(void **state)
{
    struct fixture *f = *state;
    struct assertion assertion;
    struct str file =
        STR("{\"client_email\":\"a@b\",\"private_key\":\"PEM\",\"private_key_id\":\"7\"}");
    assert_true(
        assertion_read(file, STR("s"), STR("https://t"), 100, &f->arena, &assertion, &f->err));
    assert_true(str_eq(assertion.private_key, STR("PEM")));
    /* {"alg":"RS256","typ":"JWT","kid":"7"} and
     * {"iss":"a@b","scope":"s","aud":"https://t","iat":100,"exp":3700} by the base64 program */
    assert_true(str_eq(assertion.content,
                       STR("eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IjcifQ."
                           "eyJpc3MiOiJhQGIiLCJzY29wZSI6InMiLCJhdWQiOiJodHRwczovL3QiLCJpYXQiOjEw"
                           "MCwiZXhwIjozNzAwfQ")));
    struct str joined = assertion_join(&f->arena, &assertion, STR("\xff\xfe\xfb"));
    assert_true(str_ends(joined, STR(".__77")));
}

static void what_is_no_key_file_is_told_without_a_word_of_it(void **state)
{
    struct fixture *f = *state;
    static const char *const files[] = {
        "",
        "s3cret",
        "[]",
        "{\"private_key\":\"s3cret\"}",
        "{\"client_email\":\"\",\"private_key\":\"s3cret\",\"private_key_id\":\"7\"}",
        "{\"client_email\":\"a\",\"client_email\":\"s3cret\"}"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct assertion assertion;
        assert_false(assertion_read(str_of(files[i]), STR("s"), STR("t"), 0, &f->arena, &assertion,
                                    &f->err));
        assert_contains(f->err.text, "not the key file of a service account");
        assert_int_equal(str_find(str_of(f->err.text), STR("s3cret")), STR_NOT_FOUND);
    }
}

#define obtain_test(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        obtain_test(the_row_is_the_first_one_whose_means_are_given),
        obtain_test(the_key_tells_means_apart_and_holds_none_of_them),
        obtain_test(the_request_is_a_form_with_its_values_escaped),
        obtain_test(an_answer_gives_the_value_and_its_end),
        obtain_test(what_is_no_value_is_a_failure_of_its_kind),
        obtain_test(a_refusal_that_repeats_the_secret_is_told_without_it),
        obtain_test(an_assertion_is_base64url_of_header_and_claims),
        obtain_test(what_is_no_key_file_is_told_without_a_word_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
