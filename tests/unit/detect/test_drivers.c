#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "detect/drivers.h"

#include <math.h>
#include <stdio.h>

static enum word_role role_of(struct str word)
{
    return str_eq(word, STR("the")) || str_eq(word, STR("was"))         ? ROLE_HOLDS
           : str_eq(word, STR("never"))                                 ? ROLE_NEGATES_NEXT
           : str_eq(word, STR("nemikone")) || str_eq(word, STR("nist")) ? ROLE_NEGATES_LAST
                                                                        : ROLE_TELLS;
}

/* Counts a sentence of words apart by single spaces. */
static void say(struct words *words, enum words_side side, const char *sentence)
{
    struct said_word list[64];
    struct str rest = str_of(sentence), word;
    size_t count = 0;
    while (count < 64 && str_take(&rest, ' ', &word)) {
        list[count++] = (struct said_word){word, role_of(word)};
    }
    words_count(words, side, list, count);
}

static void say_often(struct words *words, enum words_side side, const char *sentence, int times)
{
    for (int i = 0; i < times; i++) {
        say(words, side, sentence);
    }
}

static void usual_talk(struct words *words)
{
    say_often(words, WORDS_BEFORE, "the food was good and the price was fair", 60);
    say_often(words, WORDS_BEFORE, "the courier was late again", 4);
    say_often(words, WORDS_BEFORE, "i like the new app", 40);
}

static bool names(const struct incident *incident, const char *word)
{
    for (size_t i = 0; i < incident->word_count; i++) {
        if (str_eq(incident->words[i].name, str_of(word))) {
            return true;
        }
    }
    return false;
}

static void sources_share_the_excess_and_those_without_are_left_out(void **state)
{
    (void)state;
    struct driver list[] = {
        {STR("calm"), 3, 4, 0}, {STR("reviews"), 14, 4, 0}, {STR("posts"), 32, 2, 0}};
    struct incident incident = {0};
    drivers_sources(list, 3, &incident);
    assert_int_equal(incident.source_count, 2);
    assert_true(str_eq(incident.sources[0].name, STR("posts")));
    assert_true(fabs(incident.sources[0].share - 0.75) < 1e-9);
    assert_true(fabs(incident.sources[1].share - 0.25) < 1e-9);
}

static void no_source_is_no_driver(void **state)
{
    (void)state;
    struct incident incident = {.source_count = 3};
    drivers_sources(NULL, 0, &incident);
    assert_int_equal(incident.source_count, 0);
}

static void what_is_said_more_than_before_stands_out_as_a_pair(void **state)
{
    (void)state;
    struct words words = {0};
    struct incident incident = {0};
    usual_talk(&words);
    say_often(&words, WORDS_WINDOW, "order never arrived and the courier was rude", 9);
    say_often(&words, WORDS_WINDOW, "the food was good", 3);
    drivers_words(&words, &incident);
    assert_true(incident.word_count > 0);
    assert_true(names(&incident, "never arrived"));
    assert_false(names(&incident, "never"));
    assert_false(names(&incident, "the"));
    assert_false(names(&incident, "food"));
    assert_true(incident.words[0].observed == 9 && fabs(incident.words[0].share - 0.75) < 1e-9);
    words_clear(&words);
}

static void what_tells_nothing_alone_is_no_theme_however_it_rises(void **state)
{
    (void)state;
    struct words words = {0};
    struct incident incident = {0};
    usual_talk(&words);
    say_often(&words, WORDS_WINDOW, "was parcel the", 20);
    say_often(&words, WORDS_WINDOW, "never nist", 20);
    drivers_words(&words, &incident);
    assert_int_equal(incident.word_count, 1);
    assert_true(names(&incident, "parcel"));
    words_clear(&words);
}

static void a_negation_is_told_with_the_word_it_negates(void **state)
{
    (void)state;
    struct words words = {0};
    struct incident incident = {0};
    usual_talk(&words);
    say_often(&words, WORDS_WINDOW, "the kar nemikone", 20);
    say_often(&words, WORDS_WINDOW, "nist terrible never arrived", 20);
    drivers_words(&words, &incident);
    assert_true(names(&incident, "kar nemikone"));
    assert_true(names(&incident, "never arrived"));
    for (const char *const *none =
             (const char *const[]){"nemikone", "never", "nist terrible", "terrible never", NULL};
         *none; none++) {
        assert_false(names(&incident, *none));
    }
    words_clear(&words);
}

static void a_word_of_two_mentions_is_no_theme(void **state)
{
    (void)state;
    struct words words = {0};
    struct incident incident = {0};
    usual_talk(&words);
    say_often(&words, WORDS_WINDOW, "burnt pizza", 2);
    drivers_words(&words, &incident);
    assert_int_equal(incident.word_count, 0);
    words_clear(&words);
}

static void a_word_repeated_in_one_mention_counts_once(void **state)
{
    (void)state;
    struct words words = {0};
    struct incident incident = {0};
    usual_talk(&words);
    say(&words, WORDS_WINDOW, "refund refund refund refund refund refund refund");
    drivers_words(&words, &incident);
    assert_int_equal(incident.word_count, 0);
    words_clear(&words);
}

static void the_samples_say_the_words_and_are_not_copies(void **state)
{
    (void)state;
    struct words words = {0};
    struct incident incident = {0};
    size_t samples[INCIDENT_SAMPLES];
    usual_talk(&words);
    say_often(&words, WORDS_WINDOW, "nothing to say here today", 1);
    say_often(&words, WORDS_WINDOW, "my order never arrived", 6);
    say_often(&words, WORDS_WINDOW, "they promised a refund but the order never arrived at all", 1);
    drivers_words(&words, &incident);
    size_t count = drivers_samples(&words, &incident, samples, INCIDENT_SAMPLES);
    assert_int_equal(count, 3);
    assert_int_not_equal(samples[0], 0);
    assert_int_not_equal(samples[1], 0);
    assert_true((samples[0] == 7) != (samples[1] == 7));
    words_clear(&words);
}

static void nothing_counted_gives_nothing(void **state)
{
    (void)state;
    struct words words = {0};
    struct incident incident = {0};
    size_t sample;
    drivers_words(&words, &incident);
    assert_int_equal(incident.word_count, 0);
    assert_int_equal(drivers_samples(&words, &incident, &sample, 1), 0);
    words_count(&words, WORDS_WINDOW, NULL, 0);
    drivers_words(&words, &incident);
    assert_int_equal(drivers_samples(&words, &incident, &sample, 1), 1);
    words_clear(&words);
}

static void a_text_of_endless_words_is_read_in_part(void **state)
{
    (void)state;
    enum { MANY = 5000 };
    static char text[MANY][16];
    static struct said_word list[MANY];
    struct words words = {0};
    for (int i = 0; i < MANY; i++) {
        snprintf(text[i], sizeof text[i], "w%d", i);
        list[i] = (struct said_word){str_of(text[i]), ROLE_TELLS};
    }
    words_count(&words, WORDS_WINDOW, list, MANY);
    assert_true(words.count <= 1024);
    words_clear(&words);
}

static void tally_often(struct tally *tally, enum words_side side, const char *name, int times)
{
    for (int i = 0; i < times; i++) {
        tally_add(tally, side, str_of(name));
    }
}

static void needs_carry_the_excess_over_their_own_usual(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct tally tally = {0};
    struct driver list[INCIDENT_DRIVERS];
    struct incident incident = {.observed = 50, .expected = 10};
    tally_often(&tally, WORDS_BEFORE, "price", 80); /* four fifths of the weeks before */
    tally_often(&tally, WORDS_BEFORE, "design", 20);
    tally_often(&tally, WORDS_WINDOW, "price", 8);
    tally_often(&tally, WORDS_WINDOW, "empathy", 40);
    tally_often(&tally, WORDS_WINDOW, "design", 4);
    tally_often(&tally, WORDS_WINDOW, "access", 1); /* once is no cause */
    assert_int_equal(tally_excess(&tally, &incident, 100, &arena, list), 2);
    assert_true(str_eq(list[0].name, STR("empathy")));
    assert_float_equal(list[0].share, 1, 1e-9); /* all 40 above the usual */
    assert_true(str_eq(list[1].name, STR("design")));
    assert_float_equal(list[1].share, 0.05, 1e-9); /* 4 where 2 are usual; price has none */
    assert_float_equal(list[1].expected, 2, 1e-9);
    tally_clear(&tally);
    arena_clear(&arena);
}

static void a_mention_of_two_needs_is_no_more_than_all_of_the_excess(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct tally tally = {0};
    struct driver list[INCIDENT_DRIVERS];
    struct incident incident = {.observed = 20, .expected = 15};
    tally_often(&tally, WORDS_WINDOW, "price", 20);
    assert_int_equal(tally_excess(&tally, &incident, 0, &arena, list), 1);
    assert_float_equal(list[0].share, 1, 0);
    tally_clear(&tally);
    arena_clear(&arena);
}

static void authors_who_speak_once_are_not_named_and_the_loudest_is_first(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct tally tally = {0};
    struct driver list[INCIDENT_DRIVERS];
    char name[32];
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "once-%d", i);
        tally_often(&tally, WORDS_WINDOW, name, 1);
    }
    tally_often(&tally, WORDS_WINDOW, "loud", 25);
    tally_often(&tally, WORDS_WINDOW, "twice", 2);
    tally_often(&tally, WORDS_BEFORE, "loud", 56);
    assert_int_equal(tally_names(&tally, WORDS_WINDOW), 102);
    assert_int_equal(tally_names(&tally, WORDS_BEFORE), 1);
    assert_int_equal(tally_most(&tally, 127, 1.0 / 56, &arena, list), 2);
    assert_true(str_eq(list[0].name, STR("loud")));
    assert_float_equal(list[0].share, 25.0 / 127, 1e-9);
    assert_float_equal(list[0].expected, 1, 1e-9);
    tally_clear(&tally);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources_share_the_excess_and_those_without_are_left_out),
        cmocka_unit_test(no_source_is_no_driver),
        cmocka_unit_test(what_is_said_more_than_before_stands_out_as_a_pair),
        cmocka_unit_test(what_tells_nothing_alone_is_no_theme_however_it_rises),
        cmocka_unit_test(a_negation_is_told_with_the_word_it_negates),
        cmocka_unit_test(a_word_of_two_mentions_is_no_theme),
        cmocka_unit_test(a_word_repeated_in_one_mention_counts_once),
        cmocka_unit_test(the_samples_say_the_words_and_are_not_copies),
        cmocka_unit_test(nothing_counted_gives_nothing),
        cmocka_unit_test(a_text_of_endless_words_is_read_in_part),
        cmocka_unit_test(needs_carry_the_excess_over_their_own_usual),
        cmocka_unit_test(a_mention_of_two_needs_is_no_more_than_all_of_the_excess),
        cmocka_unit_test(authors_who_speak_once_are_not_named_and_the_loudest_is_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
