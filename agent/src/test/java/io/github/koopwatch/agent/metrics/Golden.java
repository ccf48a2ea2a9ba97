/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.metrics;

/** Expositions as they were read and found right. */
final class Golden {
    static final String SMALL_MODEL = """
            # TYPE koopwatch_alert_active gauge
            koopwatch_alert_active{kind="Stall",run="one",severity="warning"} 1.0
            # TYPE koopwatch_arm_distance gauge
            koopwatch_arm_distance{arm="arm-one",group="g",other="arm-two"} 0.4
            # TYPE koopwatch_arm_p_value gauge
            koopwatch_arm_p_value{arm="arm-one",group="g",other="arm-two"} 0.01
            # TYPE koopwatch_diffusion_exponent gauge
            koopwatch_diffusion_exponent{observable="weights",run="one"} 1.25
            # TYPE koopwatch_displacement_ratio gauge
            koopwatch_displacement_ratio{observable="weights",run="one"} 1.5
            # TYPE koopwatch_effective_rank gauge
            koopwatch_effective_rank{observable="weights",run="one"} 3.5
            # TYPE koopwatch_eigenvalue_imag gauge
            koopwatch_eigenvalue_imag{mode="00",observable="weights",run="one"} 0.1
            koopwatch_eigenvalue_imag{mode="01",observable="weights",run="one"} -0.1
            # TYPE koopwatch_eigenvalue_real gauge
            koopwatch_eigenvalue_real{mode="00",observable="weights",run="one"} 0.9
            koopwatch_eigenvalue_real{mode="01",observable="weights",run="one"} 0.9
            # TYPE koopwatch_events_total counter
            koopwatch_events_total{kind="Converged"} 0.0
            koopwatch_events_total{kind="EarlyPhase"} 0.0
            koopwatch_events_total{kind="GrokkingDivergence"} 0.0
            koopwatch_events_total{kind="Instability"} 0.0
            koopwatch_events_total{kind="NonFinite"} 0.0
            koopwatch_events_total{kind="Oscillation"} 0.0
            koopwatch_events_total{kind="PartialFreeze"} 0.0
            koopwatch_events_total{kind="RegimeShift"} 0.0
            koopwatch_events_total{kind="RunStale"} 0.0
            koopwatch_events_total{kind="RunsDiverged"} 0.0
            koopwatch_events_total{kind="Stall"} 1.0
            # TYPE koopwatch_numerical_rank gauge
            koopwatch_numerical_rank{observable="weights",run="one"} 12.0
            # TYPE koopwatch_one_step_error_ratio gauge
            koopwatch_one_step_error_ratio{observable="weights",run="one"} 0.25
            # TYPE koopwatch_pair_distance gauge
            koopwatch_pair_distance{group="g",other="two",run="one"} 0.5
            # TYPE koopwatch_phase_oscillation gauge
            koopwatch_phase_oscillation{observable="weights",run="one"} 0.125
            # TYPE koopwatch_radial_cosine gauge
            koopwatch_radial_cosine{observable="weights",run="one"} -0.01
            # TYPE koopwatch_run_info gauge
            koopwatch_run_info{arm="arm-one",group="g",run="one",state="live"} 1
            koopwatch_run_info{arm="arm-two",group="g",run="two",state="ended"} 1
            # TYPE koopwatch_run_last_snapshot_timestamp_seconds gauge
            koopwatch_run_last_snapshot_timestamp_seconds{run="one"} 1.8E9
            koopwatch_run_last_snapshot_timestamp_seconds{run="two"} 1.799999999E9
            # TYPE koopwatch_run_step gauge
            koopwatch_run_step{run="one"} 259.0
            koopwatch_run_step{run="two"} 99.0
            # TYPE koopwatch_scalar gauge
            koopwatch_scalar{name="loss",run="one"} 0.5
            koopwatch_scalar{name="loss",run="two"} 0.5
            # TYPE koopwatch_series_left_out gauge
            koopwatch_series_left_out{what="pairs"} 0.0
            koopwatch_series_left_out{what="runs"} 0.0
            # TYPE koopwatch_spectral_radius gauge
            koopwatch_spectral_radius{observable="weights",run="one"} 0.9055385138137417
            # TYPE koopwatch_spectrum_distance gauge
            koopwatch_spectrum_distance{observable="weights",reference="previous",run="one"} 0.02
            # TYPE koopwatch_spectrum_distance_null gauge
            koopwatch_spectrum_distance_null{observable="weights",reference="previous",run="one"} 0.04
            # TYPE koopwatch_svht_rank gauge
            koopwatch_svht_rank{observable="weights",run="one"} 4.0
            # TYPE koopwatch_update_energy gauge
            koopwatch_update_energy{observable="weights",run="one"} 1.0E-4""";

    private Golden() {}
}
