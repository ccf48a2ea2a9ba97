/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.v1.GroupAlarm;
import io.github.koopwatch.v1.GroupFacts;
import io.github.koopwatch.v1.GroupInput;
import io.github.koopwatch.v1.GroupWindow;
import java.util.Random;

/** What runs tell a group, without training: windows of 100 rows whose few eigenvalues scatter about a place. */
final class Sweep {
    static final int WINDOW = 100;

    private final TopologyBench bench;
    private final String group;
    private final Random random;

    Sweep(TopologyBench bench, String group, long seed) {
        this.bench = bench;
        this.group = group;
        this.random = new Random(seed);
    }

    void joins(String run, long incarnation, String arm, boolean baseline) {
        facts(run, incarnation, arm, baseline, false);
    }

    void ends(String run, long incarnation, String arm) {
        facts(run, incarnation, arm, false, true);
    }

    private void facts(String run, long incarnation, String arm, boolean baseline, boolean ended) {
        bench.tell(
                group,
                input(run, incarnation)
                        .setFacts(GroupFacts.newBuilder()
                                .setArm(arm)
                                .setBaseline(baseline)
                                .setEnded(ended))
                        .build());
    }

    void alarms(String run, long incarnation, long step) {
        bench.tell(
                group,
                input(run, incarnation)
                        .setAlarm(GroupAlarm.newBuilder().setKind("RegimeShift").setStep(step))
                        .build());
    }

    /** A window whose eigenvalues lie about {@code place}, with a seeded scatter. */
    GroupWindow.Builder window(long firstStep, double place, double scatter) {
        GroupWindow.Builder window = GroupWindow.newBuilder()
                .setObservable("weights")
                .setPreset("monitor")
                .setSettings("as usual")
                .setFirstStep(firstStep)
                .setLastStep(firstStep + WINDOW - 1)
                .setLength(WINDOW)
                .setHop(10)
                .setNullW1(0.01);
        for (int i = 0; i < 3; i++) {
            window.addRe(place - 0.1 * i + scatter * random.nextGaussian()).addIm(scatter * random.nextGaussian());
        }
        return window;
    }

    void tells(String run, long incarnation, GroupWindow.Builder window) {
        bench.tell(group, input(run, incarnation).setWindow(window).build());
    }

    private static GroupInput.Builder input(String run, long incarnation) {
        return GroupInput.newBuilder().setVersion(1).setRun(run).setIncarnation(incarnation);
    }
}
