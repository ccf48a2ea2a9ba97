/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.v1.GroupInput;
import io.github.koopwatch.v1.Record;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Knows what must come out. Of runs: what the topology makes of each training alone, bit for bit. Of groups, whose results depend on how the
 * runs' records interleave: what it makes of the committed records of the group-inputs topic, in their order.
 */
final class Oracle implements AutoCloseable {
    private final Topics topics;
    private final Committed committed;
    private final Bench alone;
    private final Bench together;
    private final Map<String, Integer> told = new HashMap<>();
    private final Map<String, Progress> progress = new HashMap<>();
    private final Map<String, Integer> compared = new HashMap<>();

    /** How much of a run the undisturbed topology has had. */
    private static final class Progress {
        private final Training training;
        private final float[][] values;
        private int next;
        private boolean ended;

        Progress(Training training) {
            this.training = training;
            this.values = training.values();
        }
    }

    Oracle(Topics topics, Committed committed) {
        this.topics = topics;
        this.committed = committed;
        this.alone = new Bench(topics);
        this.together = new Bench(topics);
    }

    /** Lets the undisturbed topology have the first {@code rows} rows of a run. */
    void reach(Training training, int rows) {
        Progress of = progress.computeIfAbsent(training.run(), r -> begun(training));
        for (; of.next < rows; of.next++) {
            training.records(of.next, of.values[of.next]).forEach(r -> pipe(training.run(), r));
        }
        alone.drain();
    }

    private Progress begun(Training training) {
        pipe(training.run(), training.startRecord());
        return new Progress(training);
    }

    private void pipe(String run, Record record) {
        alone.pipe(topics.snapshots(), run, record.toByteArray());
    }

    void end(Training training) {
        reach(training, training.rows());
        Progress of = Objects.requireNonNull(progress.get(training.run()));
        if (!of.ended) {
            of.ended = true;
            pipe(training.run(), Training.endRecord());
            alone.drain();
        }
    }

    /** True when as much is committed of the run as must come out of what it was given. */
    boolean allCommitted(Training training) {
        String run = training.run();
        return perRun().stream()
                        .allMatch(t ->
                                committed.size(t, run) >= alone.values(t, run).size())
                && told(committed.values(topics.groupInputs(), training.group()), run)
                                .size()
                        >= told(alone.values(topics.groupInputs(), training.group()), run)
                                .size();
    }

    /** When the last of it was there, or {@code since} where that is later; all must be committed. */
    long complete(Training training, long since) {
        String run = training.run();
        return perRun().stream()
                .mapToLong(t -> committed.complete(t, run, alone.values(t, run).size(), since))
                .reduce(since, Math::max);
    }

    /** Topics whose records of a run have the run as their key. */
    private List<String> perRun() {
        return List.of(topics.spectra(), topics.distances(), topics.events());
    }

    /** What is new of the run since the last comparison. */
    void compare(Training training, Tally tally) {
        String run = training.run();
        for (String topic : perRun()) {
            compare(topic, run, alone.values(topic, run), committed.values(topic, run), tally);
        }
        compare(
                topics.groupInputs(),
                run,
                told(alone.values(topics.groupInputs(), training.group()), run),
                told(committed.values(topics.groupInputs(), training.group()), run),
                tally);
    }

    private void compare(String topic, String key, List<byte[]> expected, List<byte[]> actual, Tally tally) {
        String what = topic + "/" + key;
        tally.compare(what, topic.equals(topics.spectra()), expected, actual, compared.getOrDefault(what, 0));
        compared.put(what, expected.size());
    }

    /** What a run told its group, without its facts: those are told again whenever a client connects again. */
    private static List<byte[]> told(List<byte[]> all, String run) {
        List<byte[]> own = new ArrayList<>();
        for (byte[] value : all) {
            try {
                GroupInput input = GroupInput.parseFrom(value);
                if (input.getRun().equals(run) && !input.hasFacts()) {
                    own.add(value);
                }
            } catch (InvalidProtocolBufferException e) {
                throw new UncheckedIOException(e);
            }
        }
        return own;
    }

    /** True when as much is committed of every group as must come out of what its runs told it so far. */
    boolean groupsCommitted() {
        Set<String> groups = groups();
        groups.forEach(this::tell);
        together.drain();
        return groups.stream()
                .allMatch(group -> perGroup().stream()
                        .allMatch(t -> committed.size(t, group)
                                >= together.values(t, group).size()));
    }

    private void tell(String group) {
        List<byte[]> all = committed.values(topics.groupInputs(), group);
        all.subList(told.getOrDefault(group, 0), all.size())
                .forEach(v -> together.pipe(topics.groupInputs(), group, v));
        told.put(group, all.size());
    }

    private Set<String> groups() {
        return progress.values().stream().map(p -> p.training.group()).collect(Collectors.toSet());
    }

    /** Topics whose records of a group have the group as their key. */
    private List<String> perGroup() {
        return List.of(topics.distances(), topics.events());
    }

    /** When every run has ended and its group has had its say: that groups came out right, and that nothing is there too much. */
    void compareEnds(Tally tally) {
        for (Progress of : progress.values()) {
            String run = of.training.run();
            perRun().forEach(t ->
                    tally.tooMany(t + "/" + run, alone.values(t, run).size(), committed.values(t, run)));
            state(of.training, tally);
        }
        groups().forEach(group -> group(group, tally));
        committed.keys(topics.deadLetters()).forEach(key -> tally.differs("dead letter of " + key));
    }

    private void group(String group, Tally tally) {
        for (String topic : perGroup()) {
            List<byte[]> expected = together.values(topic, group);
            List<byte[]> actual = committed.values(topic, group);
            compare(topic, group, expected, actual, tally);
            tally.tooMany(topic + "/" + group, expected.size(), actual);
        }
    }

    private void state(Training training, Tally tally) {
        RunState state = committed.state(training.run()).orElse(null);
        boolean right = state != null
                && state.state().equals("ended")
                && Long.valueOf(training.rows() - 1L).equals(state.lastStep())
                && state.observables().get(0).rows() == training.rows() - (training.bad() < 0 ? 0 : 1)
                && state.rejected() == (training.bad() < 0 ? 0 : 1);
        if (!right) {
            tally.differs("state of " + training.run() + ": " + state);
        }
    }

    /** True when the run is known to have ended. */
    boolean ended(Training training) {
        return committed
                .state(training.run())
                .map(s -> s.state().equals("ended"))
                .orElse(false);
    }

    @Override
    public void close() {
        together.close();
        alone.close();
    }
}
