/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

/**
 * One step's channels as stored, in the order update_energy, coherence, displacement, radial, group_energy_0, ….
 *
 * @param values values of the channels
 * @param z standardised values; 0 while there is no reference, and always for displacement
 */
public record ChannelSlot(long step, double[] values, double[] z) {
    public byte[] encode() {
        throw new UnsupportedOperationException();
    }

    public static ChannelSlot decode(byte[] bytes) {
        throw new UnsupportedOperationException();
    }
}
