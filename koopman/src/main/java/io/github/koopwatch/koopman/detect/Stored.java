/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

/** Checks of what is read back from a store. */
final class Stored {
    private Stored() {}

    static void check(String what, byte version, int atLeast, byte[] bytes) {
        if (bytes.length < atLeast) {
            throw new IllegalArgumentException(what + ": expected at least " + atLeast + " bytes, got " + bytes.length);
        }
        if (bytes[0] != version) {
            throw new IllegalArgumentException(what + ": expected format version " + version + ", got " + bytes[0]);
        }
    }
}
