/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.contract.result.RunState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** One installation under load through the scenes of an episode, judged after each and at the end. */
final class EpisodeRun implements AutoCloseable {
    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final long LOOK_MS = 20;

    private final Schedule.Episode episode;
    private final Consumer<Verdict> report;
    private final Installation installation;
    private final Load load;
    private final Committed committed;
    private final Oracle oracle;
    private final Page page;
    private final Random random;
    private final Set<String> settled = new HashSet<>();
    private int acts;

    private EpisodeRun(Schedule.Episode episode, Pace pace, Installation installation, Consumer<Verdict> report) {
        this.episode = episode;
        this.report = report;
        this.installation = installation;
        installation.start();
        load = new Load(installation, TOPICS, episode.loadSeed(), pace.rows(), pace.pauseMs());
        committed = new Committed(installation.kafka(), TOPICS);
        oracle = new Oracle(TOPICS, committed);
        page = new Page(installation.http());
        random = new Random(episode.loadSeed());
    }

    /** Rows of each run, and what lies between two of them. */
    record Pace(int rows, long pauseMs) {}

    /** Every act, then the end; a verdict of each goes to the report. */
    static void play(Schedule.Episode episode, Pace pace, Path directory, Consumer<Verdict> report) throws Exception {
        play(episode, pace, Installation.of(episode.shape(), directory), report);
    }

    /** Closes the installation. */
    static void play(Schedule.Episode episode, Pace pace, Installation on, Consumer<Verdict> report) throws Exception {
        try (Installation installation = on;
                EpisodeRun run = new EpisodeRun(episode, pace, installation, report)) {
            for (Act act : episode.acts()) {
                run.act(act);
            }
            run.end();
        }
    }

    private void act(Act act) throws Exception {
        pass(act.waitMs());
        // Made before the fault, so that the undisturbed topology takes no time from the processes that recover.
        open().forEach(p -> oracle.reach(p.training(), p.acknowledged()));
        Faults.Struck struck = Faults.strike(installation, act);
        load.tick();
        List<Publisher> publishers = open();
        Map<String, Integer> targets = new HashMap<>();
        publishers.forEach(p -> targets.put(p.training().run(), p.acknowledged()));
        Tally tally = new Tally();
        until("processed", tally, () -> publishers.stream().allMatch(p -> processed(p.training(), rows(targets, p))));
        long processed = System.nanoTime();
        publishers.forEach(p -> oracle.reach(p.training(), rows(targets, p)));
        until("committed", tally, () -> publishers.stream().allMatch(p -> oracle.allCommitted(p.training())));
        long caughtUp = (complete(publishers, processed) - struck.nanos()) / 1_000_000;
        publishers.forEach(p -> judge(p, rows(targets, p), tally));
        view(publishers, tally);
        tell(act.scene().name(), act.scene().kills(), struck.readyMs(), caughtUp, struck.notes(), tally);
    }

    /** When the last result was there: what takes place between is the comparison, which is not the product's time. */
    private long complete(List<Publisher> publishers, long processed) {
        return publishers.stream()
                .mapToLong(p -> oracle.complete(p.training(), processed))
                .reduce(processed, Math::max);
    }

    private static int rows(Map<String, Integer> targets, Publisher of) {
        return targets.getOrDefault(of.training().run(), 0);
    }

    /** Publishers whose runs were not yet found to have ended and been compared. */
    private List<Publisher> open() {
        return load.publishers().stream()
                .filter(p -> !settled.contains(p.training().run()))
                .toList();
    }

    private boolean processed(Training training, int rows) {
        int last = rows - 1 == training.bad() ? rows - 2 : rows - 1;
        long step = committed.state(training.run()).map(RunState::lastStep).orElse(-1L);
        return last < 0 || (step >= last && committed.firstMissing(training.run()) >= rows);
    }

    private void judge(Publisher publisher, int acknowledged, Tally tally) {
        Training training = publisher.training();
        int missing = committed.firstMissing(training.run());
        if (missing < acknowledged) {
            tally.lost("row " + missing + " of " + training.run() + ", acknowledged up to " + acknowledged);
        }
        oracle.compare(training, tally);
        if (acknowledged == training.rows() && publisher.done() && oracle.ended(training)) {
            oracle.end(training);
            settled.add(training.run());
        }
    }

    /** The read model shows what is on the topics: one run, all of its windows, and its newest step as a metric. */
    private void view(List<Publisher> publishers, Tally tally) throws Exception {
        if (publishers.isEmpty()) {
            return;
        }
        String run =
                publishers.get(random.nextInt(publishers.size())).training().run();
        List<byte[]> there = committed.values(TOPICS.spectra(), run);
        until("shown", tally, () -> page.windows(run).size() >= there.size());
        List<byte[]> shown = page.windows(run);
        for (int i = 0; i < there.size(); i++) {
            if (i >= shown.size() || !Arrays.equals(shown.get(i), there.get(i))) {
                tally.differs("the page does not show window " + i + " of " + run + " as the topic has it");
                return;
            }
        }
        long step = committed.state(run).map(RunState::lastStep).orElse(-1L);
        if (step >= 0) {
            String series = "koopwatch_run_step\\{[^}]*run=\"" + run + "\"";
            until("shown as a metric", tally, () -> page.metric(series) >= step);
            if (!(page.metric(series) >= step)) {
                tally.differs("metric of run " + run + " is " + page.metric(series) + ", its topic says " + step);
            }
        }
    }

    private void end() throws Exception {
        load.stop();
        Tally tally = new Tally();
        until("acknowledged", tally, () -> {
            load.tick();
            return load.done();
        });
        load.publishers().forEach(p -> oracle.end(p.training()));
        long begin = System.nanoTime();
        List<Publisher> all = load.publishers();
        until(
                "ended",
                tally,
                () -> all.stream().allMatch(p -> oracle.ended(p.training()) && oracle.allCommitted(p.training())));
        long caughtUp = (System.nanoTime() - begin) / 1_000_000;
        all.forEach(p -> judge(p, p.training().rows(), tally));
        until("said by groups", tally, oracle::groupsCommitted);
        pass(1000); // in which nothing more should come
        oracle.compareEnds(tally);
        tell("END", 0, 0, caughtUp, List.of(all.size() + " runs"), tally);
    }

    private void tell(String scene, int kills, long ready, long caughtUp, List<String> notes, Tally tally) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(tally.notes());
        long acknowledged =
                load.publishers().stream().mapToLong(Publisher::acknowledged).sum();
        report.accept(new Verdict(
                episode.number(),
                acts++,
                scene,
                kills,
                ready,
                caughtUp,
                acknowledged,
                tally.windows(),
                tally.records(),
                tally.differing(),
                tally.lost(),
                load.longestBlockedMs(),
                all));
    }

    private void pass(long ms) throws InterruptedException {
        long end = System.nanoTime() + ms * 1_000_000;
        do {
            load.tick();
            Thread.sleep(LOOK_MS);
        } while (System.nanoTime() < end);
    }

    /** Waits until it holds or patience ends, which is a failure even where nothing turns out to be lost. */
    private void until(String what, Tally tally, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (IOException e) {
                // The page is not there yet.
            }
            Thread.sleep(LOOK_MS);
        }
        tally.lost("not all " + what + " after " + PATIENCE.toSeconds() + " s: " + behind()
                + Hanging.at(installation.kafka()));
    }

    private List<String> behind() {
        return load.publishers().stream()
                .map(p -> p.training().run() + " acknowledged " + p.acknowledged() + ", on the topic "
                        + committed.firstMissing(p.training().run()) + ", processed to "
                        + committed
                                .state(p.training().run())
                                .map(RunState::lastStep)
                                .orElse(-1L))
                .toList();
    }

    @Override
    public void close() {
        load.close();
        oracle.close();
        committed.close();
    }
}
