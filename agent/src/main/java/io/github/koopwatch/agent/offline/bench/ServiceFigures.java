/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a service says of itself in one scrape, and what the system says of its process.
 *
 * @param scrapeSeconds until the last byte of the scrape was read
 * @param scrapeBytes its length, not compressed
 * @param delays snapshots whose spectrum was visible within a bound in seconds, by bound, all runs since the start
 * @param lag records that wait
 * @param residentBytes of the process; NaN where the system does not tell
 */
public record ServiceFigures(
        double scrapeSeconds, long scrapeBytes, Map<Double, Double> delays, double lag, double residentBytes) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern BUCKET =
            Pattern.compile("(?m)^koopwatch_snapshot_to_spectrum_seconds_bucket\\{.*?le=\"([^\"]+)\"} ([0-9.eE+]+)");
    private static final Pattern LAG = Pattern.compile("(?m)^koopwatch_processing_lag_records ([0-9.eE+]+)");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+([0-9]+) kB");
    private static final double KILOBYTE = 1024;

    /** Asks the service at HOST:PORT, whose process has that id. */
    public static ServiceFigures of(String http, long pid) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        String scrape = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + http + "/metrics"))
                                .timeout(PATIENCE)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        double seconds = (System.nanoTime() - begin) / 1e9;
        Map<Double, Double> delays = new TreeMap<>();
        for (Matcher m = BUCKET.matcher(scrape); m.find(); ) {
            double bound = m.group(1).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(m.group(1));
            delays.put(bound, Double.parseDouble(m.group(2)));
        }
        Matcher lag = LAG.matcher(scrape);
        return new ServiceFigures(
                seconds,
                scrape.length(),
                delays,
                lag.find() ? Double.parseDouble(lag.group(1)) : Double.NaN,
                resident(pid));
    }

    private static double resident(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.isReadable(status)) {
            return Double.NaN;
        }
        Matcher resident = RESIDENT.matcher(Files.readString(status));
        return resident.find() ? Double.parseDouble(resident.group(1)) * KILOBYTE : Double.NaN;
    }

    /** Bound under which that share of the delays since an earlier moment lies; NaN without any. */
    public double delay(double share, ServiceFigures since) {
        double all = count(Double.POSITIVE_INFINITY, since);
        for (Double bound : delays.keySet()) {
            if (all > 0 && count(bound, since) >= share * all) {
                return bound;
            }
        }
        return Double.NaN;
    }

    private double count(double bound, ServiceFigures since) {
        return delays.getOrDefault(bound, 0.0) - since.delays.getOrDefault(bound, 0.0);
    }
}
