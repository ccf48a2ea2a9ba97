/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.agent.client.Access;
import io.github.koopwatch.agent.client.FakeService;
import io.github.koopwatch.v1.Reason;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class DemoTest {
    private static final DemoSettings SETTINGS = new DemoSettings(1000, 33, Duration.ofSeconds(2), false);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void run_everyStageWorks_allIsPublishedAndTheFindingsAreComputed() throws Exception {
        try (FakeService service = FakeService.start(FakeService::acknowledgeEach);
                FakeApi api = FakeApi.complete(trainers())) {
            DemoReport report = run(service, api);

            assertThat(report.failures()).isEmpty();
            assertThat(report.everyStageWorked()).isTrue();
            assertThat(report.snapshots()).isEqualTo(7 * 1000 + 3 * 300);
            assertThat(report.trainingSeconds()).isGreaterThan(1000 / 33.0 - 1);
            assertThat(service.streams).hasSize(10).allSatisfy(stream -> {
                assertThat(stream.heard.get(0).hasStart()).isTrue();
                assertThat(stream.heard.get(stream.heard.size() - 1).hasEnd()).isTrue();
            });
            assertThat(report.findings())
                    .anyMatch(
                            text -> text.contains("found at step 502, 2 steps later (RegimeShift, cause step_size_up)"))
                    .anyMatch(text -> text.contains("W1 0.0100; bisection from them: 0.510 and 0.500, 50 times"))
                    .anyMatch(text -> text.contains("p = 1.00") && text.contains("never a proof"));
            assertThat(text())
                    .contains("100 %  step 1000 of 1000", "0.900+-0.100i", "step 502: RegimeShift, step_size_up")
                    .endsWith("Every stage worked. The page: http://" + api.address() + "/" + System.lineSeparator());
        }
    }

    @Test
    void run_oneRunIsRefused_theOthersGoOnAndTheReportNamesIt() throws Exception {
        try (FakeService service = FakeService.start((stream, request) -> {
                    if (stream.heard.get(0).getStart().getRun().equals("width-40-a") && request.hasStart()) {
                        stream.refuse(request.getSequence(), Reason.REASON_CONFLICT, "known with dimension 7");
                    }
                    stream.acknowledge(request.getSequence());
                });
                FakeApi api = FakeApi.complete(trainers())) {
            DemoReport report = run(service, api);

            assertThat(report.everyStageWorked()).isFalse();
            assertThat(report.failures())
                    .containsExactly("publish: run width-40-a: START refused, REASON_CONFLICT: known with dimension 7");
            assertThat(text()).contains("FAILED publish: run width-40-a", "Not every stage worked.");
        }
    }

    private DemoReport run(FakeService service, FakeApi api) throws InterruptedException {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return new Demo(service.target(), api.address(), Access.OPEN, out, new FakeClock(), SETTINGS).run();
    }

    private static List<Trainer> trainers() {
        return DemoRuns.all(Digits.load(), SETTINGS.steps());
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
