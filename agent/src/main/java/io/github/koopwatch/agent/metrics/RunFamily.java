/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.metrics;

/** The gauges of runs: their names and what they mean. */
enum RunFamily {
    EIGENVALUE_REAL(
            "eigenvalue_real",
            "Real part of a Koopman eigenvalue of the newest full window. mode is the slot of a mode that is tracked"
                    + " from window to window, not its rank."),
    EIGENVALUE_IMAG(
            "eigenvalue_imag",
            "Imaginary part of a Koopman eigenvalue of the newest full window; a non-zero one means oscillation."),
    SPECTRAL_RADIUS(
            "spectral_radius",
            "Largest modulus of the newest window's eigenvalues. Above 1 for long means growth; noise alone exceeds"
                    + " 1 at times."),
    ONE_STEP_ERROR(
            "one_step_error_ratio",
            "Error of predicting the next step with the window's linear model, relative to the step itself."),
    EFFECTIVE_RANK(
            "effective_rank",
            "Number of directions the weights move in: exp of the entropy of the window's singular values squared."),
    NUMERICAL_RANK("numerical_rank", "Number of singular values of the centred window that stand above rounding."),
    SVHT_RANK(
            "svht_rank",
            "Number of singular values of the centred window that stand above what white noise would give (Gavish and"
                    + " Donoho)."),
    UPDATE_ENERGY("update_energy", "Mean squared length of an update over the newest hop of rows."),
    UPDATE_COHERENCE(
            "update_coherence",
            "Mean cosine between consecutive updates over the newest hop of rows; negative means zigzag."),
    RADIAL_COSINE(
            "radial_cosine",
            "Mean cosine between an update and the weights over the newest hop of rows; negative means that their norm"
                    + " shrinks."),
    DISPLACEMENT_RATIO(
            "displacement_ratio",
            "Squared net displacement of the newest window over the sum of its squared updates: about 1 for a random"
                    + " walk, more for a directed motion, less for one that stays."),
    DIFFUSION_EXPONENT(
            "diffusion_exponent",
            "Slope of log mean squared displacement over log lag in the newest window: 2 ballistic, 1 Brownian, 0"
                    + " bounded."),
    PHASE_OSCILLATION(
            "phase_oscillation",
            "Share, 0 to 1, of the newest window's lagged covariance that circulates; noise alone stays below about"
                    + " 0.2."),
    SPECTRUM_DISTANCE(
            "spectrum_distance",
            "Wasserstein distance of the newest window's spectrum to a reference; read it beside"
                    + " koopwatch_spectrum_distance_null."),
    SPECTRUM_DISTANCE_NULL(
            "spectrum_distance_null",
            "Mean distance that noise alone would give against that reference, by bootstrap."),
    PAIR_DISTANCE(
            "pair_distance",
            "Wasserstein distance between the spectra of two runs of a group at equal steps; the pair stands once."),
    ARM_DISTANCE("arm_distance", "Mean Wasserstein distance between the runs of two arms of a group."),
    ARM_P_VALUE("arm_p_value", "p-value of the permutation test that two arms train alike, permuting whole runs."),
    RUN_STEP("run_step", "Largest step of which a snapshot was accepted."),
    RUN_LAST_SNAPSHOT(
            "run_last_snapshot_timestamp_seconds", "When the last snapshot was accepted, in seconds since the epoch."),
    SCALAR("scalar", "Newest value of a scalar that the training job logged; loss, lr and the first others by name."),
    ALERT_ACTIVE("alert_active", "1 while at least one alert of that kind and severity is firing for the run."),
    LEFT_OUT(
            "series_left_out",
            "Runs and pairs of runs without series because there are too many; API and topics have them.");

    private final String metric;
    private final String help;

    RunFamily(String suffix, String help) {
        this.metric = "koopwatch_" + suffix;
        this.help = help;
    }

    String metric() {
        return metric;
    }

    String help() {
        return help;
    }
}
