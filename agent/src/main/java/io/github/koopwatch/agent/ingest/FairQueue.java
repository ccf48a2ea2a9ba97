/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Items of many runs, handed out in turn: of each run in order, of all runs equally many bytes (deficit round robin, M. Shreedhar
 * and G. Varghese, SIGCOMM 1995). Of one run no more than a window is out at a time, so that what was handed out stands
 * before the others' items nowhere; and only one until one has been delivered, since a receiver that does not know the sender yet
 * may take them in any order. How much may be added is the caller's business. Safe for use by several threads.
 */
final class FairQueue<T> {
    /** Names that are remembered; a run that was forgotten begins with one item again, which costs it a moment. */
    private static final int MOST_KNOWN = 10_000;

    private final int quantum;
    private final int window;
    private final Map<String, Lane<T>> lanes = new HashMap<>();
    private final Deque<Lane<T>> turns = new ArrayDeque<>();
    private final Set<String> known = new HashSet<>();
    private int waiting;
    private boolean closed;

    private record Entry<T>(T item, int bytes) {}

    private static final class Lane<T> {
        final String run;
        final Deque<Entry<T>> entries = new ArrayDeque<>();
        boolean inTurn;
        long credit;
        long out;

        Lane(String run) {
            this.run = run;
        }
    }

    /**
     * @param quantum bytes that a run gets in a turn
     * @param window bytes of a known run that may be out; one item always may
     */
    FairQueue(int quantum, int window) {
        this.quantum = quantum;
        this.window = window;
    }

    synchronized void add(String run, int bytes, T item) {
        Lane<T> lane = lanes.computeIfAbsent(run, Lane::new);
        lane.entries.addLast(new Entry<>(item, bytes));
        waiting++;
        enter(lane);
    }

    /** The next item; waits for one. Empty once the queue is closed and nothing waits in it. */
    synchronized Optional<T> take() throws InterruptedException {
        while (turns.isEmpty() && !(closed && waiting == 0)) {
            wait();
        }
        return turns.isEmpty() ? Optional.empty() : Optional.of(next());
    }

    /** An item that was taken has been delivered. */
    synchronized void delivered(String run, int bytes) {
        if (known.size() == MOST_KNOWN && !known.contains(run)) {
            known.clear();
        }
        known.add(run);
        back(run, bytes);
    }

    /** The items that follow go to a new receiver, which knows none of the runs. */
    synchronized void startOver() {
        known.clear();
        turns.stream().filter(lane -> !mayGoOn(lane)).toList().forEach(this::leave);
    }

    /** An item that was taken is out no longer. */
    synchronized void back(String run, int bytes) {
        Lane<T> lane = lanes.get(run);
        if (lane != null) {
            lane.out -= bytes;
            enter(lane);
            forget(lane);
        }
    }

    /** Ends {@link #take} when all that was added is taken. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Takes out all that waits, whatever is out. */
    synchronized List<T> drain() {
        List<T> all = new ArrayList<>();
        for (Lane<T> lane : lanes.values()) {
            for (Entry<T> entry : lane.entries) {
                lane.out += entry.bytes();
                all.add(entry.item());
            }
            lane.entries.clear();
            lane.inTurn = false;
        }
        turns.clear();
        waiting = 0;
        notifyAll();
        return all;
    }

    private T next() {
        while (true) {
            Lane<T> lane = turns.getFirst();
            Entry<T> entry = lane.entries.getFirst();
            if (lane.credit < entry.bytes()) {
                lane.credit += quantum;
                turns.addLast(turns.removeFirst());
                continue;
            }
            lane.entries.removeFirst();
            waiting--;
            lane.credit -= entry.bytes();
            lane.out += entry.bytes();
            if (!mayGoOn(lane)) {
                leave(lane);
            }
            return entry.item();
        }
    }

    private void enter(Lane<T> lane) {
        if (!lane.inTurn && mayGoOn(lane)) {
            lane.inTurn = true;
            turns.addLast(lane);
            notifyAll();
        }
    }

    private void leave(Lane<T> lane) {
        lane.credit = 0;
        lane.inTurn = false;
        turns.remove(lane);
    }

    private boolean mayGoOn(Lane<T> lane) {
        return !lane.entries.isEmpty() && (lane.out == 0 || (lane.out < window && known.contains(lane.run)));
    }

    private void forget(Lane<T> lane) {
        if (lane.entries.isEmpty() && lane.out == 0) {
            lanes.remove(lane.run);
        }
    }

    /** Runs of which something waits or is out. */
    synchronized int runs() {
        return lanes.size();
    }
}
