/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AckLedgerTest {
    @Test
    void acked_anyOrderOfSettling_isTheLongestSettledPrefix() {
        Random random = new Random(5);
        for (int trial = 0; trial < 200; trial++) {
            checkOneOrder(random, 1 + random.nextInt(50));
        }
    }

    private static void checkOneOrder(Random random, int count) {
        AckLedger ledger = new AckLedger();
        List<AckLedger.Entry> entries = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(ledger.open(10));
            order.add(i);
        }
        Collections.shuffle(order, random);
        boolean[] settled = new boolean[count + 1];
        for (int done = 0; done < count; done++) {
            settled[order.get(done)] = true;
            ledger.settle(entries.get(order.get(done)));
            int prefix = 0;
            while (settled[prefix]) {
                prefix++;
            }
            assertThat(ledger.acked()).isEqualTo(prefix);
            assertThat(ledger.bytes()).isEqualTo(10L * (count - done - 1));
        }
        assertThat(ledger.last()).isEqualTo(count);
    }

    @Test
    void settle_twice_countsOnce() {
        AckLedger ledger = new AckLedger();
        AckLedger.Entry first = ledger.open(3);
        AckLedger.Entry second = ledger.open(4);
        ledger.settle(second);
        ledger.settle(second);
        assertThat(ledger.bytes()).isEqualTo(3);
        ledger.settle(first);
        ledger.settle(first);
        assertThat(ledger.acked()).isEqualTo(2);
        assertThat(ledger.bytes()).isZero();
    }

    @Test
    void budget_whoWaits_isWokenOnceInOrderWhenThereIsRoom() {
        Deque<Runnable> woken = new ArrayDeque<>();
        ByteBudget budget = new ByteBudget(10, woken::add);
        List<String> log = new ArrayList<>();
        budget.take(12);
        budget.whenRoom(() -> log.add("first"));
        budget.whenRoom(() -> log.add("second"));
        budget.give(2);
        assertThat(woken).as("10 of 10 taken").isEmpty();
        budget.give(1);
        budget.give(1);
        woken.forEach(Runnable::run);
        assertThat(log).containsExactly("first", "second");
    }

    @Test
    void budget_roomCameBeforeTheWait_wakesAtOnce() {
        Deque<Runnable> woken = new ArrayDeque<>();
        new ByteBudget(10, woken::add).whenRoom(() -> {});
        assertThat(woken).hasSize(1);
    }
}
