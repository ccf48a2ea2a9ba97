/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class FairQueueTest {
    private static final int QUANTUM = 100;
    private static final int WINDOW = 1000;

    private final FairQueue<String> queue = new FairQueue<>(QUANTUM, WINDOW);

    private String next() throws InterruptedException {
        return queue.take().orElseThrow();
    }

    /** Takes an item that is answered at once. */
    private String nextDone(int bytes) throws InterruptedException {
        String item = next();
        queue.delivered(item.substring(0, item.indexOf('-')), bytes);
        return item;
    }

    @Test
    void oneRun_isServedInItsOrder() throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            queue.add("a", 40, "a-" + i);
        }
        for (int i = 0; i < 50; i++) {
            assertThat(nextDone(40)).isEqualTo("a-" + i);
        }
    }

    @Test
    void runThatFloods_letsEveryOtherInAfterAQuantum() throws InterruptedException {
        for (int i = 0; i < 10_000; i++) {
            queue.add("flood", 10, "flood-" + i);
        }
        queue.add("b", 10, "b-0");
        List<String> first = new ArrayList<>();
        for (int i = 0; i < QUANTUM / 10 + 1; i++) {
            first.add(nextDone(10));
        }
        assertThat(first).contains("b-0");
    }

    @Test
    void runs_whateverTheSizesOfTheirItems_getEquallyManyBytes() throws InterruptedException {
        Map<String, Integer> sizes = Map.of("small", 3, "middle", 90, "large", 700);
        Map<String, Integer> got = new HashMap<>();
        sizes.forEach((run, size) -> {
            for (int i = 0; i < 100_000 / size; i++) {
                queue.add(run, size, run + "-" + i);
            }
        });
        for (int served = 0; served < 150_000; ) {
            String run = next().replaceAll("-.*", "");
            int size = Objects.requireNonNull(sizes.get(run));
            queue.delivered(run, size);
            got.merge(run, size, Integer::sum);
            served += size;
        }
        assertThat(got.values()).allSatisfy(bytes -> assertThat(bytes).isBetween(48_000, 52_000));
    }

    @Test
    void runWhoseWindowIsFull_waitsForAnAnswer_whileOthersGoOn() throws InterruptedException {
        for (int i = 0; i < 30; i++) {
            queue.add("a", 100, "a-" + i);
        }
        assertThat(nextDone(100)).isEqualTo("a-0");
        for (int i = 1; i <= 10; i++) {
            assertThat(next()).isEqualTo("a-" + i);
        }
        queue.add("b", 100, "b-0");
        assertThat(next()).isEqualTo("b-0");
        queue.delivered("a", 100);
        assertThat(next()).isEqualTo("a-11");
    }

    @Test
    void runOfWhichNothingWasDelivered_hasOneItemOut() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            queue.add("a", 1, "a-" + i);
        }
        assertThat(next()).isEqualTo("a-0");
        queue.add("b", 1, "b-0");
        assertThat(next()).isEqualTo("b-0");
        queue.back("a", 1);
        assertThat(next()).isEqualTo("a-1");
        queue.add("c", 1, "c-0");
        assertThat(next()).isEqualTo("c-0");
        queue.delivered("a", 1);
        queue.add("a", 1, "a-3");
        assertThat(List.of(next(), next())).containsExactly("a-2", "a-3");
    }

    @Test
    void startOver_oneItemAgain_alsoOfARunThatIsInTurn() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            queue.add("a", 1, "a-" + i);
        }
        nextDone(1);
        assertThat(next()).isEqualTo("a-1");
        queue.startOver();
        queue.add("b", 1, "b-0");
        assertThat(next()).isEqualTo("b-0");
        queue.delivered("a", 1);
        assertThat(List.of(next(), next())).containsExactly("a-2", "a-3");
    }

    @Test
    void moreRunsThanAreRemembered_goOnInOrder() throws InterruptedException {
        for (int i = 0; i < 25_000; i++) {
            queue.add("r" + i, 1, "r" + i + "-0");
            nextDone(1);
        }
        queue.add("r24999", 1, "r24999-1");
        queue.add("r24999", 1, "r24999-2");
        assertThat(List.of(next(), next())).containsExactly("r24999-1", "r24999-2");
    }

    @Test
    void itemLargerThanTheWindow_isHandedOutAlone() throws InterruptedException {
        queue.add("a", 5000, "a-0");
        queue.add("a", 1, "a-1");
        queue.add("b", 1, "b-0");
        List<String> both = List.of(next(), next());
        assertThat(both).containsExactlyInAnyOrder("a-0", "b-0");
        queue.delivered("a", 5000);
        assertThat(next()).isEqualTo("a-1");
    }

    @Test
    void close_handsOutWhatWaits_thenEnds() throws InterruptedException {
        queue.add("a", 1, "a-0");
        queue.close();
        assertThat(queue.take()).contains("a-0");
        assertThat(queue.take()).isEmpty();
    }

    @Test
    void drain_givesAllAndEndsTheTaking() throws InterruptedException {
        queue.add("a", 5000, "a-0");
        queue.add("a", 1, "a-1");
        queue.add("b", 1, "b-0");
        next();
        queue.close();
        assertThat(queue.drain()).hasSize(2);
        assertThat(queue.take()).isEmpty();
    }

    @Test
    void runsThatComeAndGo_leaveNothing() throws InterruptedException {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            int bytes = 1 + random.nextInt(2000);
            queue.add("run" + i, bytes, "run" + i + "-0");
            nextDone(bytes);
        }
        assertThat(queue.runs()).isZero();
    }

    @Test
    void manyThreads_everyItemOnceAndInOrder() throws Exception {
        int each = 5000;
        List<Thread> adders = IntStream.range(0, 4)
                .mapToObj(n -> new Thread(() -> {
                    for (int i = 0; i < each; i++) {
                        queue.add("r" + n, 7, "r" + n + "-" + i);
                    }
                }))
                .toList();
        adders.forEach(Thread::start);
        Map<String, Integer> expected = new HashMap<>();
        for (int i = 0; i < 4 * each; i++) {
            String[] item = nextDone(7).split("-");
            assertThat(Integer.parseInt(item[1])).isEqualTo(expected.merge(item[0], 1, Integer::sum) - 1);
        }
        for (Thread adder : adders) {
            adder.join();
        }
        assertThat(queue.runs()).isZero();
    }
}
