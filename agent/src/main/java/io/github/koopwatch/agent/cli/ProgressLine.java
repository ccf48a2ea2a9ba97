/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.offline.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import picocli.CommandLine.Model.CommandSpec;

/**
 * How far a command has come, on standard error: on a terminal one line that is written anew, once it takes longer than a
 * second; elsewhere a line now and then, once it takes longer than five.
 */
final class ProgressLine implements Progress, AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);
    private static final long PATIENCE_ELSEWHERE = TimeUnit.SECONDS.toNanos(5);
    private static final long ON_TERMINAL = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long ELSEWHERE = TimeUnit.SECONDS.toNanos(15);
    private static final int WIDTH = 24;
    private static final String ERASE = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean terminal;
    private final LongSupplier nanos;
    private volatile long due;
    private boolean shown;
    private String part = "";
    private long partBegin;

    ProgressLine(PrintWriter err, boolean terminal, LongSupplier nanos) {
        this.err = err;
        this.terminal = terminal;
        this.nanos = nanos;
        this.due = nanos.getAsLong() + (terminal ? PATIENCE : PATIENCE_ELSEWHERE);
    }

    /** Of a command. The launcher says whether standard error is a terminal; Java cannot know. */
    static ProgressLine of(CommandSpec spec, boolean quiet) {
        ProgressLine line = new ProgressLine(
                spec.commandLine().getErr(), Boolean.getBoolean("koopwatch.terminal"), System::nanoTime);
        if (quiet) {
            line.due = Long.MAX_VALUE;
        }
        return line;
    }

    @Override
    public void at(String what, long done, long all) {
        long now = nanos.getAsLong();
        if (now < due && part.equals(what)) {
            return; // most calls
        }
        say(what, done, all, now);
    }

    private synchronized void say(String what, long done, long all, long now) {
        if (!part.equals(what)) {
            part = what;
            partBegin = now;
        }
        if (now < due) {
            return;
        }
        due = now + (terminal ? ON_TERMINAL : ELSEWHERE);
        double share = Math.min(1, (double) done / Math.max(1, all));
        String text = String.format(
                Locale.ROOT, "%s %3.0f %% (%,d of %,d)%s", what, 100 * share, done, all, left(share, now));
        if (terminal) {
            int filled = (int) (share * WIDTH);
            err.print(ERASE + "[" + "=".repeat(filled) + " ".repeat(WIDTH - filled) + "] " + text);
            shown = true;
        } else {
            err.println("koopwatch: " + text);
        }
        err.flush();
    }

    private String left(double share, long now) {
        double seconds = (now - partBegin) * 1e-9 * (1 - share) / share;
        if (share < 0.02 || now - partBegin < PATIENCE / 2) {
            return "";
        }
        return seconds < 90
                ? String.format(Locale.ROOT, ", about %.0f s left", Math.max(1, seconds))
                : String.format(Locale.ROOT, ", about %.0f min left", seconds / 60);
    }

    /** Takes the line away. */
    @Override
    public synchronized void close() {
        due = Long.MAX_VALUE;
        if (shown) {
            err.print(ERASE);
            err.flush();
        }
    }
}
