/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What the streams of one run share: how fast they are read, and how far they may be ahead of the topology. A run's records
 * lie in one partition, so whatever of it waits there holds up the runs beside it. Safe for use by several threads.
 */
final class RunPace {
    /** Of a sharded run at least so many steps may wait, whatever the limit: a step is complete with its last part alone. */
    private static final int STEPS_AHEAD = 2;

    /** A run is held up only where it is such a part of what waits: not while a worker catches up with everybody's past. */
    private static final int PART = 8;

    /** Offsets that are remembered at most; older ones count as processed. */
    private static final int MOST_KNOWN = 512;

    private final String run;
    private final Allowance allowance;
    private final int mostAhead;
    private final Progress progress;
    private final Deque<Long> inLog = new ArrayDeque<>();
    private int partition;
    private int underWay;
    private int streams;
    private int shards = 1;

    RunPace(String run, Allowance allowance, int mostAhead, Progress progress) {
        this.run = run;
        this.allowance = allowance;
        this.mostAhead = mostAhead;
        this.progress = progress;
    }

    String run() {
        return run;
    }

    Allowance allowance() {
        return allowance;
    }

    /** A sharded run sends so many messages for each step. */
    synchronized void shards(int count) {
        shards = Math.max(shards, count);
    }

    synchronized void opened() {
        streams++;
    }

    synchronized void closed() {
        streams--;
    }

    synchronized boolean isOpen() {
        return streams > 0;
    }

    synchronized void sent() {
        underWay++;
    }

    synchronized void failed() {
        underWay--;
    }

    synchronized void inLog(int itsPartition, long offset) {
        underWay--;
        partition = itsPartition;
        inLog.addLast(offset);
        if (inLog.size() > Math.max(MOST_KNOWN, 2 * most())) {
            inLog.removeFirst();
        }
        forget();
    }

    /** True while more of the run waits for the topology than may, and is a good part of all that waits in its partition. */
    synchronized boolean isAhead() {
        long processed = mostAhead == 0 ? Long.MAX_VALUE : progress.processed(partition);
        if (processed == Long.MAX_VALUE) {
            return false;
        }
        forget();
        long waits = (long) underWay + inLog.size();
        long all = inLog.isEmpty() ? 0 : inLog.getLast() + 1 - processed;
        return waits >= most() && waits * PART >= all;
    }

    private int most() {
        return Math.max(mostAhead, STEPS_AHEAD * shards);
    }

    private void forget() {
        long processed = mostAhead == 0 ? Long.MAX_VALUE : progress.processed(partition);
        while (!inLog.isEmpty() && inLog.getFirst() < processed) {
            inLog.removeFirst();
        }
    }
}
