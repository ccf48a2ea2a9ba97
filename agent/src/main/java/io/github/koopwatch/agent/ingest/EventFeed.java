/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.v1.Event;
import java.util.function.Consumer;

/** What the topology says of runs while their clients are connected. */
public interface EventFeed extends AutoCloseable {
    /**
     * Hands on every event of this run and incarnation from now, at least once.
     *
     * @param listener called on the feed's thread; must not block
     */
    Subscription subscribe(String run, long incarnation, Consumer<Event> listener);

    @Override
    void close();

    /** Ends with close; harmless to close twice. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
