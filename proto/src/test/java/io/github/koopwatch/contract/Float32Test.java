/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Float32Test {
    @Test
    void bytes_knownValues_areLittleEndianIeee754() {
        assertThat(Float32.bytes(new float[] {1f, -2f}).toByteArray())
                .containsExactly(0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0);
    }

    @Test
    void values_ofBytes_areTheSameBits() {
        Random random = new Random(1);
        float[] values = new float[1000];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt());
        }
        assertThat(Float32.values(Float32.bytes(values))).isEqualTo(values);
    }

    @Test
    void values_ofAPartOfALargerMessage_areThatPart() {
        ByteString two = Float32.bytes(new float[] {1f, 2f, 3f});
        assertThat(Float32.values(two.substring(4, 12))).containsExactly(2f, 3f);
        assertThat(Float32.at(two.substring(4, 12), 1)).isEqualTo(3f);
    }

    @Test
    void values_halfAValue_throws() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Float32.values(ByteString.copyFrom(new byte[6])))
                .withMessage("expected a multiple of 4 bytes, got 6");
    }

    @Test
    void firstNotFinite_anyBits_agreesWithTheLanguage() {
        Random random = new Random(2);
        for (int i = 0; i < 100_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            int expected = Float.isFinite(value) ? -1 : 1;
            assertThat(Float32.firstNotFinite(Float32.bytes(new float[] {0f, value})))
                    .isEqualTo(expected);
        }
    }

    @Test
    void firstNotFinite_extremes_areTold() {
        float[] finite = {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, -0f, 0f};
        assertThat(Float32.firstNotFinite(Float32.bytes(finite))).isEqualTo(-1);
        assertThat(Float32.firstNotFinite(Float32.bytes(new float[] {1f, Float.NEGATIVE_INFINITY, Float.NaN})))
                .isEqualTo(1);
        assertThat(Float32.firstNotFinite(ByteString.EMPTY)).isEqualTo(-1);
    }
}
