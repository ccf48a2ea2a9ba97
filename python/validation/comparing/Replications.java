/* SPDX-License-Identifier: Apache-2.0 */
import io.github.koopwatch.agent.offline.Comparison;
import io.github.koopwatch.agent.offline.EngineRun;
import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.agent.offline.Trajectory;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.compare.Look;
import io.github.koopwatch.koopman.compare.Looks;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.Spectrum;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The engine's verdict on many pairs of files NAME-a.npz and NAME-b.npz, without a Java machine for each: a line "NAME
 * look p verdict" per pair. Run by level.py.
 */
final class Replications {
    private static final AnalysisSettings EARLY = new AnalysisSettings("custom", 60, 10, 16, 10, Centre.NONE, 1);
    private static final AnalysisSettings CELLS = new AnalysisSettings("custom", 100, 100, 0, 10, Centre.AFFINE, 1);

    private Replications() {}

    /** Arguments: folder, early or denoised or live, alpha. */
    public static void main(String[] arguments) throws Exception {
        double alpha = Double.parseDouble(arguments[2]);
        for (Path file : firstSides(Path.of(arguments[0]))) {
            String name = file.getFileName().toString().replace("-a.npz", "");
            Trajectory a = Trajectory.read(file);
            Trajectory b = Trajectory.read(file.resolveSibling(name + "-b.npz"));
            System.out.println(name + " " + (arguments[1].equals("live") ? live(a, b, alpha) : once(a, b, arguments[1], alpha)));
        }
    }

    private static String once(Trajectory a, Trajectory b, String how, double alpha) {
        AnalysisSettings settings = how.equals("early") ? EARLY : AnalysisSettings.preset(how);
        Comparison c = Comparison.of(a, b, settings, alpha, Progress.NONE).comparison();
        return "1 " + c.pValue() + " " + c.verdict();
    }

    /** The looks of a live comparison that has one analysis and one pair of arms, until one calls the arms different. */
    private static String live(Trajectory a, Trajectory b, double alpha) {
        List<double[][]> cells = cells(a, b);
        List<List<double[][]>> blocks = new ArrayList<>();
        double p = Double.NaN;
        int k = 1;
        for (; Looks.lastCell(k) < cells.size(); k++) {
            long before = k == 1 ? -1 : Looks.lastCell(k - 1);
            blocks.add(LongStream.rangeClosed(before + 1, Looks.lastCell(k))
                    .filter(Looks::isKept)
                    .mapToObj(cell -> cells.get((int) cell))
                    .toList());
            p = Look.at(blocks, a.replicas(), alpha).pValue();
            if (p <= alpha * Looks.share(k)) {
                return k + " " + p + " different";
            }
        }
        return k - 1 + " " + p + " undecided";
    }

    /** [cell][replica][replica]: W1 in windows without common rows. */
    private static List<double[][]> cells(Trajectory a, Trajectory b) {
        List<List<Eigenvalues>> spectra = Stream.of(a, b)
                .flatMap(side -> IntStream.range(0, side.replicas()).mapToObj(replica -> spectra(side, replica)))
                .toList();
        return IntStream.range(0, spectra.get(0).size())
                .mapToObj(cell -> distances(spectra.stream().map(its -> its.get(cell)).toList()))
                .toList();
    }

    private static List<Eigenvalues> spectra(Trajectory side, int replica) {
        return EngineRun.of(side, replica, CELLS, Progress.NONE).windows().stream()
                .map(window -> ((Spectrum) window.result()).eigenvalues())
                .toList();
    }

    private static double[][] distances(List<Eigenvalues> spectra) {
        int n = spectra.size();
        double[][] d = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                d[i][j] = Wasserstein.w1(spectra.get(i), spectra.get(j));
                d[j][i] = d[i][j];
            }
        }
        return d;
    }

    private static List<Path> firstSides(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().endsWith("-a.npz")).sorted().toList();
        }
    }
}
