/* SPDX-License-Identifier: Apache-2.0 */
import io.github.koopwatch.agent.offline.Comparison;
import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.agent.offline.Trajectory;
import io.github.koopwatch.koopman.AnalysisSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What `koopwatch compare` says of many pairs of files NAME-a.npz and NAME-b.npz, without a Java machine for each: a line
 * "NAME w1 null p verdict" per pair. Run by level.py.
 */
final class Replications {
    private Replications() {}

    /** Arguments: folder, preset, alpha. */
    public static void main(String[] arguments) throws Exception {
        AnalysisSettings settings = AnalysisSettings.preset(arguments[1]);
        double alpha = Double.parseDouble(arguments[2]);
        for (Path a : sides(Path.of(arguments[0]))) {
            String name = a.getFileName().toString().replace("-a.npz", "");
            Comparison c = Comparison.of(
                            Trajectory.read(a),
                            Trajectory.read(a.resolveSibling(name + "-b.npz")),
                            settings,
                            alpha,
                            Progress.NONE)
                    .comparison();
            System.out.println(
                    name + " " + c.w1() + " " + c.nullW1Mean() + " " + c.pValue() + " " + c.verdict());
        }
    }

    private static List<Path> sides(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().endsWith("-a.npz")).sorted().toList();
        }
    }
}
