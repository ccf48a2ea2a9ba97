/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import io.github.koopwatch.contract.result.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Kills, freezes and damages by the hundred: {@code --kills 300 --seed 1 --dir DIR}, {@code --episode N} for one alone. Goes on where the report in DIR ends. */
final class KillSoak {
    private static final EpisodeRun.Pace PACE = new EpisodeRun.Pace(400, 100);

    private final Options options;
    private final Path report;
    private final List<Verdict> verdicts = new ArrayList<>();

    private KillSoak(Options options) throws IOException {
        this.options = options;
        Path directory = Files.createDirectories(options.path("dir", "target/soak"));
        report = directory.resolve("kills-" + options.number("seed", 1) + ".jsonl");
        if (Files.exists(report)) {
            for (String line : Files.readAllLines(report)) {
                verdicts.add(Json.read(line.getBytes(StandardCharsets.UTF_8), Verdict.class));
            }
        }
    }

    public static void main(String[] args) throws Exception {
        KillSoak soak = new KillSoak(Options.of(args));
        soak.run();
        System.exit(soak.verdicts.stream().allMatch(Verdict::good) ? 0 : 1);
    }

    private void run() {
        int kills = (int) options.number("kills", 300);
        List<Schedule.Episode> episodes = Schedule.of(options.number("seed", 1), kills);
        System.out.println(episodes.size() + " episodes, report in " + report.toAbsolutePath());
        long only = options.number("episode", -1);
        for (Schedule.Episode episode : episodes) {
            if (!finished(episode) && (only < 0 || only == episode.number())) {
                play(episode);
            }
        }
        System.out.println(Summary.of(verdicts));
    }

    private boolean finished(Schedule.Episode episode) {
        return verdicts.stream()
                .anyMatch(v -> v.episode() == episode.number()
                        && (v.scene().equals("END") || v.scene().equals("FAILED")));
    }

    private void play(Schedule.Episode episode) {
        Path data = report.resolveSibling("episode-" + options.number("seed", 1) + "-" + episode.number());
        delete(data); // of a soak that was cut off
        verdicts.removeIf(v -> v.episode() == episode.number());
        int before = verdicts.size();
        try {
            EpisodeRun.play(episode, PACE, data, this::add);
        } catch (Exception e) {
            e.printStackTrace();
            add(Verdict.failed(episode.number(), e));
        }
        if (verdicts.stream().skip(before).allMatch(Verdict::good)) {
            delete(data);
        }
    }

    private void add(Verdict verdict) {
        verdicts.add(verdict);
        String line = new String(Json.write(verdict), StandardCharsets.UTF_8);
        System.out.println(line);
        try {
            Files.writeString(report, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path directory) {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
