/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How large a process is.
 *
 * @param minute since the first measurement
 * @param heap bytes in use after a full collection
 * @param resident bytes, pages of files among them
 * @param anonymous bytes of it that belong to no file
 * @param files open descriptors
 * @param series lines of its metrics
 */
record Size(double minute, long heap, long resident, long anonymous, long threads, long files, long series) {
    private static final double MIB = 1 << 20;

    /** Of that process, after a full collection that it is asked for. */
    static Size of(long pid, double minute, Page page) throws IOException {
        Shell.run(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), "GC.run");
        Path proc = Path.of("/proc", Long.toString(pid));
        String status = Files.readString(proc.resolve("status"));
        try (Stream<Path> descriptors = Files.list(proc.resolve("fd"))) {
            String metrics = page.get("/metrics").body();
            return new Size(
                    minute,
                    heap(metrics),
                    1024 * number(status, "VmRSS:\\s+(\\d+)"),
                    1024 * number(status, "RssAnon:\\s+(\\d+)"),
                    number(status, "Threads:\\s+(\\d+)"),
                    descriptors.count(),
                    metrics.lines().filter(line -> !line.startsWith("#")).count());
        }
    }

    private static long heap(String metrics) {
        return (long) Pattern.compile("^jvm_memory_used_bytes\\{area=\"heap\"[^}]*} (\\S+)$", Pattern.MULTILINE)
                .matcher(metrics)
                .results()
                .mapToDouble(m -> Double.parseDouble(m.group(1)))
                .sum();
    }

    private static long number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern);
        }
        return Long.parseLong(matcher.group(1));
    }

    /** What each grows by in an hour: least squares over the second half, with the standard error of the slope. */
    static String slopes(List<Size> sizes) {
        List<Size> half = sizes.subList(sizes.size() / 2, sizes.size());
        return "| | first | last | growth in an hour, second half |\n|---|---|---|---|\n"
                + row("heap after a full collection (MiB)", sizes, half, s -> s.heap() / MIB)
                + row("resident (MiB)", sizes, half, s -> s.resident() / MIB)
                + row("anonymous (MiB)", sizes, half, s -> s.anonymous() / MIB)
                + row("threads", sizes, half, Size::threads)
                + row("descriptors", sizes, half, Size::files)
                + row("series", sizes, half, Size::series);
    }

    private static String row(String name, List<Size> all, List<Size> half, ToDoubleFunction<Size> of) {
        double[] t = half.stream().mapToDouble(Size::minute).toArray();
        double[] y = half.stream().mapToDouble(of).toArray();
        double[] slope = slope(t, y);
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.2f ± %.2f |%n",
                name,
                of.applyAsDouble(all.get(0)),
                of.applyAsDouble(all.get(all.size() - 1)),
                60 * slope[0],
                60 * slope[1]);
    }

    /** Slope and its standard error. */
    static double[] slope(double[] t, double[] y) {
        int n = t.length;
        double meanT = 0;
        double meanY = 0;
        for (int i = 0; i < n; i++) {
            meanT += t[i] / n;
            meanY += y[i] / n;
        }
        double tt = 0;
        double ty = 0;
        double yy = 0;
        for (int i = 0; i < n; i++) {
            tt += (t[i] - meanT) * (t[i] - meanT);
            ty += (t[i] - meanT) * (y[i] - meanY);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        double slope = ty / tt;
        double residual = Math.max(0, yy - slope * ty);
        return new double[] {slope, Math.sqrt(residual / (n - 2) / tt)};
    }
}
