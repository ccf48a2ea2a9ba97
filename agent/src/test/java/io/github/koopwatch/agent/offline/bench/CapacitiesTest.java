/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.agent.offline.bench.CapacityBench.Round;
import io.github.koopwatch.streams.Work;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CapacitiesTest {
    private static Round[] rounds(double... perS) {
        return Arrays.stream(perS)
                .mapToObj(rate -> new Round(rate, 1, new Durations.Found(10, 1, rate / 100, 3, rate)))
                .toArray(Round[]::new);
    }

    private static final Capacities FOUND = Capacities.of(
            16,
            1024,
            Map.of(
                    Work.NOTHING, rounds(10_000, 40_000, 20_000),
                    Work.CARRYING, rounds(4_000, 8_000, 4_000),
                    Work.EVERYTHING, rounds(1_000, 2_000, 3_000)));

    @Test
    void ratios_areTheMediansOfTheRoundsOwn() {
        assertThat(FOUND.ofNothing()).isCloseTo(0.1, within(1e-12)); // not the ratio of the medians
        assertThat(FOUND.ofCarrying()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void processing_isOfTheProductAlone() {
        assertThat(FOUND.processing()).isEqualTo(new Durations.Found(30, 1, 20, 3, 3_000));
    }

    @Test
    void lines_nameEveryPart() {
        assertThat(FOUND.lines())
                .hasSize(5)
                .anySatisfy(line -> assertThat(line).contains("nothing", "20000", "[10000, 40000, 20000]"))
                .anySatisfy(line -> assertThat(line).contains("0.100 of nothing", "0.25 of carrying"));
    }
}
