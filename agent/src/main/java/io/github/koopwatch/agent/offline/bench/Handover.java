/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Partitions that change hands under a load.
 *
 * @param partitions that have records and changed hands
 * @param agreedS seconds until Kafka had given them to their new workers
 * @param firstS until the first of them went on
 * @param lastS until the last of them went on
 * @param standstillS the longest time that any partition, whoever has it, did not go on meanwhile
 */
public record Handover(int partitions, double agreedS, double firstS, double lastS, double standstillS) {
    private static final long POLL_MS = 50;

    /** Nothing changed hands in so many seconds. */
    static Handover none(double standstillS) {
        return new Handover(0, Double.NaN, Double.NaN, Double.NaN, standstillS);
    }

    /** Which partitions change hands; none as long as they have not. */
    interface Change {
        Set<Integer> partitions(Map<String, Set<Integer>> owners);
    }

    /** Watches from now on, as long as {@code patience} lasts. */
    static Handover watch(WorkerGroup group, Change change, Duration patience) throws InterruptedException {
        long begin = System.nanoTime();
        Standstill standstill = new Standstill(group.offsets(), begin);
        Set<Integer> changed = Set.of();
        while (changed.isEmpty()) {
            if (System.nanoTime() - begin > patience.toNanos()) {
                return none(standstill.longest());
            }
            changed = new TreeSet<>(change.partitions(group.owners()));
            changed.retainAll(group.ends().keySet());
            pause(group, standstill);
        }
        double agreed = seconds(begin);
        Map<Integer, Long> then = group.offsets();
        Set<Integer> waiting = new TreeSet<>(changed);
        double first = Double.NaN;
        while (!waiting.isEmpty() && System.nanoTime() - begin < patience.toNanos()) {
            Map<Integer, Long> now = pause(group, standstill);
            waiting.removeIf(p -> now.getOrDefault(p, 0L) > then.getOrDefault(p, 0L));
            first = Double.isNaN(first) && waiting.size() < changed.size() ? seconds(begin) : first;
        }
        return new Handover(
                changed.size(), agreed, first, waiting.isEmpty() ? seconds(begin) : Double.NaN, standstill.longest());
    }

    private static Map<Integer, Long> pause(WorkerGroup group, Standstill standstill) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(POLL_MS);
        Map<Integer, Long> now = group.offsets();
        standstill.look(now, System.nanoTime());
        return now;
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    /** How long each partition has not gone on. */
    private static final class Standstill {
        private final Map<Integer, Long> offsets;
        private final Map<Integer, Long> moved = new HashMap<>();
        private long longest;

        Standstill(Map<Integer, Long> offsets, long now) {
            this.offsets = offsets;
            offsets.keySet().forEach(partition -> moved.put(partition, now));
        }

        void look(Map<Integer, Long> at, long now) {
            at.forEach((partition, offset) -> {
                longest = Math.max(longest, now - moved.getOrDefault(partition, now));
                if (!offset.equals(offsets.put(partition, offset))) {
                    moved.put(partition, now);
                }
            });
        }

        double longest() {
            return longest / 1e9;
        }
    }
}
