/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation;

import io.github.koopwatch.koopman.detect.ChannelSlot;
import io.github.koopwatch.koopman.detect.Channels;
import io.github.koopwatch.koopman.monitor.Slots;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Keeps every row of channels that an engine stores, in its last version. */
public final class ChannelLog implements Slots {
    private static final int PAST = 120;
    private static final int AFTER = 25;

    private final TreeMap<Long, ChannelSlot> rows = new TreeMap<>();

    @Override
    public byte @Nullable [] read(Key key) {
        return null;
    }

    @Override
    public void write(Key key, byte[] value) {
        if (key.kind() == Kind.CHANNEL) {
            ChannelSlot slot = ChannelSlot.decode(value);
            rows.put(slot.step(), slot);
        }
    }

    /**
     * The channels around an alarm.
     *
     * @param view what the detector was shown
     * @param cause the true one
     * @param alarm place of the alarm's row
     * @param onset place of the row at which the change is estimated to have begun; may be negative
     * @param values [row][channel]
     */
    public record Around(
            String run,
            String view,
            String kind,
            String cause,
            int alarm,
            int onset,
            List<String> channels,
            double[][] values) {}

    /** Empty when there are no 25 rows from the alarm's on. */
    List<Around> around(LabelledRun run, View view, Alarm alarm) {
        List<ChannelSlot> slots = new ArrayList<>(rows.values());
        int at = rows.headMap(alarm.step()).size();
        int from = Math.max(0, at - PAST);
        if (at + AFTER > slots.size()) {
            return List.of();
        }
        double[][] values = slots.subList(from, at + AFTER).stream()
                .map(ChannelSlot::values)
                .toArray(double[][]::new);
        int onset = rows.headMap(alarm.onset()).size();
        return List.of(new Around(
                run.name(),
                view.jsonName(),
                run.kind(),
                run.cause(),
                at - from,
                onset - from,
                IntStream.range(0, values[0].length).mapToObj(Channels::name).toList(),
                values));
    }
}
