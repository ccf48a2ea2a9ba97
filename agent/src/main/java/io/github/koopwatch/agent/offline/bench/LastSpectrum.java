/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.client.Access;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.AnalysisSettings;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits until the last spectrum of published runs is visible in the API. */
public final class LastSpectrum {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final long POLL_MS = 20;
    private static final int OK = 200;

    private final HttpClient http;
    private final String address;
    private final Access access;

    /** Of the service whose HTTP side is at HOST:PORT. */
    public LastSpectrum(String address, Access access) {
        this.address = address;
        this.access = access;
        this.http = access.http(ANSWER);
    }

    /** Seconds until every run's last window could be read; NaN when that took longer than {@code patience}. */
    public double seconds(PublishBench published, AnalysisSettings settings, Duration patience)
            throws InterruptedException {
        long begin = System.nanoTime();
        for (int i = 0; i < published.names().size(); i++) {
            long window = window(published.rows().get(i), settings);
            while (window >= 0 && !visible(published.names().get(i), window)) {
                if (System.nanoTime() - begin > patience.toNanos()) {
                    return Double.NaN;
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            }
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    /** First step of the last full window of a run with rows at steps 0, 1, …; negative without one. */
    private static long window(int rows, AnalysisSettings settings) {
        return rows < settings.window() ? -1 : (rows - settings.window()) / settings.hop() * (long) settings.hop();
    }

    private boolean visible(String run, long firstStep) throws InterruptedException {
        String path = "/api/v1/runs/" + run + "/spectra?from=" + firstStep;
        try {
            HttpResponse<byte[]> answer = http.send(
                    access.request(address, path).timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofByteArray());
            return answer.statusCode() == OK && Json.read(answer.body(), WindowSpectrum[].class).length > 0;
        } catch (IOException e) {
            return false; // not there yet, or busy: asked again until the patience ends
        }
    }
}
