/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import io.github.koopwatch.agent.survival.Installation.Shape;
import io.github.koopwatch.contract.result.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Scenes by name, one after the other, a few times: {@code --scene kill-door,kill-page --times 3 --seed 1 --dir DIR}. The only way to those
 * that need root.
 */
final class SceneSoak {
    private static final EpisodeRun.Pace PACE = new EpisodeRun.Pace(400, 100);
    private static final int DISK_MIB = 256;
    private static final long WAIT_MS = 3000;

    private SceneSoak() {}

    public static void main(String[] args) throws Exception {
        Options options = Options.of(args);
        List<Scene> scenes = Arrays.stream(options.text("scene", "disk-full").split(","))
                .map(name -> Scene.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
                .toList();
        Scene scene = scenes.get(0);
        Path directory = Files.createDirectories(options.path("dir", "target/soak"))
                .resolve(scene.name().toLowerCase(Locale.ROOT));
        long seed = options.number("seed", 1);
        Shape shape = Scene.of(Shape.ONE).contains(scene) ? Shape.ONE : Shape.MANY;
        List<Act> acts = acts(scenes, (int) options.number("times", 1), new Random(seed));
        List<Verdict> verdicts = new ArrayList<>();
        play(scene, new Schedule.Episode(0, shape, seed, acts), directory, verdicts);
        System.out.println(Summary.of(verdicts));
        System.exit(verdicts.stream().allMatch(Verdict::good) ? 0 : 1);
    }

    private static List<Act> acts(List<Scene> scenes, int times, Random random) {
        return IntStream.range(0, times)
                .boxed()
                .flatMap(i -> scenes.stream())
                .map(scene -> new Act(scene, WAIT_MS, random.nextLong()))
                .toList();
    }

    private static void play(Scene scene, Schedule.Episode episode, Path directory, List<Verdict> verdicts)
            throws Exception {
        switch (scene) {
            case DISK_FULL -> {
                try (SmallDisk disk = SmallDisk.mount(directory, DISK_MIB)) {
                    play(episode, Installation.of(Shape.ONE, disk.directory()), verdicts);
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
