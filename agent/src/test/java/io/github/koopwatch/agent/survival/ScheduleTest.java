/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.koopwatch.agent.survival.Installation.Shape;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void of_sameSeed_sameSchedule() {
        assertThat(Schedule.of(5, 100)).isEqualTo(Schedule.of(5, 100)).isNotEqualTo(Schedule.of(6, 100));
    }

    @Test
    void of_asManyKillsAsAsked_andEveryScene() {
        List<Schedule.Episode> episodes = Schedule.of(1, 300);
        assertThat(episodes.stream().mapToInt(Schedule.Episode::kills).sum()).isGreaterThanOrEqualTo(300);
        Set<Scene> played = episodes.stream()
                .flatMap(e -> e.acts().stream())
                .map(Act::scene)
                .collect(Collectors.toSet());
        Set<Scene> onDemand = EnumSet.of(Scene.DISK_FULL, Scene.CUT_OFF_WORKER);
        assertThat(played).isEqualTo(EnumSet.complementOf(EnumSet.copyOf(onDemand)));
    }

    @Test
    void named_scenesOfOneInstallation_oneEpisodeInTheirOrder() {
        List<Scene> scenes = List.of(Scene.KILL_DOOR, Scene.KILL_PAGE);
        List<Schedule.Episode> episodes = Schedule.named(scenes, 2, 1);
        assertThat(episodes).singleElement().satisfies(e -> {
            assertThat(e.shape()).isEqualTo(Shape.MANY);
            assertThat(e.acts())
                    .extracting(Act::scene)
                    .containsExactly(Scene.KILL_DOOR, Scene.KILL_PAGE, Scene.KILL_DOOR, Scene.KILL_PAGE);
        });
        assertThat(Schedule.named(scenes, 2, 1)).isEqualTo(episodes).isNotEqualTo(Schedule.named(scenes, 2, 2));
    }

    @Test
    void named_scenesOfSeveralInstallations_anEpisodeForEach() {
        List<Scene> scenes = List.of(
                Scene.KILL_SERVICE, Scene.KILL_WORKER, Scene.DISK_FULL, Scene.FREEZE_SERVICE, Scene.CUT_OFF_WORKER);
        assertThat(Schedule.named(scenes, 1, 1))
                .extracting(e -> e.acts().stream().map(Act::scene).toList())
                .containsExactly(
                        List.of(Scene.KILL_SERVICE, Scene.FREEZE_SERVICE),
                        List.of(Scene.KILL_WORKER),
                        List.of(Scene.DISK_FULL),
                        List.of(Scene.CUT_OFF_WORKER));
    }

    @Test
    void episode_sceneOfAnotherShape_throwsWithBothShapes() {
        List<Act> acts = List.of(new Act(Scene.KILL_WORKER, 0, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Schedule.Episode(0, Shape.ONE, 1, acts))
                .withMessage("expected scenes for an installation of shape ONE, got KILL_WORKER, which is for MANY");
    }
}
