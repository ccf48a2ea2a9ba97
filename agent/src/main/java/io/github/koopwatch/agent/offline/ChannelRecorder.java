/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.report.Series;
import io.github.koopwatch.koopman.detect.ChannelSlot;
import io.github.koopwatch.koopman.detect.Channels;
import io.github.koopwatch.koopman.monitor.Slots;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes down the channels that the detector stores with each row, under their names, values and standardised. */
final class ChannelRecorder implements Slots {
    private final Map<String, Series> values = new LinkedHashMap<>();
    private final Map<String, Series> standardised = new LinkedHashMap<>();

    @Override
    public byte @Nullable [] read(Key key) {
        return null;
    }

    @Override
    public void write(Key key, byte[] value) {
        if (key.kind() == Kind.CHANNEL) {
            ChannelSlot slot = ChannelSlot.decode(value);
            for (int c = 0; c < slot.values().length; c++) {
                if (!Double.isNaN(slot.values()[c])) {
                    add(values, c, slot.step(), slot.values()[c]);
                    add(standardised, c, slot.step(), slot.z()[c]);
                }
            }
        }
    }

    private static void add(Map<String, Series> to, int channel, long step, double value) {
        to.computeIfAbsent(Channels.name(channel), n -> new Series()).add(step, value);
    }

    Map<String, List<double[]>> values() {
        return RunReport.points(values);
    }

    Map<String, List<double[]>> standardised() {
        return RunReport.points(standardised);
    }
}
