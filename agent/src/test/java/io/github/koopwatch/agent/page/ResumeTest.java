/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import static io.github.koopwatch.agent.page.FakeRuns.run;
import static io.github.koopwatch.agent.page.FakeRuns.spectrum;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A lost connection is taken up where it was lost. */
class ResumeTest extends PageFixture {
    @Test
    void stream_cutAndMended_asksForWhatItMissedAndShowsIt() throws IOException {
        service.put(run("ada", "wide", "live", 110));
        service.put(spectrum("ada", 0, List.<double[]>of(new double[] {0.5, 0})));
        try (Cuttable wire = new Cuttable(service.port())) {
            show(wire.url(), "#run=ada", DRAWN);
            service.put(spectrum("ada", 1, List.<double[]>of(new double[] {0.6, 0})));
            tab.until("document.querySelector('#plane-caption').textContent.includes('radius 0.6')");
            wire.cut();
            tab.until("document.querySelector('#link').dataset.link === 'away'");
            service.put(spectrum("ada", 2, List.<double[]>of(new double[] {0.7, 0})));
            wire.mend();
            tab.until("document.querySelector('#link').dataset.link === 'live'");
            tab.until("document.querySelector('#plane-caption').textContent.includes('radius 0.7')");
            assertThat(wire.heard("last-event-id: ")).isNotEmpty();
            tab.until("document.querySelector('#scrub').max === '2'");
        }
    }
}
