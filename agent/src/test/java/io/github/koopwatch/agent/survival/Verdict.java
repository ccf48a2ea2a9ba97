/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import java.util.List;

/**
 * What came of one act.
 *
 * @param readyMs from the fault to the last READY of the processes that it struck
 * @param caughtUpMs from the fault until every result of every snapshot acknowledged by then was there for readers
 * @param acknowledged rows acknowledged to the publishers so far
 * @param windows compared, bit for bit
 * @param records compared, windows among them
 * @param lost records that should have been there, and acknowledged rows that were not on the topic
 * @param blockedMs the longest that a row has held up a publisher so far
 */
record Verdict(
        int episode,
        int act,
        String scene,
        int kills,
        long readyMs,
        long caughtUpMs,
        long acknowledged,
        int windows,
        int records,
        int differing,
        int lost,
        long blockedMs,
        List<String> notes) {
    /** An episode that could not be played to its end. */
    static Verdict failed(int episode, Exception why) {
        return new Verdict(
                episode,
                -1,
                "FAILED",
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                1,
                0,
                List.of(why.toString(), String.valueOf(why.getCause())));
    }

    boolean good() {
        return differing == 0 && lost == 0;
    }
}
