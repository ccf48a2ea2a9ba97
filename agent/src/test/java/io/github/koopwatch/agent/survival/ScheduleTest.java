/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import static org.assertj.core.api.Assertions.assertThat;

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
}
