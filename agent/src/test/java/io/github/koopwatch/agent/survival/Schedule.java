/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import io.github.koopwatch.agent.survival.Installation.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Which scenes come when: a function of a seed and, where they are asked for by name, of the names. */
final class Schedule {
    private static final int LONGEST_WAIT_MS = 3000;
    private static final int KILLS_PER_EPISODE = 6;

    private Schedule() {}

    /** Scenes done to one installation. */
    record Episode(int number, Shape shape, long loadSeed, List<Act> acts) {
        Episode {
            for (Act act : acts) {
                if (act.scene().shape() != shape) {
                    throw new IllegalArgumentException(
                            "expected scenes for an installation of shape " + shape + ", got " + act.scene()
                                    + ", which is for " + act.scene().shape());
                }
            }
        }

        int kills() {
            return acts.stream().mapToInt(a -> a.scene().kills()).sum();
        }
    }

    /** Episodes in turn on one and on many processes, until there are as many kills. */
    static List<Episode> of(long seed, int kills) {
        Random random = new Random(seed);
        List<Episode> episodes = new ArrayList<>();
        for (int left = kills; left > 0; ) {
            Shape shape = episodes.size() % 2 == 0 ? Shape.ONE : Shape.MANY;
            Episode next = episode(episodes.size(), shape, random, Math.min(left, KILLS_PER_EPISODE));
            episodes.add(next);
            left -= next.kills();
        }
        return episodes;
    }

    /** Scenes in their order, all of them so many times; one episode for each installation that they need. */
    static List<Episode> named(List<Scene> scenes, int times, long seed) {
        Random random = new Random(seed);
        Map<String, List<Act>> places = new LinkedHashMap<>();
        for (int i = 0; i < times; i++) {
            for (Scene scene : scenes) {
                places.computeIfAbsent(scene.place(), p -> new ArrayList<>())
                        .add(new Act(scene, LONGEST_WAIT_MS, random.nextLong()));
            }
        }
        List<Episode> episodes = new ArrayList<>();
        for (List<Act> acts : places.values()) {
            Shape shape = acts.get(0).scene().shape();
            episodes.add(new Episode(episodes.size(), shape, seed + episodes.size(), acts));
        }
        return episodes;
    }

    private static Episode episode(int number, Shape shape, Random random, int kills) {
        long loadSeed = random.nextLong();
        List<Act> acts = new ArrayList<>();
        for (int left = kills; left > 0; ) {
            Act act = new Act(pick(Scene.of(shape), random), random.nextInt(LONGEST_WAIT_MS), random.nextLong());
            acts.add(act);
            left -= act.scene().kills();
        }
        return new Episode(number, shape, loadSeed, acts);
    }

    private static Scene pick(List<Scene> from, Random random) {
        int at = random.nextInt(from.stream().mapToInt(Scene::weight).sum());
        for (Scene scene : from) {
            at -= scene.weight();
            if (at < 0) {
                return scene;
            }
        }
        throw new IllegalStateException("no scene");
    }
}
