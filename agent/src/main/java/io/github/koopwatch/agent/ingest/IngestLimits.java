/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

/**
 * What the door takes at most. In flight is what has been read from a client and is not yet in the log: per stream less than
 * {@code streamBytes} and one message, over all streams less than {@code totalBytes} and one message a stream.
 *
 * @param events events kept for a client that reads slowly; the oldest go first
 * @param run how fast the streams of one run are read
 * @param all how fast all streams together are read
 * @param streams open at a time
 * @param runs that have a stream open at a time
 * @param ahead messages of one run in the log that the topology has not come to; 0: as many as there are
 */
public record IngestLimits(
        long streamBytes, long totalBytes, int events, Rate run, Rate all, int streams, int runs, int ahead) {
    private static final long MIB = 1L << 20;
    private static final long STREAM_BYTES = 4 * MIB;
    private static final int EVENTS = 256;

    public IngestLimits {
        if (streamBytes < 1 || totalBytes < streamBytes || events < 1) {
            throw new IllegalArgumentException("limits: expected 1 <= streamBytes <= totalBytes and events >= 1, got "
                    + streamBytes + ", " + totalBytes + ", " + events);
        }
        if (streams < 1 || runs < 1 || ahead < 0) {
            throw new IllegalArgumentException("limits: expected streams and runs >= 1 and ahead >= 0, got " + streams
                    + ", " + runs + ", " + ahead);
        }
    }

    /** Bounds memory alone. */
    public IngestLimits(long streamBytes, long totalBytes, int events) {
        this(streamBytes, totalBytes, events, Rate.UNLIMITED, Rate.UNLIMITED, Integer.MAX_VALUE, Integer.MAX_VALUE, 0);
    }

    /** A quarter of the heap but at most 256 MiB in flight, and no other bound. */
    public static IngestLimits defaults() {
        return new IngestLimits(STREAM_BYTES, mostInFlight(), EVENTS);
    }

    /** The same memory, with these bounds. */
    public static IngestLimits of(Rate run, Rate all, int streams, int runs, int ahead) {
        return new IngestLimits(STREAM_BYTES, mostInFlight(), EVENTS, run, all, streams, runs, ahead);
    }

    private static long mostInFlight() {
        long quarter = Runtime.getRuntime().maxMemory() / 4;
        return Math.max(STREAM_BYTES, Math.min(256 * MIB, quarter));
    }
}
