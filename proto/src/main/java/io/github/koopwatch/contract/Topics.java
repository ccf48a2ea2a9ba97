/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The topics of one installation and the settings they are created with.
 *
 * @param snapshotRetention what the snapshots topic keeps
 * @param resultRetention what the topics of results and of dead letters keep
 */
public record Topics(String prefix, Retention snapshotRetention, Retention resultRetention) {
    /** The prefix of an installation that did not choose one. */
    public static final String DEFAULT_PREFIX = "koopwatch";

    /** Largest record that a door takes, in bytes. */
    public static final int LARGEST_RECORD = 1 << 20;

    /** Header of the records that the gRPC door writes, so that each snapshot is counted at one door only. */
    public static final String DOOR_HEADER = "koopwatch-door";

    /**
     * How far ahead of the broker's clock a record may say it is. Results inherit the time of their snapshot; after a clock that ran
     * ahead was set right, the broker's default of an hour would refuse them, and the topology would stop.
     */
    public static final String LATEST_TIMESTAMP = "message.timestamp.after.max.ms";

    public static final String ANY_TIMESTAMP = Long.toString(Long.MAX_VALUE);

    private static final long MIB = 1L << 20;
    private static final Retention A_DAY = new Retention(Duration.ofDays(1), 2048 * MIB);
    private static final Retention A_MONTH = new Retention(Duration.ofDays(30), 512 * MIB);
    private static final Retention BETWEEN = new Retention(Duration.ofDays(1), 512 * MIB);

    /** Keeps snapshots for a day, results for a month. */
    public Topics(String prefix) {
        this(prefix, A_DAY, A_MONTH);
    }

    public Topics {
        if (!RunKey.isValid(prefix)) {
            throw new IllegalArgumentException(
                    "topic prefix: expected " + RunKey.RULE + ", got '" + RunKey.shown(prefix) + "'");
        }
    }

    /** One topic: its name and the settings that matter for correctness. */
    public record Topic(String name, Map<String, String> settings) {}

    public String snapshots() {
        return prefix + ".snapshots.v1";
    }

    public String runs() {
        return prefix + ".runs.v1";
    }

    public String spectra() {
        return prefix + ".spectra.v1";
    }

    public String distances() {
        return prefix + ".distances.v1";
    }

    public String events() {
        return prefix + ".events.v1";
    }

    public String deadLetters() {
        return prefix + ".dlq.v1";
    }

    /** What runs tell their group; nobody but the topology reads it. */
    public String groupInputs() {
        return prefix + ".group-inputs.v1";
    }

    /** Every topic of the installation, in the order of the data's way. */
    public List<Topic> all() {
        Map<String, String> results = resultRetention.settings();
        Map<String, String> snapshots = new HashMap<>(snapshotRetention.settings());
        snapshots.put("message.timestamp.type", "LogAppendTime");
        snapshots.put("max.message.bytes", Integer.toString(LARGEST_RECORD + (LARGEST_RECORD >> 3)));
        return List.of(
                new Topic(snapshots(), snapshots),
                new Topic(runs(), compacted()),
                new Topic(groupInputs(), BETWEEN.settings()),
                new Topic(spectra(), results),
                new Topic(distances(), results),
                new Topic(events(), results),
                new Topic(deadLetters(), results));
    }

    /** A record per snapshot: small segments, compacted often, so that a start does not read the past of every run. */
    private static Map<String, String> compacted() {
        return Map.of(
                "cleanup.policy",
                "compact",
                "segment.bytes",
                Long.toString(16 * MIB),
                "min.cleanable.dirty.ratio",
                "0.1",
                LATEST_TIMESTAMP,
                ANY_TIMESTAMP);
    }
}
