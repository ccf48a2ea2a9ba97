/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import java.util.concurrent.atomic.LongAdder;

/** The progress of several parts at once, of which each reports every one of its own steps. */
final class SummedProgress implements Progress {
    private final String what;
    private final long all;
    private final Progress to;
    private final LongAdder done = new LongAdder();

    SummedProgress(String what, long all, Progress to) {
        this.what = what;
        this.all = all;
        this.to = to;
    }

    @Override
    public void at(String part, long doneOfPart, long allOfPart) {
        done.increment();
        to.at(what, done.sum(), all);
    }
}
