/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when Kafka decides that the process must end (all log directories failed, a fault in the controller): the
 * reason is logged, then the process ends. During the start the starting thread gets an exception instead.
 */
final class BrokerExit {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final long MIB = 1L << 20;

    private final Path directory;
    private final IntConsumer end;
    private final AtomicReference<@Nullable Thread> starter = new AtomicReference<>(Thread.currentThread());

    private BrokerExit(Path directory, IntConsumer end) {
        this.directory = directory;
        this.end = end;
    }

    /** Hooks are one per process: those of the last start count. */
    static BrokerExit install(Path directory, IntConsumer end) {
        BrokerExit hook = new BrokerExit(directory, end);
        // Exit runs the shutdown hooks, which wait for the very broker thread that asked for it; so both halt.
        Exit.setExitProcedure(hook::requested);
        Exit.setHaltProcedure(hook::requested);
        return hook;
    }

    void started() {
        starter.set(null);
    }

    private void requested(int status, @Nullable String message) {
        if (starter.get() == Thread.currentThread()) {
            throw new IllegalStateException(message == null ? "Kafka refused to start" : message);
        }
        LOG.error(
                "the embedded broker cannot go on and ends the process with code {}: {}; {} MiB of disk are free under {}",
                status,
                message == null ? "the fault is logged above" : message,
                directory.toFile().getUsableSpace() / MIB,
                directory);
        end.accept(status);
    }
}
