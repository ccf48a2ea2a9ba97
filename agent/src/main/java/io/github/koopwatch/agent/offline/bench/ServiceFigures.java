/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a service says of itself in one scrape.
 *
 * @param scrapeSeconds until the last byte of the scrape was read
 * @param scrapeBytes its length, not compressed
 * @param delays snapshots whose spectrum was visible within a bound in seconds, by bound, all runs since the start
 * @param lag records that wait for a topology in that process
 * @param heapBytes used of its heap
 * @param series of runs
 * @param threads that live
 * @param files that are open
 */
public record ServiceFigures(
        double scrapeSeconds,
        long scrapeBytes,
        Map<Double, Double> delays,
        double lag,
        double heapBytes,
        long series,
        double threads,
        double files) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Pattern BUCKET =
            Pattern.compile("(?m)^koopwatch_snapshot_to_spectrum_seconds_bucket\\{.*?le=\"([^\"]+)\"} ([0-9.eE+]+)");
    private static final Pattern LAG = Pattern.compile("(?m)^koopwatch_processing_lag_records ([0-9.eE+]+)");
    private static final Pattern HEAP = Pattern.compile("(?m)^jvm_memory_used_bytes\\{area=\"heap\".*?} ([0-9.eE+]+)");
    private static final Pattern THREADS = Pattern.compile("(?m)^jvm_threads_live_threads ([0-9.eE+]+)");
    private static final Pattern FILES = Pattern.compile("(?m)^process_files_open_files ([0-9.eE+]+)");

    /** Asks the process with its HTTP side at HOST:PORT. */
    public static ServiceFigures of(String http) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + http + "/metrics"))
                .timeout(PATIENCE)
                .build();
        long begin = System.nanoTime();
        String scrape =
                CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return parsed(scrape, (System.nanoTime() - begin) / 1e9);
    }

    static ServiceFigures parsed(String scrape, double seconds) {
        Map<Double, Double> delays = new TreeMap<>();
        for (Matcher m = BUCKET.matcher(scrape); m.find(); ) {
            double bound = m.group(1).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(m.group(1));
            delays.put(bound, Double.parseDouble(m.group(2)));
        }
        long series = scrape.lines()
                .filter(line -> line.startsWith("koopwatch_") && line.contains("run=\""))
                .count();
        return new ServiceFigures(
                seconds,
                scrape.length(),
                delays,
                sum(LAG, scrape),
                sum(HEAP, scrape),
                series,
                sum(THREADS, scrape),
                sum(FILES, scrape));
    }

    private static double sum(Pattern series, String scrape) {
        return series.matcher(scrape)
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .sum();
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
