/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints a line per run, and beneath it what changed when. */
final class ReportTable {
    private static final String LINE = "%-16s %5s %7s %7s %9s %7s  %s%n";

    private ReportTable() {}

    static void print(PrintStream out, List<RunResult> results) {
        out.printf(LINE, "run", "rows", "loss", "radius", "error", "W1", "leading eigenvalues");
        for (RunResult result : results) {
            line(out, result);
            result.events().forEach(event -> out.println("    " + changed(event)));
        }
        out.println(
                "Of the last window: radius, the largest modulus; error of the one-step prediction, relative; W1 from the");
        out.println("first window. Beneath a run: what changed and when; nothing beneath it: no change was found.");
    }

    private static void line(PrintStream out, RunResult result) {
        List<WindowSpectrum> windows = result.windows();
        String rows = Integer.toString(result.trainer().rows());
        String loss = number("%.4f", result.loss());
        if (windows.isEmpty()) {
            out.printf(LINE, result.run(), rows, loss, "-", "-", "-", "none");
            return;
        }
        WindowSpectrum last = windows.get(windows.size() - 1);
        out.printf(
                LINE,
                result.run(),
                rows,
                loss,
                number("%.4f", last.spectralRadius()),
                number("%.2e", last.oneStepError()),
                number("%.4f", Spectra.w1(windows.get(0), last)),
                Spectra.leading(last));
    }

    private static String changed(ChangeEvent event) {
        String cause = event.cause().equals("unknown") ? "" : ", " + event.cause();
        return "step " + event.step() + ": " + event.kind() + cause + " [" + event.severity() + "]: " + event.message();
    }

    private static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
    }
}
