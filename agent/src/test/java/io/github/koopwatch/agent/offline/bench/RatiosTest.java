/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.koopwatch.agent.offline.bench.Ratios.Compared;
import io.github.koopwatch.agent.offline.bench.Ratios.Recorded;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RatiosTest {
    private static final Map<String, Recorded> RECORDED = Map.of("door", new Recorded(0.8, 0.25));

    @Test
    void recorded_everyRatioIsPositiveWithATolerance() throws IOException {
        assertThat(Ratios.recorded()).isNotEmpty().allSatisfy((name, ratio) -> {
            assertThat(ratio.value()).as(name).isPositive();
            assertThat(ratio.tolerance()).as(name).isBetween(0.05, 0.9);
        });
    }

    @Test
    void compared_lessThanTheToleranceAllowsIsWorse() {
        assertThat(Ratios.compared(Map.of("door", 0.59), RECORDED))
                .containsExactly(new Compared("door", 0.59, 0.8, 0.25, true));
        assertThat(Ratios.compared(Map.of("door", 0.61), RECORDED)).noneMatch(Compared::worse);
        assertThat(Ratios.compared(Map.of("door", Double.NaN), RECORDED)).allMatch(Compared::worse);
    }

    @Test
    void compared_withoutARecord_throws() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ratios.compared(Map.of("window", 1.0), RECORDED))
                .withMessageContaining("window");
    }

    @Test
    void parsed_lineOfTwoFields_throws() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ratios.parsed(List.of("# why", "name,value,tolerance", "door,1")))
                .withMessageContaining("door,1");
    }
}
