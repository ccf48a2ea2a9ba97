/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

/**
 * What the door holds in memory at most. In flight is what has been read from a client and is not yet in the log: per stream
 * less than {@code streamBytes} and one message, over all streams less than {@code totalBytes} and one message a stream.
 *
 * @param events events kept for a client that reads slowly; the oldest go first
 */
public record IngestLimits(long streamBytes, long totalBytes, int events) {
    private static final long MIB = 1L << 20;

    public IngestLimits {
        if (streamBytes < 1 || totalBytes < streamBytes || events < 1) {
            throw new IllegalArgumentException("limits: expected 1 <= streamBytes <= totalBytes and events >= 1, got "
                    + streamBytes + ", " + totalBytes + ", " + events);
        }
    }

    /** 4 MiB a stream, a quarter of the heap but at most 256 MiB in all, 256 events. */
    public static IngestLimits defaults() {
        long quarter = Runtime.getRuntime().maxMemory() / 4;
        return new IngestLimits(4 * MIB, Math.max(4 * MIB, Math.min(256 * MIB, quarter)), 256);
    }
}
