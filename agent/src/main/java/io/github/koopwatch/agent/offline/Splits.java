/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Ways to choose the replicas of one side; each is a rising list of indices. */
final class Splits {
    private static final long SEED = 0;

    private Splits() {}

    /** C(n, k), as a double. */
    static double count(int n, int k) {
        return IntStream.rangeClosed(1, k)
                .mapToDouble(i -> (n - k + i) / (double) i)
                .reduce(1, (x, y) -> x * y);
    }

    /** Every choice of k of n but the first k. */
    static List<List<Integer>> others(int n, int k) {
        List<List<Integer>> all = new ArrayList<>();
        choose(new ArrayList<>(), 0, n, k, all);
        return all.subList(1, all.size());
    }

    /** Seeded draws of k of n. */
    static List<List<Integer>> drawn(int n, int k, int draws) {
        Random random = new Random(SEED);
        List<Integer> replicas = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        return IntStream.range(0, draws)
                .mapToObj(draw -> {
                    Collections.shuffle(replicas, random);
                    return replicas.subList(0, k).stream().sorted().toList();
                })
                .toList();
    }

    private static void choose(List<Integer> chosen, int from, int n, int k, List<List<Integer>> all) {
        if (chosen.size() == k) {
            all.add(List.copyOf(chosen));
            return;
        }
        for (int i = from; i < n; i++) {
            chosen.add(i);
            choose(chosen, i + 1, n, k, all);
            chosen.remove(chosen.size() - 1);
        }
    }
}
