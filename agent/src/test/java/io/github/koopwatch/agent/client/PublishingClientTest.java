/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.contract.Float32;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.RunStart;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class PublishingClientTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final RunStart START = RunStart.newBuilder()
            .setRun("r")
            .addObservables(Observable.newBuilder().setName("weights").setDimension(2))
            .build();

    @Test
    void finish_everythingAcknowledged_heardInOrderWithRisingSequence() throws Exception {
        try (FakeService service = FakeService.start(FakeService::acknowledgeEach)) {
            PublishingClient client = PublishingClient.open(service.target(), START, 77);
            client.snapshot("weights", 0, new float[] {1, 2});
            client.scalars(0, Map.of("loss", 0.5));
            client.mark(0, "began");
            assertThat(client.finish(LONG)).isTrue();

            List<PublishRequest> heard = service.streams.get(0).heard;
            assertThat(heard).extracting(PublishRequest::getSequence).containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(heard).extracting(PublishRequest::getIncarnation).containsOnly(77L);
            assertThat(heard.get(0).getStart()).isEqualTo(START);
            assertThat(Float32.values(heard.get(1).getSnapshot().getValues())).containsExactly(1, 2);
            assertThat(heard.get(2).getScalars().getValuesMap()).containsEntry("loss", 0.5);
            assertThat(heard.get(3).getMark().getText()).isEqualTo("began");
            assertThat(heard.get(4).hasEnd()).isTrue();
        }
    }

    @Test
    void finish_endNotAcknowledged_falseWhenTheTimeIsOver() throws Exception {
        try (FakeService service = FakeService.start((stream, request) -> {})) {
            PublishingClient client = PublishingClient.open(service.target(), START, 1);
            client.snapshot("weights", 0, new float[] {1, 2});
            assertThat(client.finish(Duration.ofMillis(200))).isFalse();
        }
    }

    @Test
    void snapshot_afterClose_throws() throws Exception {
        try (FakeService service = FakeService.start(FakeService::acknowledgeEach)) {
            PublishingClient client = PublishingClient.open(service.target(), START, 1);
            client.close();
            assertThatThrownBy(() -> client.snapshot("weights", 0, new float[2]))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void refusal_ofOneSnapshot_keptWithItsStepAndTheRestGoesOn() throws Exception {
        try (FakeService service = FakeService.start((stream, request) -> {
            if (request.getSnapshot().getStep() == 1) {
                stream.refuse(request.getSequence(), Reason.REASON_NOT_FINITE, "expected finite values, got NaN");
            }
            stream.acknowledge(request.getSequence());
        })) {
            PublishingClient client = PublishingClient.open(service.target(), START, 1);
            for (int step = 0; step < 3; step++) {
                client.snapshot("weights", step, new float[] {step, Float.NaN});
            }
            assertThat(client.finish(LONG)).isTrue();
            assertThat(client.refusals())
                    .containsExactly(new Refused(
                            PublishRequest.BodyCase.SNAPSHOT,
                            1,
                            Reason.REASON_NOT_FINITE,
                            "expected finite values, got NaN"));
        }
    }

    @Test
    void brokenStream_unacknowledgedMessages_sentAgainOnANewStreamInOrder() throws Exception {
        try (FakeService service = FakeService.start((stream, request) -> {
            boolean breaks =
                    request.getIncarnation() == 5 && request.getSnapshot().getStep() == 3;
            if (breaks && stream.heard.size() == 5) { // start, 0, 1, 2, 3: the first stream
                stream.acknowledge(3); // start, 0, 1
                stream.fail(Status.UNAVAILABLE);
            } else if (request.hasEnd()) {
                stream.acknowledge(request.getSequence());
            }
        })) {
            PublishingClient client = PublishingClient.open(service.target(), START, 5);
            for (int step = 0; step < 6; step++) {
                client.snapshot("weights", step, new float[] {step, 0});
            }
            assertThat(client.finish(LONG)).isTrue();

            assertThat(service.streams).hasSize(2);
            List<PublishRequest> again = service.streams.get(1).heard;
            assertThat(again.get(0).getStart()).isEqualTo(START);
            assertThat(again).extracting(PublishRequest::getSequence).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
            assertThat(again.subList(1, 5))
                    .extracting(request -> request.getSnapshot().getStep())
                    .containsExactly(2L, 3L, 4L, 5L);
        }
    }

    @Test
    void serverDownThenBack_nothingIsLost() throws Exception {
        FakeService first = FakeService.start((stream, request) -> {});
        PublishingClient client = PublishingClient.open(first.target(), START, 1);
        client.snapshot("weights", 0, new float[2]);
        await().until(() -> first.stepsHeard().equals(List.of(0L)));
        int port = first.port();
        first.close();
        client.snapshot("weights", 1, new float[2]);
        try (FakeService second = FakeService.start(FakeService::acknowledgeEach)) {
            second.close();
            await().ignoreExceptions().untilAsserted(() -> second.listen(port));
            assertThat(client.finish(LONG)).isTrue();
            assertThat(second.stepsHeard()).containsExactly(0L, 1L);
        }
    }

    @Test
    void slowServer_theCallerWaitsUntilSomethingIsAcknowledged() throws Exception {
        try (FakeService service = FakeService.start((stream, request) -> {
            if (request.hasEnd()) {
                stream.acknowledge(request.getSequence());
            }
        })) {
            var channel = Grpc.newChannelBuilder(service.target(), InsecureChannelCredentials.create())
                    .build();
            PublishingClient client = PublishingClient.open(channel, START, 1, 3);
            Thread trainer = new Thread(() -> publish(client, 5));
            trainer.start();
            await().until(() -> trainer.getState() == Thread.State.WAITING);
            await().until(() -> service.stepsHeard().size() == 3);

            service.streams.get(0).acknowledge(3);
            trainer.join();
            await().until(() -> service.stepsHeard().size() == 5);
            service.streams.get(0).acknowledge(5);
            assertThat(client.finish(LONG)).isTrue();
            assertThat(service.stepsHeard()).containsExactly(0L, 1L, 2L, 3L, 4L);
        }
    }

    @Test
    void permissionDenied_theRunFailsAndTheTrainerIsNotHeldUp() throws Exception {
        try (FakeService service =
                FakeService.start((stream, request) -> stream.fail(Status.PERMISSION_DENIED.withDescription("no")))) {
            PublishingClient client = PublishingClient.open(service.target(), START, 1);
            await().until(() -> client.failure().isPresent());
            client.snapshot("weights", 0, new float[2]);
            assertThat(client.finish(LONG)).isFalse();
            assertThat(client.failure()).contains("PERMISSION_DENIED: no");
        }
    }

    @Test
    void snapshot_stepGoesBack_newIncarnationBeginsWithRunStart() throws Exception {
        try (FakeService service = FakeService.start(FakeService::acknowledgeEach)) {
            PublishingClient client = PublishingClient.open(service.target(), START, 10);
            for (long step : new long[] {5, 5, 2}) { // an equal step is a duplicate, not a new beginning
                client.snapshot("weights", step, new float[2]);
            }
            assertThat(client.finish(LONG)).isTrue();

            List<PublishRequest> heard = service.streams.get(0).heard;
            assertThat(heard).extracting(PublishRequest::getIncarnation).containsExactly(10L, 10L, 10L, 11L, 11L, 11L);
            assertThat(heard.get(3).getStart()).isEqualTo(START);
        }
    }

    @Test
    void events_evolving_theLatestVersionOfEachId() throws Exception {
        try (FakeService service = FakeService.start((stream, request) -> {
            if (request.hasSnapshot()) {
                stream.event("a", "{\"id\":\"a\",\"kind\":\"RegimeShift\",\"cause\":\"unknown\",\"step\":7}");
                stream.event("broken", "{");
                stream.event("a", "{\"id\":\"a\",\"kind\":\"RegimeShift\",\"cause\":\"step_size_up\",\"step\":7}");
            }
            stream.acknowledge(request.getSequence());
        })) {
            PublishingClient client = PublishingClient.open(service.target(), START, 1);
            client.snapshot("weights", 0, new float[2]);
            assertThat(client.finish(LONG)).isTrue();
            assertThat(client.events()).extracting(ChangeEvent::cause).containsExactly("step_size_up");
        }
    }

    private static void publish(PublishingClient client, int snapshots) {
        LongStream.range(0, snapshots).forEach(step -> {
            try {
                client.snapshot("weights", step, new float[2]);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }
}
