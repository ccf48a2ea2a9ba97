/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServiceFiguresTest {
    private static ServiceFigures after(int within50, int within100, int all) {
        return ServiceFigures.parsed("""
                # TYPE jvm_memory_used_bytes gauge
                jvm_memory_used_bytes{area="heap",id="Eden Space"} 1.5E6
                jvm_memory_used_bytes{area="heap",id="Tenured Gen"} 2.5E6
                jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 9.0E6
                jvm_threads_live_threads 107.0
                koopwatch_processing_lag_records 7.0
                koopwatch_run_step{run="a",observable="w"} 3
                koopwatch_snapshot_to_spectrum_seconds_bucket{le="0.05"} %d
                koopwatch_snapshot_to_spectrum_seconds_bucket{le="0.1"} %d
                koopwatch_snapshot_to_spectrum_seconds_bucket{le="+Inf"} %d
                """.formatted(within50, within100, all), 0.5);
    }

    @Test
    void parsed_heapLagAndSeries() {
        ServiceFigures figures = after(0, 0, 0);
        assertThat(figures.heapBytes()).isEqualTo(4e6);
        assertThat(figures.lag()).isEqualTo(7);
        assertThat(figures.series()).isOne();
        assertThat(figures.threads()).isEqualTo(107);
    }

    @Test
    void delay_ofWhatCameSince() {
        ServiceFigures then = after(100, 100, 100);
        assertThat(after(100, 200, 200).delay(0.99, then)).isEqualTo(0.1);
        assertThat(after(199, 200, 200).delay(0.99, then)).isEqualTo(0.05);
        assertThat(after(100, 150, 200).delay(0.99, then)).isInfinite();
        assertThat(then.delay(0.99, then)).isNaN();
    }
}
