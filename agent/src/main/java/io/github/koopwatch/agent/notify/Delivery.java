/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what a target is told, tells it, counts, and waits longer after each failure. Used by one thread. */
final class Delivery {
    private static final Logger logger = LoggerFactory.getLogger(Delivery.class);
    private static final int REMEMBERED = 4096;

    private final Target target;
    private final Severity least;
    private final Backoff backoff;
    private final Counter delivered;
    private final Counter rejected;
    private final Counter failed;
    private final Map<String, Version> told = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Version> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** What makes one version of an event different from another to whoever is told. */
    private record Version(
            String state,
            String severity,
            String cause,
            boolean expected,
            @Nullable String acknowledged) {
        static Version of(ChangeEvent e) {
            return new Version(e.state(), e.severity(), e.cause(), e.expected(), e.acknowledged());
        }
    }

    Delivery(Target target, Severity least, Backoff backoff, MeterRegistry registry) {
        this.target = target;
        this.least = least;
        this.backoff = backoff;
        this.delivered = target.counter(registry, "delivered");
        this.rejected = target.counter(registry, "rejected");
        this.failed = target.counter(registry, "failed");
    }

    /** True while the target is left in peace after a failure. */
    boolean waits() {
        return backoff.waits();
    }

    /** False when it has to be told again later. */
    boolean tell(Notice notice) {
        ChangeEvent event = notice.event();
        Version version = Version.of(event);
        if (!wanted(event) || version.equals(told.get(event.id()))) {
            return true;
        }
        if (!attempt(event.id(), () -> target.notifier().tell(notice))) {
            return false;
        }
        told.put(event.id(), version);
        return true;
    }

    /** Tells all that fires again; a failure is made good by the next time. */
    void remind(List<ChangeEvent> firing, Instant now) {
        List<ChangeEvent> matters = firing.stream().filter(least::isReachedBy).toList();
        if (target.notifier().reminds() && !matters.isEmpty()) {
            attempt("reminder", () -> target.notifier().remind(matters, now));
        }
    }

    /** A later version of what was told is told whatever it says: the target has to hear that it was expected. */
    private boolean wanted(ChangeEvent event) {
        return least.isReachedBy(event) || told.containsKey(event.id());
    }

    private interface Attempt {
        void run() throws Undelivered;
    }

    private boolean attempt(String what, Attempt attempt) {
        try {
            attempt.run();
            backoff.succeeded();
            delivered.increment();
            return true;
        } catch (Undelivered e) {
            return failed(what, e);
        } catch (RuntimeException e) {
            logger.error("{}: {} cannot be told", target.name(), RunKey.shown(what), e);
            rejected.increment();
            return true;
        }
    }

    private boolean failed(String what, Undelivered why) {
        if (why.isForGood()) {
            logger.error("{}: {} was refused: {}", target.name(), RunKey.shown(what), why.getMessage());
            rejected.increment();
            return true;
        }
        failed.increment();
        logger.warn(
                "{}: {} not delivered, tried again in {} s: {}",
                target.name(),
                RunKey.shown(what),
                backoff.failed().toSeconds(),
                why.getMessage());
        return false;
    }
}
