/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for stranded transactions again and again: a process that stood still leaves them without a start that would settle them. */
final class TransactionWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionWatch.class);
    /** A stranded transaction is finished after two of these. */
    private static final Duration LOOK = Duration.ofSeconds(3);

    private final StrandedTransactions transactions;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(TransactionWatch::thread);

    private TransactionWatch(StrandedTransactions transactions) {
        this.transactions = transactions;
    }

    static TransactionWatch start(StrandedTransactions transactions) {
        TransactionWatch watch = new TransactionWatch(transactions);
        watch.looks.scheduleWithFixedDelay(watch::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    private void look() {
        try {
            transactions.look();
        } catch (KafkaException e) {
            LOG.debug("no look at open transactions this time", e);
        } catch (RuntimeException e) { // thrown on, it would end all looks
            LOG.error("a look at open transactions failed", e);
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
        transactions.close();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "transaction-watch");
        thread.setDaemon(true);
        return thread;
    }
}
