/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import com.google.protobuf.UnsafeByteOperations;
import io.github.koopwatch.contract.Float32;
import io.github.koopwatch.streams.stored.UnreadableState;
import io.github.koopwatch.v1.ObservableHead;
import io.github.koopwatch.v1.PendingStep;
import io.github.koopwatch.v1.Snapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the shards of one observable's steps. A step is complete when all shards are there; its parts are summed in
 * double, in the order of the shards, and rounded once. Steps leave in order; one that stays incomplete while
 * {@link #LATER_COMPLETE} later ones are complete is given up.
 */
final class Shards {
    /** Complete steps that an incomplete one may hold up. */
    static final int LATER_COMPLETE = 8;
    /** Steps that may be pending at all: bounds what a run with a lost shard can store. */
    static final int MOST_PENDING = 64;
    /** Parts of a whole run that may wait: its head names each, and has to stay far below the largest record. */
    static final int MOST_PARTS = 1 << 17;

    private final String run;
    private final String observable;
    private final int shards;
    private final int dimension;
    private final int mostPending;
    private final RunRecords records;

    /** @param observables of the run, which share the place that its head has for parts that wait */
    Shards(String run, String observable, int shards, int dimension, int observables, RunRecords records) {
        this.run = run;
        this.observable = observable;
        this.shards = shards;
        this.dimension = dimension;
        this.mostPending = Math.max(2, Math.min(MOST_PENDING, MOST_PARTS / (observables * shards)));
        this.records = records;
    }

    /** A step all of whose shards were there. */
    record Whole(long step, float[] values) {}

    /** What a part set free: whole steps in order, and how many snapshots (parts) were given up. */
    record Released(List<Whole> whole, int givenUp) {}

    /** Takes a part; false when it was there already. The step lies above the last appended one. */
    boolean add(Snapshot part, ObservableHead.Builder head) {
        int at = position(head, part.getStep());
        boolean known = at < head.getPendingCount() && head.getPending(at).getStep() == part.getStep();
        if (known && head.getPending(at).getShardsList().contains(part.getShard())) {
            return false;
        }
        if (known) {
            head.getPendingBuilder(at).addShards(part.getShard());
        } else {
            head.addPending(at, PendingStep.newBuilder().setStep(part.getStep()).addShards(part.getShard()));
        }
        records.part(
                run,
                observable,
                part.getStep(),
                part.getShard(),
                part.getValues().toByteArray());
        return true;
    }

    /** Takes out every step that may leave now. */
    Released release(ObservableHead.Builder head) {
        List<Whole> whole = new ArrayList<>();
        int givenUp = 0;
        while (head.getPendingCount() > 0) {
            PendingStep first = head.getPending(0);
            if (complete(first)) {
                whole.add(new Whole(first.getStep(), sum(first.getStep())));
            } else if (blocksTooMuch(head)) {
                givenUp += first.getShardsCount();
            } else {
                break;
            }
            delete(first);
            head.removePending(0);
        }
        return new Released(whole, givenUp);
    }

    private boolean blocksTooMuch(ObservableHead.Builder head) {
        long complete = head.getPendingList().stream().filter(this::complete).count();
        return complete >= LATER_COMPLETE || head.getPendingCount() > mostPending;
    }

    private boolean complete(PendingStep step) {
        return step.getShardsCount() == shards;
    }

    private float[] sum(long step) {
        double[] sum = new double[dimension];
        for (int shard = 0; shard < shards; shard++) {
            float[] part = stored(step, shard);
            for (int j = 0; j < dimension; j++) {
                sum[j] += part[j];
            }
        }
        float[] rounded = new float[dimension];
        for (int j = 0; j < dimension; j++) {
            rounded[j] = (float) sum[j];
        }
        return rounded;
    }

    private float[] stored(long step, int shard) {
        byte[] part = records.part(run, observable, step, shard);
        if (part == null || part.length != dimension * Float.BYTES) {
            throw new UnreadableState(
                    "stored part of run " + run + ", observable " + observable + ", step " + step + ", shard " + shard,
                    new IllegalStateException("expected " + dimension * Float.BYTES + " bytes, got "
                            + (part == null ? "none" : part.length + "")));
        }
        return Float32.values(UnsafeByteOperations.unsafeWrap(part));
    }

    private void delete(PendingStep step) {
        step.getShardsList().forEach(shard -> records.part(run, observable, step.getStep(), shard, null));
    }

    private static int position(ObservableHead.Builder head, long step) {
        int at = 0;
        while (at < head.getPendingCount() && head.getPending(at).getStep() < step) {
            at++;
        }
        return at;
    }
}
