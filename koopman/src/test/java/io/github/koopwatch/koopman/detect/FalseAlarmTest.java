/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Stationary runs: the documented budget is 0.5 false alarms in 10,000 armed steps. */
class FalseAlarmTest {
    private static final double BUDGET = 0.5e-4;
    private static final int STEPS = 2000;

    @Test
    void walks_wholeModel_alarmLessOftenThanTheBudget() {
        assertWithinBudget(0, 40);
    }

    @Test
    void walks_withTwoGroups_alarmLessOftenThanTheBudget() {
        assertWithinBudget(2, 36);
    }

    /** The count would be this low in one of 20 experiments at most if the rate were the budget. */
    private static void assertWithinBudget(int groups, int runs) {
        int alarms = 0;
        int armed = 0;
        for (long seed = 0; seed < runs; seed++) {
            Feed feed = Walks.feed(Walks.walk(100 + seed, STEPS, 64), Walks.groups(groups, 64));
            alarms += feed.firing().size();
            armed += STEPS - 310 - 290 * feed.firing().size();
        }
        assertThat(atMost(alarms, armed))
                .as("chance of at most " + alarms + " alarms in " + armed + " armed steps at the budget")
                .isLessThan(0.05);
    }

    /** Poisson limit of the binomial. */
    private static double atMost(int alarms, int armed) {
        double expected = BUDGET * armed;
        double term = Math.exp(-expected);
        double sum = term;
        for (int i = 1; i <= alarms; i++) {
            term *= expected / i;
            sum += term;
        }
        return sum;
    }
}
