/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was opened, to be closed in the opposite order; one part that does not close keeps no other from it. */
final class Parts implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Parts.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T part) {
        open.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            AutoCloseable part = open.pop();
            try {
                part.close();
            } catch (Exception e) {
                logger.warn("{} did not close in good order", part.getClass().getSimpleName(), e);
            }
        }
    }
}
