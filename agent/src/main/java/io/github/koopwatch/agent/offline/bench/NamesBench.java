/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.contract.Float32;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.RunEnd;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Snapshot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Run names that come and go: each begins, publishes one snapshot and ends.
 *
 * @param names that came
 * @param mostSeries of runs in any scrape
 * @param mostLag records that waited for the topology in any scrape
 * @param heapFirstMib used heap after the first tenth, the smallest of five scrapes
 * @param heapLastMib the same after the last
 * @param failed records that Kafka did not take
 */
public record NamesBench(
        long names, long mostSeries, double mostLag, double heapFirstMib, double heapLastMib, long failed) {
    private static final String OBSERVABLE = "weights";
    private static final int BATCH = 1000;
    private static final double MOST_WAITING = 20_000;
    private static final double MIB = 1 << 20;

    /** Of the service at these addresses; waits whenever the topology has fallen behind. */
    public static NamesBench run(String http, String kafka, long names) throws IOException, InterruptedException {
        String topic = new Topics(Topics.DEFAULT_PREFIX).snapshots();
        Scrapes scrapes = new Scrapes(http);
        AtomicLong failed = new AtomicLong();
        double first = Double.NaN;
        try (KafkaProducer<String, byte[]> producer = KafkaConnection.to(kafka).openProducer()) {
            for (long i = 0; i < names; i++) {
                String run = "name-" + i;
                for (Record record : life(run)) {
                    producer.send(new ProducerRecord<>(topic, run, record.toByteArray()), (where, failure) -> {
                        if (failure != null) {
                            failed.incrementAndGet();
                        }
                    });
                }
                if ((i + 1) % BATCH == 0) {
                    producer.flush();
                    scrapes.awaitLagBelow(MOST_WAITING);
                }
                if (i + 1 == Math.max(1, names / 10)) {
                    first = scrapes.heap();
                }
            }
        }
        scrapes.awaitLagBelow(1);
        return new NamesBench(names, scrapes.mostSeries, scrapes.mostLag, first, scrapes.heap(), failed.get());
    }

    private static Record[] life(String run) {
        RunStart start = RunStart.newBuilder()
                .setRun(run)
                .setGroup(run)
                .addObservables(Observable.newBuilder().setName(OBSERVABLE).setDimension(1))
                .build();
        Snapshot snapshot = Snapshot.newBuilder()
                .setObservable(OBSERVABLE)
                .setValues(Float32.bytes(new float[] {1}))
                .build();
        return new Record[] {
            Record.newBuilder().setIncarnation(1).setStart(start).build(),
            Record.newBuilder().setIncarnation(1).setSnapshot(snapshot).build(),
            Record.newBuilder()
                    .setIncarnation(1)
                    .setEnd(RunEnd.getDefaultInstance())
                    .build()
        };
    }

    /** What the service says of itself. */
    private static final class Scrapes {
        private static final Duration PAUSE = Duration.ofMillis(200);
        private static final int HEAP_SCRAPES = 5;

        private final HttpClient client = HttpClient.newHttpClient();
        private final HttpRequest request;
        private long mostSeries;
        private double mostLag;

        Scrapes(String http) {
            request = HttpRequest.newBuilder(URI.create("http://" + http + "/metrics"))
                    .build();
        }

        private String scrape() throws IOException, InterruptedException {
            String text =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            mostSeries = Math.max(
                    mostSeries,
                    text.lines()
                            .filter(line -> line.startsWith("koopwatch_") && line.contains("run=\""))
                            .count());
            return text;
        }

        void awaitLagBelow(double most) throws IOException, InterruptedException {
            double lag = sum(scrape(), "koopwatch_processing_lag_records");
            while (lag >= most) {
                mostLag = Math.max(mostLag, lag);
                Thread.sleep(PAUSE.toMillis());
                lag = sum(scrape(), "koopwatch_processing_lag_records");
            }
        }

        double heap() throws IOException, InterruptedException {
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < HEAP_SCRAPES; i++) {
                least = Math.min(least, sum(scrape(), "jvm_memory_used_bytes{area=\"heap\""));
                Thread.sleep(PAUSE.toMillis());
            }
            return least / MIB;
        }

        private static double sum(String text, String series) {
            return text.lines()
                    .filter(line -> line.startsWith(series))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }
}
