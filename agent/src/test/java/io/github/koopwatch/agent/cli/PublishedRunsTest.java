/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.koopwatch.agent.broker.SharedBroker;
import io.github.koopwatch.agent.client.FakeService;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.kafka.TopicAdmin;
import io.github.koopwatch.agent.offline.Npy;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.Record;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What replay sends, and that reanalyze finds the same windows in the log of it as analyze finds in the file. */
class PublishedRunsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROWS = 150;

    @TempDir
    Path directory = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void files() throws IOException {
        double[] loss = IntStream.range(0, ROWS).mapToDouble(t -> 1.0 / (t + 1)).toArray();
        file = Npy.npz(
                directory.resolve("recorded.npz"),
                Map.of(
                        "x", Npy.walks(1, 1, ROWS, 5, 1),
                        "steps",
                                Npy.longs(
                                        "(150,)",
                                        IntStream.range(0, ROWS)
                                                .mapToLong(t -> 10 + 2L * t)
                                                .toArray()),
                        "groups", Npy.longs("(2, 2)", 0, 2, 2, 5),
                        "loss", Npy.doubles("(150,)", loss)));
    }

    private static List<PublishRequest> heard(FakeService service) {
        return service.streams.stream().flatMap(s -> s.heard.stream()).toList();
    }

    private List<PublishRequest> replayed() throws IOException {
        try (FakeService service = FakeService.start(FakeService::acknowledgeEach)) {
            Invocation run = Invocation.of(
                    "replay", file, "--run", "again", "--group", "g", "--arm", "a", "--target", service.target());
            assertThat(run.errors()).isEmpty();
            assertThat(run.exit()).isZero();
            assertThat(run.out()).isEqualTo("run again: 150 rows of 5 acknowledged\n");
            return heard(service);
        }
    }

    @Test
    void replay_sendsRowsScalarsAndGroups() throws IOException {
        List<PublishRequest> heard = replayed();
        var start = heard.get(0).getStart();
        assertThat(List.of(start.getRun(), start.getGroup(), start.getArm())).containsExactly("again", "g", "a");
        assertThat(start.getObservables(0).getSketch().getGroupsList())
                .extracting(g -> g.getFrom() + "-" + g.getTo())
                .containsExactly("0-2", "2-5");
        assertThat(heard.stream().filter(PublishRequest::hasSnapshot)).hasSize(ROWS);
        assertThat(heard.stream().filter(PublishRequest::hasScalars).map(PublishRequest::getScalars))
                .hasSize(ROWS)
                .element(3)
                .satisfies(s -> {
                    assertThat(s.getStep()).isEqualTo(16);
                    assertThat(s.getValuesMap()).containsExactly(Map.entry("loss", 0.25));
                });
        assertThat(heard.get(heard.size() - 1).hasEnd()).isTrue();
    }

    @Test
    void replay_refusedSnapshot_isSaidAndExit1() throws IOException {
        try (FakeService service = FakeService.start((stream, request) -> {
            if (request.hasSnapshot() && request.getSnapshot().getStep() == 30) {
                stream.refuse(
                        request.getSequence(), Reason.REASON_NOT_FINITE, "value 3: expected a finite number, got NaN");
            }
            stream.acknowledge(request.getSequence());
        })) {
            Invocation run = Invocation.of("replay", file, "--run", "again", "--target", service.target());
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.errors())
                    .singleElement()
                    .asString()
                    .contains("step 30", "REASON_NOT_FINITE", "value 3: expected a finite number, got NaN");
        }
    }

    @Test
    void reanalyze_findsTheWindowsOfTheNewestIncarnation() throws Exception {
        KafkaConnection kafka = KafkaConnection.to(SharedBroker.bootstrap());
        Topics topics = new Topics("again");
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            admin.ensure(topics, 3, (short) 1);
        }
        List<PublishRequest> heard = replayed();
        try (KafkaProducer<String, byte[]> producer = kafka.openProducer()) {
            for (long incarnation : new long[] {1, 2}) {
                for (PublishRequest request : heard) {
                    producer.send(new ProducerRecord<>(topics.snapshots(), "again", record(request, incarnation)));
                    producer.send(new ProducerRecord<>(topics.snapshots(), "other", record(request, incarnation + 5)));
                }
            }
            producer.send(new ProducerRecord<>(topics.snapshots(), "again", new byte[] {1, 2, 3}))
                    .get();
        }
        assertThat(windows(reanalyze("again", "--hop", 7)))
                .isEqualTo(windows(Invocation.of("analyze", file, "--hop", 7, "--json")))
                .hasSize(8);
        assertThat(windows(reanalyze("again", "--scale", "unit", "--refine")))
                .isEqualTo(windows(Invocation.of("analyze", file, "--scale", "unit", "--refine", "--json")))
                .hasSize(6);
        assertThat(JSON.readTree(reanalyze("again").out())
                        .get("windows")
                        .get(0)
                        .get("incarnation")
                        .asLong())
                .isEqualTo(2);
        assertThat(JSON.readTree(reanalyze("again", "--from-step", 51).out())
                        .get("windows")
                        .get(0)
                        .get("first_step")
                        .asLong())
                .isEqualTo(52);
        assertThat(reanalyze("nobody").errors()).singleElement().asString().contains("got 'nobody'");
        assertThat(reanalyze("again", "--window", 151).exit()).isEqualTo(2);
    }

    @Test
    void reanalyze_startNoLongerRetained_goesByTheOldestSnapshot() throws Exception {
        KafkaConnection kafka = KafkaConnection.to(SharedBroker.bootstrap());
        Topics topics = new Topics("again");
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            admin.ensure(topics, 3, (short) 1);
        }
        try (KafkaProducer<String, byte[]> producer = kafka.openProducer()) {
            for (PublishRequest request : replayed()) {
                if (request.hasSnapshot()) {
                    producer.send(new ProducerRecord<>(topics.snapshots(), "headless", record(request, 1)));
                }
            }
        }
        // only the start knows the groups
        assertThat(windows(reanalyze("headless"), "group_energies"))
                .isEqualTo(windows(Invocation.of("analyze", file, "--json"), "group_energies"))
                .hasSize(6);
    }

    private static byte[] record(PublishRequest request, long incarnation) {
        Record.Builder record = Record.newBuilder().setIncarnation(incarnation);
        switch (request.getBodyCase()) {
            case START -> record.setStart(request.getStart());
            case SNAPSHOT -> record.setSnapshot(request.getSnapshot());
            case SCALARS -> record.setScalars(request.getScalars());
            case END -> record.setEnd(request.getEnd());
            case MARK, BODY_NOT_SET -> throw new AssertionError(request);
        }
        return record.build().toByteArray();
    }

    private static Invocation reanalyze(String run, Object... more) {
        Object[] all = Stream.concat(
                        Stream.of(
                                "reanalyze",
                                "--run",
                                run,
                                "--kafka",
                                SharedBroker.bootstrap(),
                                "--prefix",
                                "again",
                                "--json"),
                        Arrays.stream(more))
                .toArray();
        return Invocation.of(all);
    }

    /** Every field but whose the window is. */
    private static List<String> windows(Invocation run, String... without) throws IOException {
        assertThat(run.errors()).isEmpty();
        List<String> windows = new ArrayList<>();
        for (JsonNode window : JSON.readTree(run.out()).get("windows")) {
            windows.add(((ObjectNode) window)
                    .remove(List.of("run", "incarnation"))
                    .remove(List.of(without))
                    .toString());
        }
        return windows;
    }
}
