/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Causes found in gradient descent on quadratics, from nearly noiseless to nearly pure noise. */
class CauseRuleTest {
    private static final double[] NOISE = {0.02, 0.1, 1};
    private static final int RUNS = 2;
    private static final Consumer<LinearSgd> PLAIN = sgd -> {};
    private static final Consumer<LinearSgd> HEAVY_BALL = sgd -> {
        sgd.momentum = 0.9;
        sgd.rate = 0.02;
    };

    @Test
    void momentumOn_isNamed() {
        assertNamed(causes(PLAIN, sgd -> sgd.momentum = 0.9), Cause.MOMENTUM, 0.5);
    }

    @Test
    void stepSizeUnderMomentum_isNamed() {
        assertNamed(causes(HEAVY_BALL, sgd -> sgd.rate *= 3), Cause.STEP_SIZE_UP, 0.5);
        assertNamed(causes(HEAVY_BALL, sgd -> sgd.rate /= 10), Cause.STEP_SIZE_DOWN, 0.5);
    }

    @Test
    void stepSizeOfPlainDescent_isNeverNamedWrongly() {
        assertNamed(causes(PLAIN, sgd -> sgd.rate *= 3), Cause.STEP_SIZE_UP, 0);
        assertNamed(causes(PLAIN, sgd -> sgd.rate /= 10), Cause.STEP_SIZE_DOWN, 0);
    }

    @Test
    void weightDecayOn_isNamedWhereItShows() {
        assertNamed(causes(PLAIN, sgd -> sgd.decay = 0.1), Cause.REGULARISATION, 0.5);
        assertNamed(causes(HEAVY_BALL, sgd -> sgd.decay = 0.1), Cause.REGULARISATION, 0.5);
    }

    @Test
    void causesThatTheChannelsCannotTell_stayUnknown() {
        for (Consumer<LinearSgd> base : List.of(PLAIN, HEAVY_BALL)) {
            assertNamed(causes(base, sgd -> sgd.batch /= 8), Cause.UNKNOWN, 1);
            assertNamed(causes(base, sgd -> sgd.batch *= 8), Cause.UNKNOWN, 1);
            assertNamed(causes(base, LinearSgd::moveTarget), Cause.UNKNOWN, 1);
            assertNamed(causes(base, sgd -> sgd.switchToAdam(0.01)), Cause.UNKNOWN, 1);
            assertNamed(causes(base, sgd -> sgd.frozen = 128), Cause.UNKNOWN, 1);
        }
        assertNamed(causes(HEAVY_BALL, sgd -> sgd.momentum = 0), Cause.UNKNOWN, 1);
    }

    /** At least this share has the cause, all others are unknown. */
    private static void assertNamed(Map<Cause, Integer> found, Cause cause, double share) {
        int named = found.getOrDefault(cause, 0);
        int unknown = cause == Cause.UNKNOWN ? 0 : found.getOrDefault(Cause.UNKNOWN, 0);
        int all = found.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(named + unknown).as("named rightly or not at all: %s", found).isEqualTo(all);
        assertThat((double) named).as("%s", found).isGreaterThanOrEqualTo(share * all);
    }

    private static Map<Cause, Integer> causes(Consumer<LinearSgd> base, Consumer<LinearSgd> change) {
        Map<Cause, Integer> found = new EnumMap<>(Cause.class);
        for (double noise : NOISE) {
            for (int run = 0; run < RUNS; run++) {
                found.merge(cause(base, change, noise, 40 + run), 1, Integer::sum);
            }
        }
        return found;
    }

    /** Of the last version of what fired within 50 steps. */
    private static Cause cause(Consumer<LinearSgd> base, Consumer<LinearSgd> change, double noise, long seed) {
        LinearSgd sgd = new LinearSgd(256, seed);
        sgd.noise = noise;
        base.accept(sgd);
        Feed feed = new Feed(List.of());
        for (int t = 0; t < 640; t++) {
            if (t == 560) {
                change.accept(sgd);
            }
            feed.see(sgd.step());
        }
        return feed.changes().stream()
                .filter(c -> c.step() >= 560 && c.step() < 610)
                .reduce((earlier, later) -> later)
                .map(Change::cause)
                .orElse(Cause.UNKNOWN);
    }
}
