/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StudentTTest {
    @Test
    void quantile_agreesWithTables() {
        assertThat(StudentT.quantile(0.95, 3)).isCloseTo(2.353363, within(1e-5));
        assertThat(StudentT.quantile(0.975, 1)).isCloseTo(12.706205, within(1e-4));
        assertThat(StudentT.quantile(0.99, 10)).isCloseTo(2.763769, within(1e-5));
        assertThat(StudentT.quantile(0.5, 4)).isCloseTo(0, within(1e-9));
    }
}
