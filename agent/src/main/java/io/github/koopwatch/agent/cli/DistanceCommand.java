/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.offline.MeasureSet;
import io.github.koopwatch.agent.offline.MovedMode;
import io.github.koopwatch.agent.offline.SpectrumDistances;
import io.github.koopwatch.agent.offline.SpectrumSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the distance between stored eigenvalue sets. */
@Command(
        name = "distance",
        mixinStandardHelpOptions = true,
        description =
                "Print the Wasserstein distance W1 between stored eigenvalue sets and the shuffle test's p, replica"
                        + " by replica. The shuffle test needs equal counts and says \"different\" only of sets far apart: its"
                        + " smallest p is 2/2^k. Also which mode moved most.")
public final class DistanceCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "A", description = "A .npy of complex or real numbers, [k] or [replica, k].")
    private Path a = Path.of("");

    @Parameters(index = "1", paramLabel = "B", description = "The other, with as many replicas.")
    private Path b = Path.of("");

    @Option(
            names = "--weights-a",
            paramLabel = "F",
            description =
                    "A .npy of real masses in the places of A's eigenvalues, each replica's summing to 1 (default:"
                            + " equal masses).")
    private @Nullable Path weightsA;

    @Option(names = "--weights-b", paramLabel = "F", description = "The same for B.")
    private @Nullable Path weightsB;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        SpectrumDistances distances = weightsA == null && weightsB == null
                ? SpectrumDistances.of(SpectrumSet.read(a), SpectrumSet.read(b))
                : SpectrumDistances.weighted(MeasureSet.read(a, weightsA), MeasureSet.read(b, weightsB));
        if (json) {
            Output.json(spec, distances);
        } else {
            boolean weighted = weightsA != null || weightsB != null;
            Output.lines(spec, lines(distances, weighted ? "given masses" : "unequal counts"));
        }
        return 0;
    }

    private static List<String> lines(SpectrumDistances d, String untested) {
        List<String> lines = new ArrayList<>();
        for (int r = 0; r < d.w1().length; r++) {
            String p = Double.isNaN(d.shuffleP()[r])
                    ? untested + ", no shuffle test"
                    : String.format(Locale.ROOT, "shuffle p %.4f", d.shuffleP()[r]);
            lines.add(String.format(
                    Locale.ROOT,
                    "replica %3d  W1 %.6g  %s  %s",
                    r,
                    d.w1()[r],
                    p,
                    moved(d.moved().get(r))));
        }
        lines.add(String.format(Locale.ROOT, "mean W1 %.6g, standard deviation %.3g", d.mean(), d.std()));
        return lines;
    }

    private static String moved(MovedMode m) {
        return String.format(
                Locale.ROOT,
                "moved most: %.4f%+.4fi to %.4f%+.4fi, by %.4f",
                m.from()[0],
                m.from()[1],
                m.to()[0],
                m.to()[1],
                m.by());
    }
}
