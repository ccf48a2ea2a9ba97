/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import io.github.koopwatch.agent.BadInput;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A single-node Kafka (KRaft) in this process. Records and cluster id stay in the data directory over restarts and
 * kills of the process; like any Kafka it leaves flushing to the operating system, so a power cut may cost the last seconds.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final String LOOPBACK = "127.0.0.1";

    private final BrokerDirectory directory;
    private final KafkaRaftServer server;
    private final String bootstrap;
    private final TransactionWatch watch;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedBroker(BrokerDirectory directory, KafkaRaftServer server, String bootstrap) {
        this.directory = directory;
        this.server = server;
        this.bootstrap = bootstrap;
        this.watch = TransactionWatch.start(new StrandedTransactions(bootstrap));
    }

    /**
     * Starts the broker and returns when clients can use it.
     *
     * @param dataDirectory made if missing; the broker lives in its folder {@code broker}
     * @param host address to listen on
     * @param port port to listen on; 0 = the one of this directory's last start if it is free, else any free one
     * @throws BadInput when the directory belongs to another process or cannot be written, or the port is taken
     */
    public static EmbeddedBroker start(Path dataDirectory, String host, int port) {
        return start(dataDirectory, host, port, Runtime.getRuntime()::halt);
    }

    static EmbeddedBroker start(Path dataDirectory, String host, int port, IntConsumer end) {
        BrokerDirectory directory = BrokerDirectory.own(dataDirectory);
        try {
            int chosen = port(directory, host, port);
            EmbeddedBroker broker = started(directory, host, chosen, end);
            directory.rememberPort(chosen);
            return broker;
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    static int port(BrokerDirectory directory, String host, int wanted) {
        if (wanted == 0) {
            OptionalInt last = directory.rememberedPort();
            return last.isPresent() && Ports.isFree(host, last.getAsInt()) ? last.getAsInt() : Ports.free(host);
        }
        if (!Ports.isFree(host, wanted)) {
            throw new BadInput("Kafka port " + wanted + " on " + host
                    + " is already in use or not of this machine: give another --kafka-port (0 = a free one)");
        }
        return wanted;
    }

    private static EmbeddedBroker started(BrokerDirectory directory, String host, int port, IntConsumer end) {
        long start = System.nanoTime();
        BrokerExit exit = BrokerExit.install(directory.log(), end);
        directory.format(BrokerSettings.CONTROLLER);
        Checkpoints.mend(directory.log());
        boolean killed = directory.killed();
        KafkaRaftServer server = server(directory, host, port);
        exit.started();
        String bootstrap = BrokerSettings.advertised(host, port);
        if (killed) {
            settle(bootstrap);
        }
        LOG.info("embedded broker ready at {} after {} ms", bootstrap, (System.nanoTime() - start) / 1_000_000);
        return new EmbeddedBroker(directory, server, bootstrap);
    }

    private static void settle(String bootstrap) {
        try (StrandedTransactions transactions = new StrandedTransactions(bootstrap)) {
            transactions.settle();
        } catch (KafkaException e) {
            LOG.error("could not look for transactions that a kill left open; readers may wait behind one", e);
        }
    }

    private static KafkaRaftServer server(BrokerDirectory directory, String host, int port) {
        Properties settings = BrokerSettings.of(directory.log(), host, port, Ports.free(LOOPBACK));
        try {
            KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
            return startedUp(server);
        } catch (Exception e) { // Kafka throws checked exceptions that it does not declare
            throw new BadInput("the embedded broker did not start: " + e.getMessage() + " (the log says more)", e);
        }
    }

    private static KafkaRaftServer startedUp(KafkaRaftServer server) {
        boolean up = false;
        try {
            server.startup();
            up = true;
            return server;
        } finally {
            if (!up) {
                server.shutdown();
            }
        }
    }

    /** HOST:PORT for clients. */
    public String bootstrap() {
        return bootstrap;
    }

    /** Stops cleanly and frees the directory; closing twice is harmless. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        watch.close();
        try {
            server.shutdown();
            server.awaitShutdown();
        } finally {
            directory.close();
        }
    }
}
