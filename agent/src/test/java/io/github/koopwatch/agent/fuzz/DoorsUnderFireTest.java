/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import io.github.koopwatch.agent.http.HttpDoorStrain;
import io.github.koopwatch.agent.ingest.GrpcDoorStrain;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Both doors, live, under calls that are spoilt in every way: no crash, no leak, no word of what is inside. */
class DoorsUnderFireTest {
    private static final long SEED = Long.getLong("koopwatch.seed", 8);
    private static final long MOST_GROWTH = 32L << 20;
    private static final long PROGRESS = 50_000;
    /** It was seen once in two million calls. */
    private static final long MOST_OFTEN_JETTYS = 100_000;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    private final List<String> stacks = new CopyOnWriteArrayList<>();
    private final Handler ears = new Handler() {
        @Override
        public void publish(LogRecord told) {
            if (told.getThrown() != null && told.getLevel().intValue() >= java.util.logging.Level.INFO.intValue()) {
                stacks.add(told.getLoggerName() + ": " + told.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private Thread.@Nullable UncaughtExceptionHandler before;

    @BeforeEach
    void listen() {
        log.start();
        root().addAppender(log);
        java.util.logging.Logger.getLogger("").addHandler(ears);
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
    }

    @AfterEach
    void stopListening() {
        root().detachAppender(log);
        java.util.logging.Logger.getLogger("").removeHandler(ears);
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Test
    void fewThousandHostileCalls_everyOne_isAnsweredInTheDoorsWords() throws Exception {
        fire(3_000);
    }

    /** {@code ./mvnw test -pl agent -am -Dtest=DoorsUnderFireTest#million* -Dexcluded.tags=browser}; the figures are printed. */
    @Test
    @Tag("soak")
    void millionHostileCalls_heapStaysFlat() throws Exception {
        fire(Long.getLong("koopwatch.calls", 1_000_000));
    }

    private void fire(long calls) throws Exception {
        Tally tally = new Tally();
        try (GrpcDoorStrain grpc = new GrpcDoorStrain(SEED, tally);
                HttpDoorStrain http = new HttpDoorStrain(SEED, tally)) {
            rounds(grpc, http, Math.min(1_000, calls / 4));
            long heap = heap();
            long began = System.nanoTime();
            while (tally.calls() < calls) {
                rounds(grpc, http, Math.min(PROGRESS, calls - tally.calls()));
                report(tally, heap, heap(), grpc.taken(), (System.nanoTime() - began) / 1_000_000_000L);
            }
            long after = heap();
            assertThat(tally.calls()).isGreaterThanOrEqualTo(calls);
            assertThat(tally.leaks()).as("what the doors said").isEmpty();
            assertThat(after - heap).as("growth of the heap").isLessThan(MOST_GROWTH);
            assertThat(tally.outcomes().keySet()).doesNotContain("grpc UNKNOWN", "http 500", "grpc DEADLINE_EXCEEDED");
            assertThat(tally.outcomes()).containsKeys("grpc OK", "grpc INVALID_ARGUMENT", "http 200", "http 400");
            assertThat(uncaught).isEmpty();
            assertThat(stacks).as("stacks in the log").isEmpty();
            List<ILoggingEvent> trouble = log.list.stream()
                    .filter(e -> e.getLevel().isGreaterOrEqual(Level.WARN))
                    .toList();
            long jettys = trouble.stream().filter(DoorsUnderFireTest::isJettys).count();
            System.out.println("requests whose buffer Jetty released twice: " + jettys);
            assertThat(jettys).isLessThanOrEqualTo(calls / MOST_OFTEN_JETTYS);
            assertThat(trouble)
                    .filteredOn(e -> !isJettys(e))
                    .as("trouble in the log")
                    .extracting(ILoggingEvent::toString)
                    .isEmpty();
        }
    }

    /** A client that hangs up at the wrong moment makes Jetty release a buffer twice (jetty.project#12939): it costs that connection. */
    private static boolean isJettys(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        return event.getLoggerName().equals("org.eclipse.jetty.util.thread.QueuedThreadPool")
                && thrown != null
                && thrown.getMessage().startsWith("already released")
                && Stream.of(thrown.getStackTraceElementProxyArray())
                        .anyMatch(e -> e.getSTEAsString().contains("HttpConnection.releaseRequestBuffer"));
    }

    /** Three calls in five go to the gRPC door. */
    private static void rounds(GrpcDoorStrain grpc, HttpDoorStrain http, long calls) throws Exception {
        for (long i = 0; i < calls; i++) {
            if (i % 5 < 3) {
                grpc.call(i);
            } else {
                http.call();
            }
        }
        grpc.await();
    }

    private static void report(Tally tally, long before, long after, long taken, long seconds) {
        System.out.printf(
                "seed %d: %d calls in %d s, %d records taken, heap %.1f MiB before, %.1f MiB after, %s%n",
                SEED, tally.calls(), seconds, taken, before / 1048576.0, after / 1048576.0, tally);
        System.out.println("the first INTERNAL: " + tally.first("grpc INTERNAL"));
    }

    private static long heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(100);
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
