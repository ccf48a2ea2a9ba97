/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How long a topic keeps what was written, and how much of it.
 *
 * @param bytes of a partition
 */
public record Retention(Duration time, long bytes) {
    private static final long MIB = 1L << 20;
    private static final long LARGEST_SEGMENT = 128 * MIB;
    private static final long SMALLEST_SEGMENT = 2 * MIB;
    /** Whole segments go, and never the one that is written to: so many of them make up what is kept. */
    private static final int SEGMENTS = 8;

    public Retention {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("retention: expected a positive time, got " + time);
        }
        if (bytes < SMALLEST_SEGMENT) {
            throw new IllegalArgumentException(
                    "retention: expected at least " + SMALLEST_SEGMENT + " bytes a partition, got " + bytes);
        }
    }

    /** The settings of a topic that is kept so. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("cleanup.policy", "delete");
        settings.put(Topics.LATEST_TIMESTAMP, Topics.ANY_TIMESTAMP);
        settings.put("retention.ms", Long.toString(time.toMillis()));
        settings.put("retention.bytes", Long.toString(bytes));
        settings.put(
                "segment.bytes",
                Long.toString(Math.max(SMALLEST_SEGMENT, Math.min(LARGEST_SEGMENT, bytes / SEGMENTS))));
        settings.put("segment.ms", Long.toString(Math.max(1000, time.toMillis() / SEGMENTS)));
        return settings;
    }
}
