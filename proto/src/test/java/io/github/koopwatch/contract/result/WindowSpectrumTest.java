/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WindowSpectrumTest {
    private static final String HEAD =
            "{\"run\":\"r\",\"observable\":\"weights\",\"preset\":\"monitor\",\"incarnation\":1,"
                    + "\"first_step\":0,\"last_step\":99,\"partial\":false,\"rank\":1,\"eigenvalues\":[[0.5,0.0]],"
                    + "\"residuals\":[0.1],\"modes\":[0],\"spectral_radius\":0.5,\"one_step_error\":null,\"effective_rank\":2.0,"
                    + "\"update_energy\":1.0,\"update_coherence\":0.0,\"degenerate\":null";
    private static final String FIGURES = ",\"eigenfunction_residuals\":[0.2],\"energies\":[0.9],\"half_lives\":[null],"
            + "\"frequencies\":[0.0],\"unresolved_share\":0.0,\"numerical_rank\":3.0,\"svht_rank\":null,\"displacement_ratio\":1.5,"
            + "\"radial_cosine\":-0.5,\"group_energies\":[0.75,null],\"diffusion_exponent\":2.0,"
            + "\"phase_oscillation\":0.25}";

    private static WindowSpectrum read(String json) throws IOException {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), WindowSpectrum.class);
    }

    private static String write(WindowSpectrum window) {
        return new String(Json.write(window), StandardCharsets.UTF_8);
    }

    @Test
    void json_figuresAreFlatAndComeBack() throws IOException {
        assertThat(write(read(HEAD + FIGURES))).isEqualTo(HEAD + FIGURES);
        WindowSpectrum window = read(HEAD + FIGURES);
        assertThat(window.modeFigures().energies()).containsExactly(0.9);
        assertThat(window.modeFigures().halfLives()).containsExactly(Double.NaN);
        assertThat(window.motion().svhtRank()).isNaN();
        assertThat(window.motion().groupEnergies()).containsExactly(0.75, Double.NaN);
    }

    /** What a version without these fields wrote must still be read, and must not look measured. */
    @Test
    void json_olderDocument_hasNoFigures() throws IOException {
        WindowSpectrum window = read(HEAD + "}");
        assertThat(window.modeFigures().energies()).isEmpty();
        assertThat(window.modeFigures().frequencies()).isEmpty();
        assertThat(window.motion().numericalRank()).isNaN();
        assertThat(window.motion().phaseOscillation()).isNaN();
        assertThat(window.motion().groupEnergies()).isEmpty();
    }

    @Test
    void unresolvedShare_energiesOfModesWithLargeResidual() {
        ModeFigures figures = new ModeFigures(new double[] {0.1, 0.6, 0.5}, new double[] {0.5, 0.3, 0.2}, null, null);
        assertThat(figures.unresolvedShare()).isCloseTo(0.3, within(1e-12));
        assertThat(ModeFigures.none().unresolvedShare()).isNaN();
    }
}
