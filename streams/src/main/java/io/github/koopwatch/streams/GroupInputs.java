/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.dmd.Spectrum;
import io.github.koopwatch.koopman.monitor.AnalysedWindow;
import io.github.koopwatch.v1.GroupAlarm;
import io.github.koopwatch.v1.GroupAnswer;
import io.github.koopwatch.v1.GroupFacts;
import io.github.koopwatch.v1.GroupGone;
import io.github.koopwatch.v1.GroupInput;
import io.github.koopwatch.v1.GroupWindow;
import io.github.koopwatch.v1.Mark;
import java.util.Arrays;

/** What a run tells its group. */
final class GroupInputs {
    static final int VERSION = 1;
    private static final String LOSS = "loss";

    private GroupInputs() {}

    static void facts(Run run, Outcome outcome) {
        GroupFacts facts = GroupFacts.newBuilder()
                .setArm(run.arm())
                .setBaseline(run.start().getBaseline())
                .setEnded(run.ended())
                .build();
        tell(run, input(run.name(), run.incarnation()).setFacts(facts), outcome);
    }

    static void gone(Run run, Outcome outcome) {
        tell(run, input(run.name(), run.incarnation()).setGone(GroupGone.getDefaultInstance()), outcome);
    }

    /** A window without a spectrum has nothing to compare. */
    static void window(Run run, String observable, AnalysedWindow window, Outcome outcome) {
        if (window.result() instanceof Spectrum spectrum) {
            GroupWindow.Builder told = GroupWindow.newBuilder()
                    .setObservable(observable)
                    .setPreset(window.settings().preset())
                    .setSettings(settings(window))
                    .setFirstStep(window.firstStep())
                    .setLastStep(window.lastStep())
                    .setLength(window.settings().window() * window.rowStride())
                    .setHop(window.settings().hop() * window.rowStride())
                    .setPartial(window.partial())
                    .addAllRe(Arrays.stream(spectrum.eigenvalues().re()).boxed().toList())
                    .addAllIm(Arrays.stream(spectrum.eigenvalues().im()).boxed().toList())
                    .setNullW1(nullW1(window));
            if (run.head().containsScalars(LOSS)) {
                told.setLoss(run.head().getScalarsOrThrow(LOSS));
            }
            tell(run, input(run.name(), run.incarnation()).setWindow(told), outcome);
        }
    }

    /** The alarms among the events: not what is only a note, nor what a publisher of the past brought about. */
    static void alarms(Outcome outcome) {
        outcome.events().stream()
                .filter(e -> e.run() != null
                        && e.isFiring()
                        && !e.isNote()
                        && !e.kind().equals("RunStale"))
                .forEach(e -> outcome.groupInputs().add(new Outcome.ToGroup(e.group(), alarm(e, e.run()))));
    }

    /** What a person said through this run of an alert between runs. */
    static void answer(Run run, Mark mark, Outcome outcome) {
        GroupAnswer answer = GroupAnswer.newBuilder()
                .setAlertId(mark.getAlertId())
                .setText(mark.getText())
                .build();
        tell(run, input(run.name(), run.incarnation()).setAnswer(answer), outcome);
    }

    private static GroupInput alarm(ChangeEvent event, String run) {
        return input(run, event.incarnation())
                .setAlarm(GroupAlarm.newBuilder().setKind(event.kind()).setStep(event.step()))
                .build();
    }

    private static double nullW1(AnalysedWindow window) {
        return window.references().stream()
                .mapToDouble(AnalysedWindow.ReferenceDistance::nullW1)
                .filter(Double::isFinite)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** All that decides what an eigenvalue means: windows that differ in it are not compared. */
    private static String settings(AnalysedWindow window) {
        AnalysisSettings s = window.settings();
        return "window " + s.window() + " hop " + s.hop() + " delays " + s.delays() + " rank " + s.rank() + " centre "
                + s.centre() + " block " + s.blockMean() + " scale " + s.scale() + " refine " + s.refine() + " stride "
                + window.rowStride();
    }

    private static GroupInput.Builder input(String run, long incarnation) {
        return GroupInput.newBuilder().setVersion(VERSION).setRun(run).setIncarnation(incarnation);
    }

    private static void tell(Run run, GroupInput.Builder input, Outcome outcome) {
        outcome.groupInputs().add(new Outcome.ToGroup(run.group(), input.build()));
    }
}
