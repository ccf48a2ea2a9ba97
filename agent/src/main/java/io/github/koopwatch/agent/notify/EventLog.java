/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

import io.github.koopwatch.agent.readmodel.Update;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.contract.result.ChangeEvent;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes each version of an event to the log, one line. */
public final class EventLog implements Consumer<Update> {
    private static final Logger logger = LoggerFactory.getLogger(EventLog.class);
    private static final int SHOWN = 300;

    @Override
    public void accept(Update update) {
        if (update.body() instanceof ChangeEvent e) {
            logger.info("{} {}: {} ({})", e.severity(), e.state(), line(e.message()), RunKey.shown(e.id()));
        }
    }

    /** Anybody with access to the broker may write events; a message must not break a line. */
    private static String line(String text) {
        String printable = String.valueOf(text).replaceAll("[\\p{Cntrl}]", " ");
        return printable.length() > SHOWN ? printable.substring(0, SHOWN) + "..." : printable;
    }
}
