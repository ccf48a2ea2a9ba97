/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import static io.github.koopwatch.agent.readmodel.Samples.live;
import static io.github.koopwatch.agent.readmodel.Samples.withScalars;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.contract.result.RunState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScalarHistoryTest {
    private final ScalarHistory history = new ScalarHistory();

    private void log(long step, double loss) {
        history.add(withScalars(live("r", step, 0), Map.of("loss", loss)));
    }

    private List<double[]> loss() {
        return history.points().getOrDefault("loss", List.of());
    }

    @Test
    void value_thatChangesAtItsStep_standsThereOnceAsItWasLast() {
        log(0, 3);
        log(1, 3);
        log(1, 2);
        log(2, 2);
        assertThat(loss()).containsExactly(new double[] {0, 3}, new double[] {1, 2}, new double[] {2, 2});
    }

    @Test
    void manySteps_areBoundedAndKeepTheSpike() {
        for (long t = 0; t < 100_000; t++) {
            log(t, t == 34_567 ? 99 : 1);
        }
        assertThat(loss()).hasSizeLessThanOrEqualTo(1_025).contains(new double[] {34_567, 99});
        assertThat(loss().get(loss().size() - 1)).containsExactly(99_999, 1);
    }

    @Test
    void newIncarnation_beginsAnew() {
        log(50, 3);
        RunState next = Samples.run("r", "live", Samples.INCARNATION + 1, 4L, 0L);
        history.add(withScalars(next, Map.of("loss", 7.0)));
        assertThat(loss()).containsExactly(new double[] {4, 7});
    }
}
