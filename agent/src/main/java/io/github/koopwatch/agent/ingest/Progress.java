/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

/** How far the topology has come with the snapshots topic. */
public interface Progress {
    /** Nobody looks: nothing waits for the topology. */
    Progress UNKNOWN = new Progress() {
        @Override
        public long processed(int partition) {
            return Long.MAX_VALUE;
        }

        @Override
        public void whenMoved(Runnable waiter) {
            waiter.run();
        }
    };

    /**
     * Every record of the partition below this offset is processed. The largest number while that is not known or does not
     * move: the log is there to take what comes while the topology stands still.
     */
    long processed(int partition);

    /** Runs the waiter once, soon after the answer may have changed, on another thread. */
    void whenMoved(Runnable waiter);
}
