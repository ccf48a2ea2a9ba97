/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The table against alarms of real trainings with the features and probabilities that {@code python -m
 * validation.train_causes --golden} found for them in NumPy.
 */
class CauseTableTest {
    /** Rows before the golden ones: a ring in which the alarm's row is not that of the file. */
    private static final int EARLIER = 300;

    private static final List<Case> CASES = cases("causes-golden.csv");

    /** One alarm; features and probabilities are the right ones. */
    private record Case(
            String view, String run, SlotRing ring, long onset, long alarm, double[] features, Map<Cause, Double> p) {}

    @Test
    void features_ofGoldenAlarms_areThoseOfNumPy() {
        assertThat(CASES).hasSizeGreaterThanOrEqualTo(8);
        for (Case c : CASES) {
            double[] found = new CauseFeatures(c.ring(), c.onset(), c.alarm()).values();
            assertThat(found).as("%s %s", c.view(), c.run()).containsExactly(c.features(), within(1e-9));
        }
    }

    @Test
    void probabilities_ofGoldenAlarms_areThoseOfNumPy() {
        for (Case c : CASES) {
            CauseFeatures features = new CauseFeatures(c.ring(), c.onset(), c.alarm());
            Discriminant table = CauseTable.table(features.hasGroups(), features.hasLoss());
            double[] found = table.probabilities(features.values());
            assertThat(table.causes())
                    .as("%s %s", c.view(), c.run())
                    .containsExactlyInAnyOrderElementsOf(c.p().keySet());
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i])
                        .as("%s %s %s", c.view(), c.run(), table.causes().get(i))
                        .isCloseTo(
                                Objects.requireNonNull(c.p().get(table.causes().get(i))), within(1e-6));
            }
        }
    }

    @Test
    void attribution_isTheLikeliestCauseAndUnknownBelowSevenTenths() {
        for (Case c : CASES) {
            Map.Entry<Cause, Double> best =
                    c.p().entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
            Attribution found = CauseTable.attribute(c.ring(), c.onset(), c.alarm());
            assertThat(found.probability()).isCloseTo(best.getValue(), within(1e-6));
            assertThat(found.cause()).isEqualTo(best.getValue() < 0.7 ? Cause.UNKNOWN : best.getKey());
        }
    }

    @Test
    void tables_areThereForAllThatMayBeKnown() {
        for (boolean groups : new boolean[] {false, true}) {
            for (boolean loss : new boolean[] {false, true}) {
                List<Cause> causes = CauseTable.table(groups, loss).causes();
                assertThat(causes)
                        .doesNotContain(Cause.UNKNOWN, Cause.STOP)
                        .contains(
                                Cause.STEP_SIZE_UP, Cause.STEP_SIZE_DOWN, Cause.MOMENTUM, Cause.OPTIMIZER, Cause.DATA);
            }
        }
    }

    @Test
    void lossThatWasHardlyLogged_isAbsent() {
        Case c = CASES.stream()
                .filter(one -> one.view().equals("model-loss"))
                .findFirst()
                .orElseThrow();
        assertThat(new CauseFeatures(c.ring(), c.onset(), c.alarm()).hasLoss()).isTrue();
        SlotRing gaps = new SlotRing();
        for (long row = c.ring().oldest(); row < c.ring().rows(); row++) {
            double[] values = c.ring().at(row).values().clone();
            values[Channels.LOSS] = row % 5 == 0 ? Double.NaN : values[Channels.LOSS];
            gaps.add(new ChannelSlot(row, values, values));
        }
        assertThat(new CauseFeatures(gaps, c.onset(), c.alarm()).hasLoss()).isFalse();
    }

    @Test
    void discriminant_withoutEvidence_isEvenAndUnknown() {
        Discriminant even = new Discriminant(
                List.of(Cause.DATA, Cause.MOMENTUM, Cause.FREEZE),
                List.of(new double[] {1, 0}, new double[] {1, 0}, new double[] {1, 0}));
        assertThat(even.attribute(new double[] {7})).isEqualTo(new Attribution(Cause.UNKNOWN, 1.0 / 3));
        assertThatThrownBy(() -> even.attribute(new double[] {7, 8})).hasMessage("features: expected 1, got 2");
    }

    @Test
    void discriminant_ofLargeScores_isSure() {
        Discriminant sure = new Discriminant(
                List.of(Cause.DATA, Cause.MOMENTUM), List.of(new double[] {0, 1e4}, new double[] {0, -1e4}));
        assertThat(sure.attribute(new double[] {1})).isEqualTo(new Attribution(Cause.DATA, 1));
        assertThat(sure.attribute(new double[] {-1})).isEqualTo(new Attribution(Cause.MOMENTUM, 1));
    }

    private static List<Case> cases(String resource) {
        try (InputStream in = Objects.requireNonNull(CauseTableTest.class.getResourceAsStream(resource), resource)) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            List<Case> cases = new ArrayList<>();
            int from = 0;
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).startsWith("probabilities,")) {
                    cases.add(read(lines.subList(from, i + 1)));
                    from = i + 1;
                }
            }
            return cases;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Case read(List<String> lines) {
        String[] head = lines.get(0).split(",", -1);
        SlotRing ring = new SlotRing();
        int width = numbers(lines.get(1), 0).length;
        for (int row = 0; row < EARLIER; row++) {
            ring.add(new ChannelSlot(row, new double[width], new double[width]));
        }
        for (String line : lines.subList(1, lines.size() - 2)) {
            ring.add(new ChannelSlot(ring.rows(), numbers(line, 0), new double[width]));
        }
        Map<Cause, Double> p = new EnumMap<>(Cause.class);
        Arrays.stream(lines.get(lines.size() - 1).split(",", -1))
                .skip(1)
                .map(cell -> cell.split("=", -1))
                .forEach(cell -> p.put(Cause.valueOf(cell[0].toUpperCase(Locale.ROOT)), Double.parseDouble(cell[1])));
        return new Case(
                head[1],
                head[2],
                ring,
                EARLIER + Long.parseLong(head[4]),
                EARLIER + Long.parseLong(head[3]),
                numbers(lines.get(lines.size() - 2), 1),
                p);
    }

    private static double[] numbers(String line, int from) {
        return Arrays.stream(line.split(",", -1))
                .skip(from)
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
