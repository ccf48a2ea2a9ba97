/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

import io.github.koopwatch.contract.result.ChangeEvent;
import java.time.Instant;
import java.util.List;

/** A way to tell one receiver. Used by one thread. */
interface Notifier {
    /** Returns once the receiver has taken it; it may come again. */
    void tell(Notice notice) throws Undelivered;

    /** True for a receiver that forgets what it is not reminded of. */
    default boolean reminds() {
        return false;
    }

    /** Called from time to time with all that fires and matters. */
    default void remind(List<ChangeEvent> firing, Instant now) throws Undelivered {}
}
