/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final long MIB = 1L << 20;

    /** Retention removes closed segments alone, so the open one must be a small part of what is kept. */
    @Test
    void segments_areAnEighthOfWhatIsKept_inBytesAndInTime() {
        Map<String, String> settings = new Retention(Duration.ofHours(24), 80 * MIB).settings();
        assertThat(settings)
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "86400000")
                .containsEntry("retention.bytes", Long.toString(80 * MIB))
                .containsEntry("segment.bytes", Long.toString(10 * MIB))
                .containsEntry("segment.ms", "10800000");
    }

    @Test
    void segments_takeTheLargestRecord_andAreNeverHuge() {
        long least = Long.parseLong(
                new Retention(Duration.ofHours(1), 2 * MIB).settings().get("segment.bytes"));
        assertThat(least).isGreaterThan(Topics.LARGEST_RECORD + (Topics.LARGEST_RECORD >> 3));
        assertThat(new Retention(Duration.ofHours(1), 1 << 30).settings())
                .containsEntry("segment.bytes", Long.toString(128 * MIB));
    }

    @Test
    void retention_thatKeepsNothing_isNone() {
        assertThatThrownBy(() -> new Retention(Duration.ZERO, 2 * MIB))
                .hasMessage("retention: expected a positive time, got PT0S");
        assertThatThrownBy(() -> new Retention(Duration.ofHours(1), 2 * MIB - 1))
                .hasMessage("retention: expected at least 2097152 bytes a partition, got 2097151");
    }

    @Test
    void topics_keepWhatTheyAreTold() {
        Topics topics = new Topics(
                "k", new Retention(Duration.ofHours(2), 16 * MIB), new Retention(Duration.ofHours(3), 32 * MIB));
        for (Topics.Topic topic : topics.all()) {
            String expected = topic.name().equals(topics.snapshots())
                    ? "7200000"
                    : topic.name().equals(topics.runs())
                            ? null
                            : topic.name().equals(topics.groupInputs()) ? "86400000" : "10800000";
            assertThat(topic.settings().get("retention.ms")).as(topic.name()).isEqualTo(expected);
        }
    }
}
