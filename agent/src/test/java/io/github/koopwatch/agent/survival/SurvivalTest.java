/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.agent.survival.Installation.Shape;
import io.github.koopwatch.contract.result.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five kills: nothing that was acknowledged is lost, and windows, events and distances are those of undisturbed runs, to the
 * last bit. The soak does the same by the hundred ({@code .ci/soak}).
 */
class SurvivalTest {
    private static final EpisodeRun.Pace PACE = new EpisodeRun.Pace(200, 10);
    private static final long SEED = 42;
    /** Processes that live for seconds do not repay their second compiler. */
    private static final List<String> QUICK_TO_START = List.of("-XX:TieredStopAtLevel=1");

    @TempDir
    private Path directory = Path.of("");

    private void play(Shape shape, Scene... scenes) throws Exception {
        List<Act> acts = new ArrayList<>();
        for (Scene scene : scenes) {
            acts.add(new Act(scene, 500, SEED + acts.size()));
        }
        List<Verdict> verdicts = new ArrayList<>();
        Installation on = Installation.of(shape, directory.resolve("data"), QUICK_TO_START);
        EpisodeRun.play(new Schedule.Episode(0, shape, SEED, acts), PACE, on, verdicts::add);
        verdicts.forEach(v -> System.out.println(new String(Json.write(v), StandardCharsets.UTF_8)));
        assertThat(verdicts)
                .hasSize(scenes.length + 1)
                .allSatisfy(v -> assertThat(v.good()).as("%s", v).isTrue());
        assertThat(verdicts.stream().mapToInt(Verdict::windows).sum()).isPositive();
    }

    @Test
    void oneProcess_killedTwice_andOnceMoreWithItsDirectoryDamaged() throws Exception {
        play(Shape.ONE, Scene.KILL_SERVICE, Scene.KILL_SERVICE, Scene.KILL_SERVICE_AND_DAMAGE);
    }

    @Test
    void severalProcesses_aWorkerKilled_thenTheBroker() throws Exception {
        play(Shape.MANY, Scene.KILL_WORKER, Scene.KILL_BROKER);
    }
}
