/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.agent.client.Access;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveSpectraTest {
    private static final List<Trainer> TRAINERS = DemoRuns.all(Digits.load(), 700);

    @Test
    void lines_serviceAnswers_theNewestWindowOfTheFirstRunOfEachGroup() throws Exception {
        try (FakeApi api = FakeApi.complete(TRAINERS)) {
            LiveSpectra live = new LiveSpectra(new DemoApi(api.address(), Access.OPEN), TRAINERS);
            assertThat(live.lines()).hasSize(3).allMatch(line -> line.endsWith("no window yet"));
            await().untilAsserted(() -> {
                live.refresh();
                assertThat(live.lines())
                        .containsExactly(
                                "  width-10-a       to step 699: 0.900+-0.100i",
                                "  lr-jump          to step 699: 0.900+-0.100i",
                                "  mirror-descent   to step 2411: 0.910+-0.100i");
            });
        }
    }

    @Test
    void refresh_serviceGone_noWindowAndNothingThrown() throws Exception {
        FakeApi api = FakeApi.complete(TRAINERS);
        api.close();
        LiveSpectra live = new LiveSpectra(new DemoApi(api.address(), Access.OPEN), TRAINERS);
        for (int i = 0; i < 3; i++) {
            live.refresh();
        }
        assertThat(live.lines()).allMatch(line -> line.endsWith("no window yet"));
    }
}
