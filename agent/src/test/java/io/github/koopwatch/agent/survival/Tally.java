/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a comparison found: how much was compared, and what was not as it should be. */
final class Tally {
    private static final int MOST_NOTES = 5;

    private int windows;
    private int records;
    private int differing;
    private int lost;
    private final List<String> notes = new ArrayList<>();

    /** The committed values of one key against those expected, from the first that was not compared before. */
    void compare(String what, boolean windowsOfThem, List<byte[]> expected, List<byte[]> actual, int from) {
        for (int i = from; i < expected.size(); i++) {
            if (i >= actual.size()) {
                lost(what + " " + i + ": " + Bench.text(expected.get(i)));
            } else {
                records++;
                windows += windowsOfThem ? 1 : 0;
                if (!Arrays.equals(expected.get(i), actual.get(i))) {
                    differing++;
                    note(what + " " + i + ": expected " + Bench.text(expected.get(i)) + ", got "
                            + Bench.text(actual.get(i)));
                }
            }
        }
    }

    void tooMany(String what, int expected, List<byte[]> actual) {
        if (actual.size() > expected) {
            differing += actual.size() - expected;
            note(what + ": expected " + expected + " records, got " + actual.size() + ", the next of them "
                    + Bench.text(actual.get(expected)));
        }
    }

    void lost(String what) {
        lost++;
        note("lost " + what);
    }

    void differs(String what) {
        differing++;
        note(what);
    }

    private void note(String text) {
        if (notes.size() < MOST_NOTES) {
            notes.add(text);
        }
    }

    int windows() {
        return windows;
    }

    int records() {
        return records;
    }

    int differing() {
        return differing;
    }

    int lost() {
        return lost;
    }

    List<String> notes() {
        return List.copyOf(notes);
    }
}
