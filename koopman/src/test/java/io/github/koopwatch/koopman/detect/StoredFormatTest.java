/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Bytes that are in stores already must stay readable: the resources here were written once and never change. */
class StoredFormatTest {
    @Test
    void slot_encode_isTheGoldenBytes() throws IOException {
        byte[] golden = golden("channel-slot-3.hex");
        ChannelSlot slot = slot();

        assertThat(HexFormat.of().formatHex(slot.encode()))
                .isEqualTo(HexFormat.of().formatHex(golden));
        assertThat(ChannelSlot.decode(golden)).isEqualTo(slot);
    }

    @Test
    void slot_decodeOfSomethingElse_saysWhatWasExpected() {
        byte[] bytes = slot().encode();
        byte[] newer = bytes.clone();
        newer[0] = 4;

        assertThatThrownBy(() -> ChannelSlot.decode(newer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("channel slot: expected format version 3, got 4");
        assertThatThrownBy(() -> ChannelSlot.decode(Arrays.copyOf(bytes, 20)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("channel slot of 5 channels: expected 90 bytes, got 20");
        assertThatThrownBy(() -> ChannelSlot.decode(new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 10 bytes, got 0");
    }

    @Test
    void window_encode_isTheGoldenBytes() throws IOException {
        byte[] golden = golden("window-slot-1.hex");
        WindowSlot window = window();

        assertThat(HexFormat.of().formatHex(window.encode()))
                .isEqualTo(HexFormat.of().formatHex(golden));
        assertThat(WindowSlot.decode(golden)).isEqualTo(window);
        assertThatThrownBy(() -> WindowSlot.decode(Arrays.copyOf(golden, golden.length - 1)))
                .hasMessage("window slot of 2 eigenvalues: expected 117 bytes, got 116");
    }

    @Test
    void head_withSumsAndAFreezeOpen_isTheGoldenBytes() throws IOException {
        assertGolden(frozenThenJumping(701), "detector-head-3-sums.hex");
    }

    @Test
    void head_withAShiftOpen_isTheGoldenBytes() throws IOException {
        assertGolden(frozenThenJumping(705), "detector-head-3-shift.hex");
    }

    private static void assertGolden(ChangeDetector detector, String name) throws IOException {
        assertThat(HexFormat.of().formatHex(detector.head()))
                .isEqualTo(HexFormat.of().formatHex(golden(name)));
    }

    /** Eight groups, all but one frozen one after another, which leaves the most open changes. */
    @Test
    void head_withEightGroups_staysBelow3KiB() {
        List<float[]> rows = Walks.walk(2, 1000, 64);
        for (int g = 0; g < 7; g++) {
            Walks.hold(rows, 800 + 5 * g, 1000, 8 * g, 8 * g + 8);
        }
        Walks.hold(rows, 900, 1000, 56, 64);
        Walks.stretch(rows, 700, 20);
        Feed feed = new Feed(Walks.groups(8, 64));
        int largest = 0;
        for (int t = 0; t < rows.size(); t++) {
            feed.see(rows.get(t));
            for (int ahead = 1; ahead <= Logged.MOST_AHEAD; ahead++) {
                feed.detector().scalars(t + ahead, 1, 0.1);
            }
            largest = Math.max(largest, feed.detector().head().length);
        }
        assertThat(feed.firing()).hasSize(9);
        assertThat(largest).isBetween(2048, 3072);
    }

    private static ChannelSlot slot() {
        return new ChannelSlot(1234567890123L, new double[] {-3.25, 0.1, Double.NaN, -0.001, 7e-10}, new double[] {
            1.5, -2.75, 0, 1e-3, 12
        });
    }

    private static WindowSlot window() {
        double[] re = {1, 0.5};
        Eigenvalues kept = new Eigenvalues(re, new double[] {0, 0.25});
        double[] values = {0.125, 0.25, 5, 0.875};
        double[] p = {0.5, Double.NaN, 1, 0.0625};
        return new WindowSlot(300, 399, values, p, Optional.of(kept));
    }

    /** The group stops at 350, which re-arms at 642; update energy falls at 700. */
    private static ChangeDetector frozenThenJumping(int steps) {
        ChangeDetector detector = new ChangeDetector(1);
        for (int t = 0; t < steps; t++) {
            double wave = Math.scalb((t * 7919) % 512, -9);
            double[] above = {t < 350 ? 20 : 0};
            double u = wave - (t < 700 ? 3 : 9);
            detector.observe(t, new ChannelValues(u, wave / 4, -1, 0.125, 0, new double[] {2 - wave}, 25, above));
        }
        return detector;
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = StoredFormatTest.class.getResourceAsStream(name)) {
            String hex = new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        }
    }
}
