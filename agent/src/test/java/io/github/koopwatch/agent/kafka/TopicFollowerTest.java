/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFollowerTest {
    private final List<MockConsumer<byte[], byte[]>> consumers = new CopyOnWriteArrayList<>();

    private MockConsumer<byte[], byte[]> consumer() {
        MockConsumer<byte[], byte[]> made = new MockConsumer<>("latest");
        consumers.add(made);
        return made;
    }

    private TopicFollower follower(TopicFollower.Work work) {
        return new TopicFollower("test", this::consumer, work, 1);
    }

    /** A thread that ends silently would leave a service that looks well and tells nobody of anything. */
    @ParameterizedTest
    @ValueSource(classes = {KafkaException.class, IllegalStateException.class, ClassCastException.class})
    void failure_ofAnyKind_isFollowedByAnotherConsumer(Class<? extends RuntimeException> kind) throws Exception {
        RuntimeException failure = kind.getConstructor(String.class).newInstance("for the test");
        try (TopicFollower follower = follower(c -> {
            throw failure;
        })) {
            follower.start();
            await().until(() -> consumers.size() >= 3);
            assertThat(List.copyOf(consumers).subList(0, 2)).allMatch(MockConsumer::closed);
        }
    }

    @Test
    void close_whileItWorks_endsTheWork() {
        List<Boolean> seen = new CopyOnWriteArrayList<>();
        TopicFollower[] one = new TopicFollower[1];
        one[0] = follower(c -> {
            while (!one[0].isClosed()) {
                Thread.onSpinWait();
            }
            seen.add(one[0].isClosed());
        });
        one[0].start();
        await().until(() -> !consumers.isEmpty());
        one[0].close();
        assertThat(seen).containsExactly(true);
        assertThat(consumers).singleElement().matches(MockConsumer::closed);
    }
}
