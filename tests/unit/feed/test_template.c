#include "feed_test.h"

#include "feed/template.h"
#include "feed/walk_ask.h"

static struct str find(const void *context, struct str name)
{
    (void)context;
    return str_eq(name, STR("q"))      ? STR("a b&\"c\"/\xD8\xB3")
           : str_eq(name, STR("base")) ? STR("http://h/x")
           : str_eq(name, STR("line")) ? STR("a\r\nX-Evil: 1")
                                       : STR_NONE;
}

static bool fill(const char *text, enum template_escape escape, struct buf *out)
{
    return template_fill(str_of(text), (struct template_names){find, NULL}, escape, out);
}

static void names_are_filled_in_as_the_place_wants(void **state)
{
    static const struct {
        const char *text;
        enum template_escape escape;
        const char *result; /* NULL: nothing is written */
    } cases[] = {
        {"{+base}/s/{q}", ESCAPE_URL, "http://h/x/s/a%20b%26%22c%22%2F%D8%B3"},
        {"Bearer {q}", ESCAPE_NONE, "Bearer a b&\"c\"/\xD8\xB3"},
        {"{\"a\":{\"b\":\"{q}\"}}", ESCAPE_JSON, "{\"a\":{\"b\":\"a b&\\\"c\\\"/\xD8\xB3\"}}"},
        {"no names", ESCAPE_URL, "no names"},
        {"replies{id,text}", ESCAPE_NONE, "replies{id,text}"},
        {"x={missing}", ESCAPE_NONE, NULL},
        {"x={line}", ESCAPE_NONE, NULL},
        {"{\"a\":\"{line}\"}", ESCAPE_JSON, "{\"a\":\"a\\u000d\\u000aX-Evil: 1\"}"},
        {"open {q", ESCAPE_NONE, "open {q"},
        {"limit(5){[.after({missing})]}{id,text}", ESCAPE_NONE, "limit(5){id,text}"},
        {"limit(5){[.after({+base})]}{id,text}", ESCAPE_NONE,
         "limit(5).after(http://h/x){id,text}"},
        {"{\"cursor\":\"{[{missing}]}\",\"list\":[{\"a\":[1]}]}", ESCAPE_JSON,
         "{\"cursor\":\"\",\"list\":[{\"a\":[1]}]}"},
        {"{[{missing}]}{[{q}]}{[x{line}]}", ESCAPE_URL,
         "a%20b%26%22c%22%2F%D8%B3xa%0D%0AX-Evil:%201"},
        {"never {[ended {q}", ESCAPE_NONE, "never {[ended a b&\"c\"/\xD8\xB3"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CLEANUP_BUF struct buf out = BUF_INIT(1000);
        bool filled = fill(cases[i].text, cases[i].escape, &out);
        assert_true(filled == (cases[i].result != NULL));
        assert_str(buf_str(&out), filled ? cases[i].result : "");
    }
}

static void what_does_not_fit_is_not_begun(void **state)
{
    CLEANUP_BUF struct buf out = BUF_INIT(8);
    (void)state;
    assert_true(buf_add_z(&out, "keep"));
    assert_false(fill("{q}{q}", ESCAPE_URL, &out));
    assert_str(buf_str(&out), "keep");
}

/* It is stored, and told: no secret may be in it. */
static void a_service_is_of_the_parameters_that_are_no_secret(void **state)
{
    static char token[] = "token", host[] = "host", url[] = "https://h/{host}", name[] = "r";
    static char good[] = "shop {host}", secret[] = "shop {+token}", unknown[] = "shop {town}";
    struct recipe_param params[] = {{.name = host}, {.name = token, .secret = true}};
    struct recipe recipe = {
        .name = name, .params = params, .param_count = 2, .request.url = url, .service = good};
    struct param given[] = {{STR("host"), STR("a.example"), false}};
    CLEANUP(arena_clear) struct arena arena = {0};
    struct err err = ERR_NONE;
    (void)state;
    assert_true(template_check(&recipe, &err));
    assert_str(ask_service(&recipe, given, 1, &arena), "shop a.example");
    assert_null(ask_service(&recipe, NULL, 0, &arena).p);
    recipe.service = secret;
    assert_false(template_check(&recipe, &err));
    assert_string_equal(err.text, "service: {token} is a secret");
    recipe.service = unknown;
    assert_false(template_check(&recipe, &err));
    recipe.service = NULL;
    assert_true(template_check(&recipe, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_filled_in_as_the_place_wants),
        cmocka_unit_test(what_does_not_fit_is_not_begun),
        cmocka_unit_test(a_service_is_of_the_parameters_that_are_no_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
