/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints a line per run, and beneath it what changed when. */
final class ReportTable {
    private static final String LINE = "%-17s %6s %8s  %-38s %7s %9s %10s%n";

    private ReportTable() {}

    static void print(PrintStream out, List<RunResult> results) {
        out.printf(
                LINE, "run", "rows", "loss", "leading eigenvalues of the last window", "radius", "error", "W1 to 1st");
        for (RunResult result : results) {
            line(out, result);
            result.events().forEach(event -> out.println("    " + changed(event)));
        }
        out.println(
                "radius: largest modulus; error: one-step prediction, relative; W1 to 1st: from the first window to the last.");
    }

    private static void line(PrintStream out, RunResult result) {
        List<WindowSpectrum> windows = result.windows();
        String rows = Integer.toString(result.trainer().rows());
        String loss = number("%.4f", result.loss());
        if (windows.isEmpty()) {
            out.printf(LINE, result.run(), rows, loss, "none", "-", "-", "-");
            return;
        }
        WindowSpectrum last = windows.get(windows.size() - 1);
        out.printf(
                LINE,
                result.run(),
                rows,
                loss,
                Spectra.leading(last),
                number("%.4f", last.spectralRadius()),
                number("%.2e", last.oneStepError()),
                number("%.4f", Spectra.w1(windows.get(0), last)));
    }

    private static String changed(ChangeEvent event) {
        String cause = event.cause().equals("unknown") ? "" : ", " + event.cause();
        return "step " + event.step() + ": " + event.kind() + cause + " [" + event.severity() + "]";
    }

    private static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
    }
}
