#include "sentiment/accuracy.h"

#include <assert.h>
#include <math.h>

static enum label answer_of(enum label label)
{
    return label == LABEL_NONE ? LABEL_NEUTRAL : label;
}

void accuracy_add(struct accuracy *accuracy, enum label gold, const struct score *score)
{
    assert(gold != LABEL_NONE);
    long printed = lround(score->compound * 10000);
    accuracy->rows++;
    accuracy->said[gold][score->label]++;
    accuracy->signs[gold][(printed > 0) - (printed < 0) + 1]++;
    if (score->label != LABEL_NONE) {
        int band = (int)(score->confidence * ACCURACY_BANDS + 1e-9);
        band = band < 0 ? 0 : band >= ACCURACY_BANDS ? ACCURACY_BANDS - 1 : band;
        accuracy->bands[band].rows++;
        accuracy->bands[band].right += score->label == gold;
        accuracy->bands[band].confidence += score->confidence;
    }
}

/* 2tp / (2tp + fp + fn), 0 where nothing is right. */
static double f1(uint64_t right, uint64_t wrongly_given, uint64_t missed)
{
    return right ? 2.0 * (double)right / (double)(2 * right + wrongly_given + missed) : 0;
}

/* Answers by gold label, the shape both kinds of F are made of. */
struct answers {
    uint64_t counts[LABEL_COUNT][LABEL_COUNT]; /* [gold][answer]; answer LABEL_NONE is no answer */
};

static double f1_of(const struct answers *answers, enum label label)
{
    uint64_t wrongly_given = 0, missed = 0;
    for (enum label other = LABEL_NONE; other < LABEL_COUNT; other++) {
        wrongly_given += other != label ? answers->counts[other][label] : 0;
        missed += other != label ? answers->counts[label][other] : 0;
    }
    return f1(answers->counts[label][label], wrongly_given, missed);
}

static uint64_t rows_of(const struct accuracy *accuracy, enum label gold)
{
    uint64_t rows = 0;
    for (enum label said = LABEL_NONE; said < LABEL_COUNT; said++) {
        rows += accuracy->said[gold][said];
    }
    return rows;
}

static struct answers answers_given(const struct accuracy *accuracy)
{
    struct answers answers = {0};
    for (enum label gold = LABEL_NONE; gold < LABEL_COUNT; gold++) {
        for (enum label said = LABEL_NONE; said < LABEL_COUNT; said++) {
            answers.counts[gold][answer_of(said)] += accuracy->said[gold][said];
        }
    }
    return answers;
}

static double polar_mean(const struct accuracy *accuracy, const struct answers *answers)
{
    return rows_of(accuracy, LABEL_POSITIVE) + rows_of(accuracy, LABEL_NEGATIVE)
               ? (f1_of(answers, LABEL_POSITIVE) + f1_of(answers, LABEL_NEGATIVE)) / 2
               : NAN;
}

double accuracy_f3(const struct accuracy *accuracy)
{
    struct answers answers = answers_given(accuracy);
    double sum = 0;
    int classes = 0;
    for (enum label gold = LABEL_NEGATIVE; gold < LABEL_COUNT; gold++) {
        if (rows_of(accuracy, gold)) {
            sum += f1_of(&answers, gold);
            classes++;
        }
    }
    return classes ? sum / classes : NAN;
}

double accuracy_fpn(const struct accuracy *accuracy)
{
    struct answers answers = answers_given(accuracy);
    for (enum label said = LABEL_NONE; said < LABEL_COUNT; said++) {
        answers.counts[LABEL_NEUTRAL][said] = 0;
    }
    return polar_mean(accuracy, &answers);
}

double accuracy_fsign(const struct accuracy *accuracy)
{
    struct answers answers = {0};
    for (enum label gold = LABEL_NEGATIVE; gold < LABEL_COUNT; gold++) {
        if (gold != LABEL_NEUTRAL) {
            answers.counts[gold][LABEL_NEGATIVE] = accuracy->signs[gold][0];
            answers.counts[gold][LABEL_NONE] = accuracy->signs[gold][1];
            answers.counts[gold][LABEL_POSITIVE] = accuracy->signs[gold][2];
        }
    }
    return polar_mean(accuracy, &answers);
}

double accuracy_false_polar(const struct accuracy *accuracy)
{
    const uint64_t *said = accuracy->said[LABEL_NEUTRAL];
    uint64_t rows = rows_of(accuracy, LABEL_NEUTRAL);
    return rows ? (double)(said[LABEL_POSITIVE] + said[LABEL_NEGATIVE]) / (double)rows : NAN;
}
