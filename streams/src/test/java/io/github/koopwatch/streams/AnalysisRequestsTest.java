/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Scale;
import org.junit.jupiter.api.Test;

class AnalysisRequestsTest {
    private static AnalysisSettings settings(Analysis.Builder asked) {
        return AnalysisRequests.analyses(
                        RunStart.newBuilder().addAnalyses(asked).build())
                .get(0);
    }

    @Test
    void analyses_scaleOrRefine_makeAPresetCustom() {
        AnalysisSettings scaled =
                settings(Analysis.newBuilder().setPreset("paper").setScale(Scale.SCALE_UNIT));
        assertThat(scaled.preset()).isEqualTo("custom");
        assertThat(scaled.scale()).isEqualTo(io.github.koopwatch.koopman.Scale.UNIT);
        assertThat(scaled.delays()).isEqualTo(32);
        AnalysisSettings refined = settings(Analysis.newBuilder().setRefine(true));
        assertThat(refined.preset()).isEqualTo("custom");
        assertThat(refined.refine()).isTrue();
    }

    @Test
    void analyses_whatThePresetSaysAnyway_staysThePreset() {
        assertThat(settings(Analysis.newBuilder().setScale(Scale.SCALE_NONE).setRefine(false)))
                .isEqualTo(AnalysisSettings.monitor());
    }

    @Test
    void objection_unknownScale_saysWhatWasExpected() {
        RunStart start = RunStart.newBuilder()
                .addAnalyses(Analysis.newBuilder().setScaleValue(9))
                .build();
        assertThat(AnalysisRequests.objection(start)).contains("scale: expected none or unit, got an unknown one");
    }
}
