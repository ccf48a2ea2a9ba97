/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Shows how far the training is: a bar redrawn in place on a terminal, a plain line every few seconds elsewhere. */
final class Progress {
    private static final int BAR = 30;
    /** A wrapped line would count twice when the cursor goes up. */
    private static final int NARROWEST = 79;

    private static final String UP = "\u001b[%dA";
    private static final String CLEAR = "\u001b[2K";

    private final PrintStream out;
    private final boolean terminal;
    private final long begin;
    private final long every;
    private long next;
    private int drawn;

    /** {@code begin}: the clock's nanoseconds now. */
    Progress(PrintStream out, boolean terminal, long begin) {
        this.out = out;
        this.terminal = terminal;
        this.begin = begin;
        this.every = terminal ? TimeUnit.MILLISECONDS.toNanos(200) : TimeUnit.SECONDS.toNanos(5);
        this.next = begin;
    }

    /** Shows {@code part} of {@code whole} steps and the lines beneath, unless it did so a moment ago. */
    void show(int part, int whole, List<String> lines, long now) {
        if (now < next && part < whole) {
            return;
        }
        next = now + every;
        String head = String.format(
                Locale.ROOT,
                "%s %3d %%  step %d of %d  %.0f s",
                bar(part, whole),
                100L * part / whole,
                part,
                whole,
                (now - begin) / 1e9);
        if (terminal) {
            redraw(head, lines);
        } else {
            out.println(head);
            lines.forEach(out::println);
        }
        out.flush();
    }

    private void redraw(String head, List<String> lines) {
        if (drawn > 0) {
            out.printf(UP, drawn);
        }
        out.println(CLEAR + head);
        lines.forEach(line -> out.println(CLEAR + line.substring(0, Math.min(line.length(), NARROWEST))));
        drawn = 1 + lines.size();
    }

    private static String bar(int part, int whole) {
        int full = (int) ((long) BAR * part / whole);
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
    }
}
