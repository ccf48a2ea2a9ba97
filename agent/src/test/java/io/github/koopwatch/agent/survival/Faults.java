/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Does the scenes to an installation; returns when every process that should run is ready again. */
final class Faults {
    /** Beyond the session timeout of a worker, and mostly beyond its transaction's. */
    private static final int SHORTEST_FREEZE_MS = 20_000;

    private static final int LONGEST_FREEZE_MS = 45_000;
    private static final int LONGEST_START_MS = 4_000;
    private static final Duration AWHILE = Duration.ofMinutes(3);
    private static final int ONE_MORE = Installation.WORKERS + 1;

    private final Installation installation;
    private final Random random;
    private final List<String> notes = new ArrayList<>();
    private long begin;

    private Faults(Installation installation, Random random) {
        this.installation = installation;
        this.random = random;
    }

    /**
     * When the fault was done and when the last process was ready again.
     *
     * @param nanos of the fault
     */
    record Struck(long nanos, long readyMs, List<String> notes) {}

    static Struck strike(Installation installation, Act act) {
        Faults faults = new Faults(installation, new Random(act.seed()));
        faults.begin = System.nanoTime();
        faults.act(act.scene());
        return new Struck(faults.begin, (System.nanoTime() - faults.begin) / 1_000_000, faults.notes);
    }

    private void act(Scene scene) {
        switch (scene) {
            case KILL_SERVICE -> kill(installation.member(Installation.SERVICE));
            case KILL_SERVICE_TWICE -> killTwice(installation.member(Installation.SERVICE));
            case KILL_SERVICE_AND_DAMAGE, KILL_BROKER_AND_DAMAGE -> killAndDamage(installation.broker());
            case FREEZE_SERVICE -> freeze(installation.member(Installation.SERVICE));
            case KILL_WORKER -> kill(anyWorker());
            case KILL_DOOR -> kill(installation.member(Installation.DOOR));
            case KILL_BROKER -> kill(installation.member(Installation.BROKER));
            case KILL_PAGE -> kill(installation.member(Installation.PAGE));
            case KILL_ALL -> killAll();
            case FREEZE_WORKER -> freeze(anyWorker());
            case ROLL_WORKERS -> roll();
            case COME_AND_GO -> comeAndGo();
            case DISK_FULL -> fillDisk(installation.member(Installation.SERVICE));
            case CUT_OFF_WORKER -> cutOff();
        }
    }

    private Member anyWorker() {
        List<Member> workers = installation.workers();
        Member worker = workers.get(random.nextInt(workers.size()));
        notes.add(worker.name());
        return worker;
    }

    private static void kill(Member member) {
        member.kill();
        member.start();
        member.awaitReady();
    }

    private void killTwice(Member member) {
        member.kill();
        member.start();
        int wait = random.nextInt(LONGEST_START_MS);
        notes.add("again after " + wait + " ms");
        pause(wait);
        kill(member);
    }

    private void killAndDamage(Member member) {
        member.kill();
        notes.add(Damage.to(member.data(), random));
        member.start();
        member.awaitReady();
    }

    private void killAll() {
        installation.members().forEach(Member::kill);
        installation.start();
    }

    private void freeze(Member member) {
        int ms = SHORTEST_FREEZE_MS + random.nextInt(LONGEST_FREEZE_MS - SHORTEST_FREEZE_MS);
        notes.add("for " + ms + " ms");
        member.freeze();
        pause(ms);
        begin = System.nanoTime();
        member.thaw();
    }

    private void roll() {
        for (Member worker : installation.workers()) {
            notes.add(worker.name() + " ended with " + worker.stop());
            worker.start();
            worker.awaitReady();
        }
    }

    private void comeAndGo() {
        Member more = installation.addWorker(ONE_MORE, List.of());
        more.start();
        more.awaitReady();
        pause(random.nextInt(LONGEST_START_MS));
        begin = System.nanoTime();
        more.kill();
        installation.remove(more);
    }

    private void fillDisk(Member member) {
        SmallDisk.fill(installation.directory());
        notes.add("ended with " + member.awaitEnd(AWHILE));
        member.start();
        notes.add("started on a full disk it ended with " + member.awaitEnd(AWHILE));
        SmallDisk.free(installation.directory());
        begin = System.nanoTime();
        member.start();
        member.awaitReady();
    }

    /** The last worker, which runs at the far end of the cable. */
    private void cutOff() {
        int ms = SHORTEST_FREEZE_MS + random.nextInt(LONGEST_FREEZE_MS - SHORTEST_FREEZE_MS);
        notes.add("for " + ms + " ms");
        Cable.pull();
        pause(ms);
        begin = System.nanoTime();
        Cable.plugIn();
    }

    private static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
