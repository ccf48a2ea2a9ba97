/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What the training job logged, until the row of its step comes: loss and learning rate, as logarithms. Values that are not
 * positive and finite are as good as not logged. A row whose scalars have not come waits for them or for the next row.
 */
final class Logged {
    /** Steps that may be ahead of the rows: an incomplete step of a sharded run is given up when 8 later ones are there. */
    static final int MOST_AHEAD = 16;

    private final List<Entry> ahead = new ArrayList<>();
    private boolean any;
    private double rate = Double.NaN;
    private long rateStep = Long.MIN_VALUE;

    /** Natural logarithms, NaN for what was not logged. */
    private record Entry(long step, double loss, double rate) {
        Entry with(Entry newer) {
            return new Entry(step, known(newer.loss, loss), known(newer.rate, rate));
        }
    }

    /**
     * Takes what was logged at a step. Of a step whose row is decided already only the learning rate counts, from the next
     * row on.
     */
    void add(long step, double loss, double rate, long decided) {
        Entry entry = new Entry(step, logarithm(loss), logarithm(rate));
        if (Double.isNaN(entry.loss) && Double.isNaN(entry.rate)) {
            return;
        }
        any = true;
        if (step <= decided) {
            use(entry);
            return;
        }
        int at = ahead.size();
        while (at > 0 && ahead.get(at - 1).step >= step) {
            at--;
        }
        if (at < ahead.size() && ahead.get(at).step == step) {
            ahead.set(at, ahead.get(at).with(entry));
        } else {
            ahead.add(at, entry);
        }
        if (ahead.size() > MOST_AHEAD) {
            Entry oldest = ahead.remove(0);
            ahead.set(0, new Entry(ahead.get(0).step, oldest.loss, oldest.rate).with(ahead.get(0)));
        }
    }

    /** Whether a row of that step is to wait: the job logs, and has not yet logged at this step or a later one. */
    boolean awaited(long step) {
        return any && (ahead.isEmpty() || ahead.get(ahead.size() - 1).step < step);
    }

    /** The newest loss logged since the row before this one, NaN for none; what was logged up to it is used up. */
    double reach(long step) {
        double loss = Double.NaN;
        while (!ahead.isEmpty() && ahead.get(0).step <= step) {
            Entry entry = ahead.remove(0);
            loss = known(entry.loss, loss);
            use(entry);
        }
        return loss;
    }

    private void use(Entry entry) {
        if (!Double.isNaN(entry.rate) && entry.step >= rateStep) {
            rate = entry.rate;
            rateStep = entry.step;
        }
    }

    /** ln of the learning rate of the rows reached; NaN before the first. */
    double rate() {
        return rate;
    }

    /** ln of the learning rate that holds at a step as far as it is known. */
    double rateAt(long step) {
        double at = rateStep <= step ? rate : Double.NaN;
        for (Entry entry : ahead) {
            at = entry.step <= step ? known(entry.rate, at) : at;
        }
        return at;
    }

    private static double known(double newer, double older) {
        return Double.isNaN(newer) ? older : newer;
    }

    private static double logarithm(double value) {
        return value > 0 && Double.isFinite(value) ? StrictMath.log(value) : Double.NaN;
    }

    void write(ByteBuffer out) {
        out.put((byte) (any ? 1 : 0)).putDouble(rate).putLong(rateStep).put((byte) ahead.size());
        ahead.forEach(entry -> out.putLong(entry.step).putDouble(entry.loss).putDouble(entry.rate));
    }

    void read(ByteBuffer in) {
        any = in.get() == 1;
        rate = in.getDouble();
        rateStep = in.getLong();
        for (int n = in.get(); n > 0; n--) {
            ahead.add(new Entry(in.getLong(), in.getDouble(), in.getDouble()));
        }
    }
}
