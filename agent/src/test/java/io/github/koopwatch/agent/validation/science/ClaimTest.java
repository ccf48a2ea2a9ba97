/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.agent.offline.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimTest {
    private static Claim claim(Judgement verdict, @Nullable Judgement documented) {
        return new Claim("x.y", "water is wet", "1.0", new Figure("W1", 0.98765, 0.9, 1.1), verdict, "so", documented);
    }

    @Test
    void agrees_aDocumentedDifference_isAnAgreement() {
        assertThat(claim(Judgement.DIFFERS, Judgement.DIFFERS).agrees(false)).isTrue();
        assertThat(claim(Judgement.HOLDS, Judgement.DIFFERS).agrees(false)).isFalse();
        assertThat(claim(Judgement.HOLDS, null).agrees(false)).isFalse();
    }

    @Test
    void agrees_lessTraining_mayLeaveItOpen_butNotSayTheOpposite() {
        assertThat(claim(Judgement.CANNOT_TELL, Judgement.HOLDS).agrees(true)).isTrue();
        assertThat(claim(Judgement.CANNOT_TELL, Judgement.HOLDS).agrees(false)).isFalse();
        assertThat(claim(Judgement.DIFFERS, Judgement.HOLDS).agrees(true)).isFalse();
    }

    @Test
    void line_tellsVerdictFigureIntervalAndWhatWasPublished() {
        assertThat(claim(Judgement.HOLDS, Judgement.HOLDS).line(false))
                .isEqualTo("HOLDS        x.y: water is wet: W1 0.988 [0.9, 1.1]; published 1.0; so");
        assertThat(claim(Judgement.DIFFERS, Judgement.HOLDS).line(false)).endsWith("; so (docs/validation.md: HOLDS)");
        assertThat(claim(Judgement.CANNOT_TELL, null).line(false)).endsWith("(docs/validation.md: nothing)");
    }

    @Test
    void digits_areThree_andPlainWhereThatIsShort() {
        assertThat(List.of(
                        Figure.digits(0.0080732),
                        Figure.digits(12345),
                        Figure.digits(1e-9),
                        Figure.digits(0),
                        Figure.digits(Double.NaN)))
                .containsExactly("0.00807", "12300", "1.00E-9", "0", "NaN");
    }

    @Test
    void fig2_comesOutAsDocumented() {
        Effort effort = new Effort(false, OptionalInt.empty(), Path.of("unused"), null);
        ScienceReport report = ScienceReport.of(List.of(new Fig2()), effort, Progress.NONE);
        assertThat(report.agrees()).isTrue();
        assertThat(report.studies().get(0).claims()).hasSize(7).allMatch(claim -> claim.verdict() == Judgement.HOLDS);
        assertThat(report.html()).contains("<svg", "mirror descent", "fig2.omd-ogd");
    }

    @Test
    void report_aVerdictOtherThanDocumented_isADisagreement_butNotOnOtherData() {
        Study study = new Study() {
            @Override
            public String name() {
                return "x";
            }

            @Override
            public String title() {
                return "X";
            }

            @Override
            public Findings run(Effort effort, Progress progress) {
                return new Findings(List.of(claim(Judgement.HOLDS, null)), List.of(), List.of(), List.of());
            }
        };
        Path folder = Path.of("unused");
        Effort shipped = new Effort(false, OptionalInt.empty(), folder, null);
        Effort mnist = new Effort(false, OptionalInt.empty(), folder, folder);
        assertThat(ScienceReport.of(List.of(study), shipped, Progress.NONE).agrees()).isFalse();
        assertThat(ScienceReport.of(List.of(study), mnist, Progress.NONE).agrees()).isTrue();
    }

    @Test
    void interval_ofAMean_isStudents_andOfAShareWilsons() {
        Figure mean = Intervals.mean("", new double[] {1, 2, 3, 4});
        // t(3, 0.975) = 3.182446, s = 1.290994
        assertThat(mean.low()).isCloseTo(2.5 - 3.182446 * 1.290994 / 2, within(1e-4));
        Figure share = Intervals.share("", 5, 6);
        assertThat(share.low()).isCloseTo(0.4365, within(1e-3));
        assertThat(share.high()).isCloseTo(0.9699, within(1e-3));
        assertThat(Intervals.share("", 0, 6).low()).isZero();
        assertThat(Intervals.mean("", new double[] {1}).low()).isNaN();
    }

    @Test
    void transition_aFirstWindowTenTimesAsFar_isOne() {
        double[][] d = new double[10][10];
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < 10; j++) {
                d[i][j] = i == j ? 0 : i == 0 || j == 0 ? 10 : 1;
            }
        }
        assertThat(EarlyEpoch.transition(d)).isCloseTo(1, within(1e-12));
        assertThat(EarlyEpoch.logs(d)).hasSize(45).contains(1, 0);
        double[] curve = {8, 8, 4, 4, 2, 2};
        assertThat(EarlyEpoch.square(curve, 3)[0]).containsExactly(0, 4, 6);
    }
}
