#include "config/config.h"

#include "base/clock.h"
#include "cases.h"
#include "config/address.h"

#include <sys/stat.h>

static char folder[] = "/tmp/nabz-config-XXXXXX";

static void make_recipe(const char *name, const char *rest)
{
    char path[128];
    struct buf yaml = BUF_INIT(4096);
    snprintf(path, sizeof path, "feeds/%s", name);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "feeds/%s/recipe.yaml", name);
    buf_addf(&yaml, "name: %s\nsummary: s\nformat: json\nrequest: {url: \"{+url}\"}\n%s\n", name,
             rest);
    assert_true(file_write(path, buf_str(&yaml), 0600, NULL));
    buf_clear(&yaml);
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder) || chdir(folder) != 0 || mkdir("feeds", 0700) != 0) {
        return -1;
    }
    make_recipe("syndication", "params: [{name: url}]");
    make_recipe("x-search", "params: [{name: query, required: yes}, {name: lang}, "
                            "{name: base, required: yes, default: b}, "
                            "{name: token, required: yes, secret: yes}, {name: key, secret: yes}]");
    make_recipe("unwanted", "disabled: its terms forbid it");
    make_recipe("broken", "formt: json");
    return setenv("NABZ_DATA", folder, 1);
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

/* The folder becomes DIR, unless the error begins with it: then run_cases takes the path away. */
static void name_folder(struct err *err, const char *path)
{
    char *at = strstr(err->text + 1, path);
    if (at) {
        memcpy(at, "DIR", 3);
        memmove(at + 3, at + strlen(path), strlen(at + strlen(path)) + 1);
    }
}

/* Loads the case with the usual brand in front; folders in the error become DIR, and it is cut at
 * its first line break. */
static bool load_case(const char *path, struct err *err)
{
    struct buf text = BUF_INIT(1u << 20), whole = BUF_INIT(1u << 20);
    assert_true(file_read(path, &text, err));
    if (!str_starts(buf_str(&text), STR("brands:"))) {
        assert_true(buf_add_z(&whole, "brands: [{name: rahaab, any: [rahaab]}]\n"));
    }
    assert_true(buf_add(&whole, buf_str(&text)));
    assert_true(file_write(path, buf_str(&whole), 0600, err));
    buf_clear(&text);
    buf_clear(&whole);
    struct config *config = NULL;
    bool loaded = config_load(path, &config, err);
    config_free(config);
    name_folder(err, folder);
    name_folder(err, "/tmp");
    err->text[strcspn(err->text, "\n")] = 0;
    return loaded;
}

static void every_case_of_the_file_ends_as_it_says(void **state)
{
    (void)state;
    assert_in_range(run_cases(TEST_DATA "/config/config.txt", load_case), 50, 1000);
}

static struct config *load(const char *text)
{
    struct err err = ERR_NONE;
    struct config *config = NULL;
    assert_true(file_write("nabz.yaml", str_of(text), 0600, &err));
    if (!config_load("nabz.yaml", &config, &err)) {
        fail_msg("%s", err.text);
    }
    return config;
}

/* With the recipes that the program comes with. */
static struct config *load_with_recipes(const char *path)
{
    struct err err = ERR_NONE;
    struct config *config = NULL;
    assert_int_equal(setenv("NABZ_DATA", BUILD_DIR "/share/nabz", 1), 0);
    bool loaded = config_load(path, &config, &err);
    assert_int_equal(setenv("NABZ_DATA", folder, 1), 0);
    if (!loaded) {
        fail_msg("%s", err.text);
    }
    return config;
}

static void the_sample_loads_and_says_what_it_shows(void **state)
{
    (void)state;
    struct config *config = load_with_recipes(SOURCE_DIR "/src/config/sample.yaml");
    assert_string_equal(config->time_zone, "Asia/Tehran");
    assert_int_equal(config->sources[0].interval_s, 1800);
    assert_int_equal(config->teams[0].recipients[0].calendar, CONFIG_JALALI);
    assert_int_equal(config->teams[0].recipients[1].digits, CONFIG_LATIN);
    assert_int_equal(config->teams[0].quiet_hours.from_minutes, 22 * 60);
    assert_int_equal(config->teams[0].quiet_hours.to_minutes, 7 * 60 + 30);
    assert_int_equal(config->teams[0].weekend, 1 << 5 | 1 << 6);
    assert_int_equal(config->rules[0].cooldown_s, DAY);
    assert_false(config->score.curated_only);
    assert_int_equal(config->crawl.deadline_s, 600);
    config_free(config);
}

static void the_sample_is_given_from_the_data_of_the_program(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    struct buf want = BUF_INIT(1u << 20), got = BUF_INIT(1u << 20);
    assert_int_equal(setenv("NABZ_DATA", BUILD_DIR "/share/nabz", 1), 0);
    assert_true(config_sample(&got, &err));
    assert_int_equal(setenv("NABZ_DATA", folder, 1), 0);
    assert_true(file_read(SOURCE_DIR "/src/config/sample.yaml", &want, &err));
    assert_true(got.n > 1000 && str_eq(buf_str(&got), buf_str(&want)));
    buf_clear(&want);
    buf_clear(&got);
}

/* Every line of the sample that is commented out as an example is right as well. */
static void the_sample_loads_with_its_examples_switched_on(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    struct buf text = BUF_INIT(1u << 20), on = BUF_INIT(1u << 20);
    assert_true(file_read(SOURCE_DIR "/src/config/sample.yaml", &text, &err));
    struct str rest = buf_str(&text), line;
    while (str_take(&rest, '\n', &line)) {
        size_t mark = str_find_byte(line, '#');
        struct str indent = str_slice(line, 0, mark), body = str_slice(line, mark + 1, line.n);
        bool prose = body.n < 2 || (body.p[0] == ' ' && body.p[1] != ' ');
        bool example = mark != STR_NOT_FOUND && str_trim(indent).n == 0 && !prose;
        assert_true(buf_add(&on, example ? indent : STR("")));
        assert_true(buf_add(&on, example ? body : line) && buf_add_byte(&on, '\n'));
    }
    assert_true(file_write("on.yaml", buf_str(&on), 0600, &err));
    struct config *config = load_with_recipes("on.yaml");
    assert_int_equal(config->source_count, 3);
    assert_int_equal(config->mail.relay_count, 2);
    assert_string_equal(config->database, "/var/lib/nabz/nabz.db");
    config_free(config);
    buf_clear(&text);
    buf_clear(&on);
}

static void what_is_not_said_gets_its_default(void **state)
{
    (void)state;
    assert_int_equal(setenv("XDG_DATA_HOME", "/data", 1), 0);
    struct config *config =
        load("brands: [{name: a, any: [x], title_fa: T}]\n"
             "sources: [{name: s, recipe: syndication}]\n"
             "teams: [{name: t, recipients: [{address: a@b.example, language: en}]}]\n"
             "rules: [{name: r, team: t}]\n"
             "mail: {from: n@b.example, relays: [{url: 'smtp://localhost'}]}\n");
    assert_string_equal(config->database, "/data/nabz/nabz.db");
    assert_string_equal(config->time_zone, "UTC");
    assert_string_equal(config->brands[0].title_en, "T");
    assert_int_equal(config->sources[0].interval_s, 0);
    assert_false(config->sources[0].disabled);
    assert_false(config->sources[0].allow_private);
    assert_int_equal(config->teams[0].recipients[0].calendar, CONFIG_GREGORIAN);
    assert_string_equal(config->teams[0].recipients[0].time_zone, "UTC");
    assert_int_equal(config->rules[0].floor, 3);
    assert_int_equal(config->rules[0].sensitivity, CONFIG_NORMAL);
    assert_int_equal(config->rules[0].cooldown_s, DAY);
    assert_int_equal(config->mail.relays[0].starttls, CONFIG_STARTTLS_ALWAYS);
    assert_int_equal(config->crawl.parallel, 16);
    assert_null(config->score.neutral_band);
    config_free(config);
}

static void relative_paths_are_seen_from_the_folder_of_the_file(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    char path[128], want[128];
    assert_int_equal(setenv("HOME", "/home/me", 1), 0);
    assert_int_equal(mkdir("below", 0700), 0);
    snprintf(path, sizeof path, "%s/below/nabz.yaml", folder);
    assert_true(
        file_write(path,
                   STR("database: n.db\nbrands: [{name: a, any: [x]}]\n"
                       "sources: [{name: s, recipe: x-search, with: [query=q], secrets: ["
                       "{name: lang, file: ~/a}, {name: key, file: /b}, {name: token, file: c}]}]"),
                   0600, &err));
    struct config *config = NULL;
    assert_true(config_load(path, &config, &err));
    snprintf(want, sizeof want, "%s/below/n.db", folder);
    assert_string_equal(config->database, want);
    assert_string_equal(config->sources[0].secrets[0].file, "/home/me/a");
    assert_string_equal(config->sources[0].secrets[1].file, "/b");
    snprintf(want, sizeof want, "%s/below/c", folder);
    assert_string_equal(config->sources[0].secrets[2].file, want);
    config_free(config);
}

static void names_are_found(void **state)
{
    (void)state;
    struct config *config = load("brands: [{name: a, any: [x]}, {name: b, any: [y]}]\n"
                                 "sources: [{name: s, recipe: syndication, about: [b]}]\n");
    assert_ptr_equal(config_brand(config, "b"), &config->brands[1]);
    assert_null(config_brand(config, "c"));
    assert_ptr_equal(config_source(config, "s"), &config->sources[0]);
    assert_null(config_source(config, "t"));
    assert_null(config_team(config, "t"));
    const struct config_source *source = &config->sources[0];
    assert_true(config_has_brand(source->about, source->about_count, "b"));
    assert_false(config_has_brand(source->about, source->about_count, "a"));
    assert_true(config_has_brand(NULL, 0, "a"));
    config_free(config);
}

static void the_file_is_sought_here_then_in_the_users_folder(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    struct arena arena = {0};
    assert_int_equal(setenv("XDG_CONFIG_HOME", folder, 1), 0);
    assert_string_equal(config_find("/any/where", &arena, &err), "/any/where");
    assert_true(file_write("nabz.yaml", STR("x"), 0600, &err));
    assert_string_equal(config_find(NULL, &arena, &err), "nabz.yaml");
    assert_int_equal(unlink("nabz.yaml"), 0);
    assert_int_equal(mkdir("nabz", 0700), 0);
    assert_true(file_write("nabz/nabz.yaml", STR("x"), 0600, &err));
    assert_contains(config_find(NULL, &arena, &err), "/nabz/nabz.yaml");
    assert_int_equal(unlink("nabz/nabz.yaml"), 0);
    if (access("/etc/nabz/nabz.yaml", F_OK) != 0) {
        assert_null(config_find(NULL, &arena, &err));
        assert_contains(err.text, "/etc/nabz/nabz.yaml");
    }
    arena_clear(&arena);
}

static void addresses_are_the_plain_ones(void **state)
{
    (void)state;
    static const char *const good[] = {"a@b", "first.last+tag@mail.example.com", "o'x@a-b.example"};
    static const char *const bad[] = {
        "",      "a",           "@b",     "a@",      "a@b@c",     "a b@c",
        ".a@b",  "a..b@c",      "a@b..c", "a@b.",    "\"a b\"@c", "a@[1.2.3.4]",
        "<a@b>", "a@b\r\nX: y", "a@b_c",  "a\xD9@b", "a,c@b",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(address_valid(str_of(good[i])));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (address_valid(str_of(bad[i]))) {
            fail_msg("accepted: %s", bad[i]);
        }
    }
    assert_false(address_valid(STR("a\0@b")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_of_the_file_ends_as_it_says),
        cmocka_unit_test(the_sample_loads_and_says_what_it_shows),
        cmocka_unit_test(the_sample_is_given_from_the_data_of_the_program),
        cmocka_unit_test(the_sample_loads_with_its_examples_switched_on),
        cmocka_unit_test(what_is_not_said_gets_its_default),
        cmocka_unit_test(relative_paths_are_seen_from_the_folder_of_the_file),
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(the_file_is_sought_here_then_in_the_users_folder),
        cmocka_unit_test(addresses_are_the_plain_ones),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
