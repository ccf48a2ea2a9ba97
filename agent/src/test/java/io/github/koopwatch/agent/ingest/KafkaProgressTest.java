/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class KafkaProgressTest {
    private final Map<Integer, Long> committed = new HashMap<>();
    private boolean away;
    private long now;
    private final KafkaProgress progress = new KafkaProgress(this::offsets, () -> now);

    private Map<Integer, Long> offsets() throws TimeoutException {
        if (away) {
            throw new TimeoutException("no broker");
        }
        return Map.copyOf(committed);
    }

    private void look(long offset) throws InterruptedException {
        committed.put(3, offset);
        progress.look();
    }

    @Test
    void processed_neverSeen_holdsUpNobody() {
        assertThat(progress.processed(3)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void processed_whileTheTopologyMoves_isWhereItIsCommitted() throws InterruptedException {
        look(10);
        now += Duration.ofSeconds(1).toNanos();
        look(12);
        assertThat(progress.processed(3)).isEqualTo(12);
        assertThat(progress.processed(4)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void processed_topologyThatStandsStill_holdsUpNobodyUntilItMovesAgain() throws InterruptedException {
        look(10);
        now += Duration.ofSeconds(3).toNanos();
        look(10);
        assertThat(progress.processed(3)).isEqualTo(Long.MAX_VALUE);
        look(11);
        assertThat(progress.processed(3)).isEqualTo(11);
    }

    @Test
    void waiters_areToldOnceAfterALook_alsoWhileKafkaIsAway() throws InterruptedException {
        List<String> told = new ArrayList<>();
        away = true;
        progress.whenMoved(() -> told.add("first"));
        progress.look();
        progress.look();
        assertThat(told).containsExactly("first");
    }

    @Test
    void waiterThatWaitsAgain_isToldAtTheNextLook() throws InterruptedException {
        List<String> told = new ArrayList<>();
        progress.whenMoved(() -> {
            told.add("first");
            progress.whenMoved(() -> told.add("second"));
        });
        progress.look();
        assertThat(told).containsExactly("first");
        progress.look();
        assertThat(told).containsExactly("first", "second");
    }
}
