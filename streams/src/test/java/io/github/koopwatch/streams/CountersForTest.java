/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.v1.Reason;
import java.util.ArrayList;
import java.util.List;

/** Remembers what was counted. */
final class CountersForTest implements PipelineCounters {
    int accepted;
    final List<Reason> rejected = new ArrayList<>();
    final List<Drop> dropped = new ArrayList<>();
    final List<Reason> deadLetters = new ArrayList<>();

    @Override
    public void accepted() {
        accepted++;
    }

    @Override
    public void rejected(Reason reason) {
        rejected.add(reason);
    }

    @Override
    public void dropped(Drop why) {
        dropped.add(why);
    }

    int groupFull;

    @Override
    public void groupFull() {
        groupFull++;
    }

    @Override
    public void deadLetter(Reason reason) {
        deadLetters.add(reason);
    }
}
