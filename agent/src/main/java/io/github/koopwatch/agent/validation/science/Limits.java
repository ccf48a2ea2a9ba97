/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.agent.drawing.Curves;
import io.github.koopwatch.agent.drawing.Drawing;
import io.github.koopwatch.agent.drawing.Line;
import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.agent.validation.Table;
import io.github.koopwatch.agent.validation.limits.Cell;
import io.github.koopwatch.agent.validation.limits.Cleaning;
import io.github.koopwatch.agent.validation.limits.KnownMotion;
import io.github.koopwatch.agent.validation.limits.RealPair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Where the verdict begins to fail: shorter trajectories, more noise, spectra cleaned or not. */
public final class Limits implements Study {
    private static final int REPETITIONS = 20;
    private static final int QUICK_REPETITIONS = 4;
    private static final double POWER = 0.8;
    private static final double LEVEL = 0.1;
    private static final double Z = 1.96;
    private static final int REAL_REPLICAS = 6;

    private static final List<Cell> LENGTHS = IntStream.of(20, 30, 40, 60, 100, 200)
            .mapToObj(rows -> new Cell("rows " + rows, rows, 0.1, 0))
            .toList();
    private static final List<Cell> MEASURED = List.of(0.03, 0.1, 0.3, 1.0).stream()
            .map(noise -> new Cell("measurement noise " + noise, 100, 0.1, noise))
            .toList();
    private static final List<Cell> PROCESS = List.of(0.0, 0.03, 0.3, 1.0).stream()
            .map(noise -> new Cell("process noise " + noise, 100, noise, 0))
            .toList();
    private static final Cleaning DEFAULT = Cleaning.ALL.get(0);
    private static final Cleaning ALL_RANKS = Cleaning.ALL.get(2);
    private static final Cleaning FILTERED = Cleaning.ALL.get(4);

    @Override
    public String name() {
        return "limits";
    }

    @Override
    public String title() {
        return "Limits";
    }

    @Override
    public Findings run(Effort effort, Progress progress) {
        int repetitions = effort.quick() ? QUICK_REPETITIONS : REPETITIONS;
        List<Cell> cells = new ArrayList<>(LENGTHS);
        cells.addAll(MEASURED);
        cells.addAll(PROCESS);
        Map<Cell, Map<Cleaning, Cell.Outcome>> found = new LinkedHashMap<>();
        for (Cell cell : cells) {
            progress.at("known systems", found.size(), cells.size());
            found.put(cell, cell.outcomes(repetitions, found.size()));
        }
        List<Table> tables = new ArrayList<>(List.of(
                table("Unequal systems called different, share of repetitions", found, Cell.Outcome::power),
                table("Equal systems called different", found, Cell.Outcome::level),
                table("Mean W1 of a spectrum to the true one", found, Cell.Outcome::offTruth)));
        tables.addAll(real(effort, progress));
        Map<String, Figure> shares = KnownMotion.shares(effort.quick() ? QUICK_REPETITIONS : REPETITIONS);
        tables.add(KnownMotion.table(shares));
        List<Claim> claims = new ArrayList<>(claims(found));
        claims.addAll(continuous(shares));
        return new Findings(claims, tables, List.of(picture(found)), REMARKS);
    }

    private static final List<String> REMARKS = List.of(
            "Known systems: seven modes in 16 coordinates, the other system with angles 0.19 and 0.56 for 0.15 and 0.5 and"
                    + " a rate 0.91 for 0.95; five replicas a side, level 0.05, windows of 100 rows. Without another word:"
                    + " 100 rows, process noise 0.1 of a start of about 3, no measurement noise.",
            "Real training: the networks of validate observables, step size 0.1 against 0.2; noise is added to what is"
                    + " seen, in units of the mean update's element.");

    private static List<Claim> claims(Map<Cell, Map<Cleaning, Cell.Outcome>> found) {
        List<Boolean> mistaken = new ArrayList<>();
        List<Double> filter = new ArrayList<>();
        List<Double> truncation = new ArrayList<>();
        found.forEach((cell, by) -> {
            for (int r = 0; r < at(by, DEFAULT).told().length; r++) {
                mistaken.add(at(by, DEFAULT).mistaken()[r]);
                filter.add(gain(at(by, FILTERED), at(by, DEFAULT), r));
                truncation.add(gain(at(by, DEFAULT), at(by, ALL_RANKS), r));
            }
        });
        Figure level = share("called different, of all conditions,", mistaken);
        Figure power = share("called different", told(found, LENGTHS.get(4)));
        Figure few = share("called different", told(found, LENGTHS.get(0)));
        Figure helped = gained(filter);
        Figure truncated = gained(truncation);
        return List.of(
                Claim.of(
                        "limits.level",
                        "equal systems are called different in at most 10 % of repetitions, whatever the"
                                + " noise and length",
                        "-",
                        level,
                        Ruling.between(level, Double.NaN, LEVEL)),
                Claim.of(
                        "limits.power",
                        "100 rows with 3 % noise suffice to tell the systems apart in 80 %",
                        "-",
                        power,
                        Ruling.above(power, POWER)),
                Claim.of("limits.short", "20 rows do too", "-", few, Ruling.above(few, POWER)),
                Claim.of(
                        "limits.residual-filter",
                        "leaving out modes with residual above 0.5 tells more pairs apart",
                        "as KoopSTD reports for its own distance",
                        helped,
                        Ruling.above(helped, 0)),
                Claim.of(
                        "limits.truncation",
                        "rank 10 tells more pairs apart than all ranks",
                        "-",
                        truncated,
                        Ruling.above(truncated, 0)));
    }

    private static List<Claim> continuous(Map<String, Figure> shares) {
        List<Claim> claims = new ArrayList<>();
        KnownMotion.EXPECTED.forEach((motion, expected) -> {
            Figure share = at(shares, motion);
            claims.add(Claim.of(
                    "limits.share-" + motion,
                    "the share of the motion in modes with large residual is that of the continuous spectrum: "
                            + motion,
                    Figure.digits(expected),
                    share,
                    Ruling.between(share, expected - KnownMotion.WITHIN, expected + KnownMotion.WITHIN)));
        });
        return claims;
    }

    private static <K, V> V at(Map<K, V> map, K key) {
        return Objects.requireNonNull(map.get(key), () -> "nothing of " + key);
    }

    private static double gain(Cell.Outcome with, Cell.Outcome without, int r) {
        return (with.told()[r] ? 1 : 0) - (without.told()[r] ? 1 : 0);
    }

    private static List<Boolean> told(Map<Cell, Map<Cleaning, Cell.Outcome>> found, Cell cell) {
        boolean[] told = at(at(found, cell), DEFAULT).told();
        return IntStream.range(0, told.length).mapToObj(r -> told[r]).toList();
    }

    /** With Wilson's 95 % interval. */
    private static Figure share(String name, List<Boolean> values) {
        double n = values.size();
        double p = values.stream().filter(v -> v).count() / n;
        double middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
        double half = Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n);
        return new Figure(name, p, middle - half, middle + half);
    }

    /** Mean of paired differences, with the normal 95 % interval. */
    private static Figure gained(List<Double> values) {
        double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
        double square =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        double half = Z * Math.sqrt(square / (values.size() - 1.0) / values.size());
        return new Figure("share of pairs more", mean, mean - half, mean + half);
    }

    private static Table table(
            String title, Map<Cell, Map<Cleaning, Cell.Outcome>> found, ToDoubleFunction<Cell.Outcome> figure) {
        List<String> columns = new ArrayList<>(List.of("condition"));
        Cleaning.ALL.forEach(cleaning -> columns.add(cleaning.name()));
        List<List<String>> rows = new ArrayList<>();
        found.forEach((cell, by) -> {
            List<String> row = new ArrayList<>(List.of(cell.what()));
            by.values().forEach(o -> row.add(Figure.digits(figure.applyAsDouble(o))));
            rows.add(row);
        });
        return new Table(title, columns, rows);
    }

    private static Drawing picture(Map<Cell, Map<Cleaning, Cell.Outcome>> found) {
        List<Line> lines = new ArrayList<>();
        for (int c = 0; c < Cleaning.ALL.size(); c++) {
            Cleaning cleaning = Cleaning.ALL.get(c);
            List<double[]> points = LENGTHS.stream()
                    .map(cell -> new double[] {
                        cell.rows(), at(at(found, cell), cleaning).power()
                    })
                    .toList();
            lines.add(new Line(cleaning.name(), c, Line.Style.LINE, points));
        }
        return new Curves(
                "Unequal systems called different, by the length of the trajectory", "rows", "share", false, lines);
    }

    private static List<Table> real(Effort effort, Progress progress) {
        Path folder = effort.folder("observables");
        if (!Files.exists(folder.resolve("rate-weights.json"))) {
            String replicas = String.valueOf(effort.replicas(REAL_REPLICAS, 4));
            List<String> options =
                    List.of("--out", folder.toString(), "--replicas", replicas, "--arms", "base,seeds,rate");
            Python.find(progress).train("observing.make", options, progress);
        }
        return RealPair.tables(
                Arm.read(folder, "base-weights").x(),
                Arm.read(folder, "seeds-weights").x(),
                Arm.read(folder, "rate-weights").x(),
                progress);
    }
}
