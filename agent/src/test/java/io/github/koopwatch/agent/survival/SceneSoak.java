/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import io.github.koopwatch.contract.result.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Scenes by name, a few times: {@code --scene kill-door,kill-page --times 3 --seed 1 --dir DIR}, those that share an installation one after the
 * other. The only way to those that need root.
 */
final class SceneSoak {
    private static final EpisodeRun.Pace PACE = new EpisodeRun.Pace(400, 100);
    private static final int DISK_MIB = 256;

    private SceneSoak() {}

    public static void main(String[] args) throws Exception {
        Options options = Options.of(args);
        List<Scene> scenes = Arrays.stream(options.text("scene", "disk-full").split(","))
                .map(name -> Scene.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
                .toList();
        Path directory = Files.createDirectories(options.path("dir", "target/soak"));
        List<Verdict> verdicts = new ArrayList<>();
        for (Schedule.Episode episode :
                Schedule.named(scenes, (int) options.number("times", 1), options.number("seed", 1))) {
            play(episode, directory, verdicts);
        }
        System.out.println(Summary.of(verdicts));
        System.exit(verdicts.stream().allMatch(Verdict::good) ? 0 : 1);
    }

    private static void play(Schedule.Episode episode, Path all, List<Verdict> verdicts) throws Exception {
        Scene scene = episode.acts().get(0).scene();
        Path directory = all.resolve(scene.name().toLowerCase(Locale.ROOT));
        KillSoak.delete(directory); // its log holds runs of the same names
        switch (scene) {
            case DISK_FULL -> {
                try (SmallDisk disk = SmallDisk.mount(directory, DISK_MIB)) {
                    play(episode, Installation.of(episode.shape(), disk.directory()), verdicts);
                }
            }
            case CUT_OFF_WORKER -> {
                try (Cable cable = Cable.lay()) {
                    play(episode, Installation.apart(directory, Cable.HOST, cable.farEnd()), verdicts);
                }
            }
            default -> play(episode, Installation.of(episode.shape(), directory), verdicts);
        }
    }

    private static void play(Schedule.Episode episode, Installation on, List<Verdict> verdicts) throws Exception {
        EpisodeRun.play(episode, PACE, on, verdict -> {
            verdicts.add(verdict);
            System.out.println(new String(Json.write(verdict), StandardCharsets.UTF_8));
        });
    }
}
