/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import static io.github.koopwatch.koopman.Samples.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.Spectrum;
import io.github.koopwatch.koopman.monitor.Slots.Key;
import io.github.koopwatch.koopman.monitor.Slots.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Records that are in stores already must stay readable: monitor-state-3.txt was written once, by a monitor that had seen
 * 50 snapshots, and never changes.
 */
class StoredStateTest {
    private static final int SEEN = 50;
    private static final ObservableSettings OBSERVABLE = new ObservableSettings(
            3,
            List.of(new int[] {0, 1}, new int[] {1, 3}),
            2,
            0,
            List.of(settings(12, 4, 1, 2, Centre.AFFINE, 1), settings(5, 2, 0, 1, Centre.NONE, 4)));

    /** Bytes of the same steps and rows are the golden ones; doubles that a fit computes may differ by rounding. */
    @Test
    void records_areTheGoldenOnes() throws IOException {
        Map<String, byte[]> golden = golden();
        MapSlots slots = new MapSlots();
        monitorThatSaw(SEEN, slots);
        assertThat(names(slots)).containsExactlyInAnyOrderElementsOf(golden.keySet());
        slots.records.forEach((key, value) -> {
            byte[] known = Objects.requireNonNull(golden.get(name(key)));
            assertThat(value).as("%s", key).startsWith(known[0], known[1]);
            if (key.kind() == Kind.ANALYSIS || key.kind() == Kind.SPECTRUM) {
                assertClose(key.kind(), value, known);
            } else if (key.kind() == Kind.ROW || key.kind() == Kind.BLOCK) {
                assertThat(HexFormat.of().formatHex(value))
                        .isEqualTo(HexFormat.of().formatHex(known));
            } else {
                assertThat(value).as("%s", key).hasSameSizeAs(known); // channels, windows, sums: StoredFormatTest
            }
        });
    }

    /** The head's own fields, before those of the change detector. */
    @Test
    void head_isTheGoldenOne() throws IOException {
        Map<String, byte[]> golden = golden();
        MapSlots slots = new MapSlots();
        monitorThatSaw(SEEN, slots);
        ByteBuffer head = ByteBuffer.wrap(Objects.requireNonNull(golden.get(name(new Key(Kind.HEAD, 0, 0)))));
        byte[] written = Objects.requireNonNull(slots.records.get(new Key(Kind.HEAD, 0, 0)));
        assertThat(head.get()).isEqualTo((byte) 'h');
        assertThat(head.get()).isEqualTo((byte) 1);
        assertThat(head.getLong()).as("stride").isEqualTo(2);
        assertThat(head.getInt()).as("block means").isEqualTo(2);
        assertThat(head.getInt()).isEqualTo(1);
        assertThat(head.getLong()).as("rows").isEqualTo(SEEN);
        assertThat(head.getInt()).isEqualTo(4);
        assertThat(head.getLong()).as("blocks").isEqualTo(SEEN / 4);
        assertThat(head.getInt()).as("analyses").isEqualTo(2);
        assertThat(head.getLong()).as("origin").isZero();
        assertThat(head.getLong()).as("origin").isZero();
        assertThat(head.getInt()).as("bytes of the detector").isEqualTo(head.remaining());
        assertThat(Arrays.copyOf(written, head.position())).isEqualTo(Arrays.copyOf(head.array(), head.position()));
    }

    /** A monitor that goes on from the golden records answers as one that saw every snapshot. */
    @Test
    void goldenRecords_areReadAndGoneOnFrom() throws IOException {
        MapSlots stored = new MapSlots();
        golden().forEach((name, value) -> stored.write(key(name), value));
        ObservableMonitor restored = new ObservableMonitor(OBSERVABLE, stored);
        ObservableMonitor undisturbed = monitorThatSaw(SEEN, new MapSlots());
        assertThat(restored.count()).isEqualTo(SEEN);
        int windows = 0;
        for (int t = SEEN; t < 120; t++) {
            List<AnalysedWindow> expected = undisturbed.append(2L * t, row(t)).windows();
            List<AnalysedWindow> actual = restored.append(2L * t, row(t)).windows();
            assertThat(actual).hasSameSizeAs(expected);
            for (int i = 0; i < actual.size(); i++) {
                assertEqual(actual.get(i), expected.get(i));
                windows++;
            }
        }
        assertThat(windows).isGreaterThan(20);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void newerVersion_isRefusedByName(Kind kind) throws IOException {
        MapSlots stored = new MapSlots();
        golden().forEach((name, value) -> stored.write(key(name), value));
        Key key = stored.records.keySet().stream()
                .filter(k -> k.kind() == kind)
                .findAny()
                .orElseThrow();
        byte[] record = Objects.requireNonNull(stored.records.get(key));
        boolean own = kind == Kind.CHANNEL || kind == Kind.WINDOW;
        record[own ? 0 : 1] = (byte) (kind == Kind.CHANNEL ? 4 : 2);
        assertThatThrownBy(() -> new ObservableMonitor(OBSERVABLE, stored))
                .hasMessage(
                        kind == Kind.CHANNEL
                                ? "channel slot: expected format version 3, got 4"
                                : kind == Kind.WINDOW
                                        ? "window slot: expected format version 1, got 2"
                                        : "stored state: expected family " + kind.letter() + " version 1, got family "
                                                + kind.letter() + " version 2");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void letter_isNeverGivenASecondMeaning(Kind kind) {
        Map<Kind, Character> letters = Map.of(
                Kind.HEAD,
                'h',
                Kind.ROW,
                'r',
                Kind.BLOCK,
                'b',
                Kind.CHANNEL,
                'c',
                Kind.ANALYSIS,
                'a',
                Kind.SPECTRUM,
                's',
                Kind.EPOCH,
                'e',
                Kind.WINDOW,
                'w');
        assertThat(letters.get(kind)).isEqualTo(kind.letter());
    }

    /** A record of another family under the key, or one cut off. */
    @Test
    void strayRecord_isRefused() throws IOException {
        MapSlots stored = new MapSlots();
        golden().forEach((name, value) -> stored.write(key(name), value));
        stored.write(new Key(Kind.ROW, 1, 3), new byte[] {'b', 1, 0, 0});
        assertThatThrownBy(() -> new ObservableMonitor(OBSERVABLE, stored))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stored state: expected family r version 1, got family b version 1");
        stored.write(new Key(Kind.ROW, 1, 3), new byte[1]);
        assertThatThrownBy(() -> new ObservableMonitor(OBSERVABLE, stored))
                .hasMessage("stored state: expected family r version 1, got 1 bytes");
    }

    private static void assertEqual(AnalysedWindow actual, AnalysedWindow expected) {
        assertThat(actual.lastStep()).isEqualTo(expected.lastStep());
        assertThat(actual.modes()).containsExactly(expected.modes());
        Eigenvalues left = ((Spectrum) actual.result()).eigenvalues();
        Eigenvalues right = ((Spectrum) expected.result()).eigenvalues();
        assertThat(left.re()).containsExactly(right.re(), within(1e-9));
        assertThat(left.im()).containsExactly(right.im(), within(1e-9));
        assertThat(actual.references()).hasSameSizeAs(expected.references());
        for (int i = 0; i < actual.references().size(); i++) {
            assertThat(actual.references().get(i).w1())
                    .isCloseTo(expected.references().get(i).w1(), within(1e-9));
            assertThat(actual.references().get(i).nullW1())
                    .isCloseTo(expected.references().get(i).nullW1(), within(1e-9));
        }
    }

    /** Counts are the same, doubles close. Layouts: long, long, double, spectrum, slots; and long, spectrum. */
    private static void assertClose(Kind kind, byte[] written, byte[] known) {
        assertThat(written).hasSameSizeAs(known);
        ByteBuffer left = ByteBuffer.wrap(written, 2, written.length - 2);
        ByteBuffer right = ByteBuffer.wrap(known, 2, known.length - 2);
        for (int longs = kind == Kind.ANALYSIS ? 2 : 1; longs > 0; longs--) {
            assertThat(left.getLong()).isEqualTo(right.getLong());
        }
        if (kind == Kind.ANALYSIS) {
            assertThat(left.getDouble()).isCloseTo(right.getDouble(), within(1e-9));
        }
        for (int lists = kind == Kind.ANALYSIS ? 2 : 1; lists > 0; lists--) {
            int size = left.getInt();
            assertThat(size).isEqualTo(right.getInt()).isPositive();
            for (int i = 0; i < 2 * size; i++) {
                assertThat(left.getDouble()).isCloseTo(right.getDouble(), within(1e-9));
            }
        }
        assertThat(left.hasRemaining()).isFalse();
    }

    private static ObservableMonitor monitorThatSaw(int snapshots, Slots slots) {
        ObservableMonitor monitor = new ObservableMonitor(OBSERVABLE, slots);
        for (int t = 0; t < snapshots; t++) {
            monitor.append(2L * t, row(t));
        }
        return monitor;
    }

    /** Two real modes far apart: a conjugate pair would take its two slots by the last bit. */
    private static float[] row(int t) {
        Random random = new Random(t);
        double size = Math.pow(0.97, t);
        return new float[] {
            (float) (3 + size + 0.01 * random.nextGaussian()),
            (float) (size * (t % 2 == 0 ? 1 : -1) + 0.01 * random.nextGaussian()),
            (float) (0.01 * random.nextGaussian())
        };
    }

    private static List<String> names(MapSlots slots) {
        return slots.records.keySet().stream().map(StoredStateTest::name).toList();
    }

    private static String name(Key key) {
        return key.kind() + " " + key.index() + " " + key.slot();
    }

    private static Key key(String name) {
        String[] parts = name.split(" ");
        return new Key(Kind.valueOf(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    /** A record a line: kind, index, slot, bytes in hex. */
    private static Map<String, byte[]> golden() throws IOException {
        Map<String, byte[]> golden = new TreeMap<>();
        try (InputStream in = StoredStateTest.class.getResourceAsStream("monitor-state-3.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
            text.lines().forEach(line -> {
                int cut = line.lastIndexOf(' ');
                golden.put(line.substring(0, cut), HexFormat.of().parseHex(line.substring(cut + 1)));
            });
        }
        return golden;
    }
}
