/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import static io.github.koopwatch.agent.page.FakeRuns.run;
import static io.github.koopwatch.agent.page.FakeRuns.windows;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two hundred runs at once. Counts of what is drawn hold on every machine; the times are printed for docs/performance.md. */
class ManyRunsTest extends PageFixture {
    private static final int RUNS = 200;
    private static final int WINDOWS = 60;
    private static final int ROUNDS = 20;

    /** Frames for as long as a promise is pending: the gaps between them, and how long drawing took. */
    private static final String WATCH = "(() => { window.gaps = []; let last = performance.now();"
            + " const tick = now => { gaps.push(now - last); last = now; requestAnimationFrame(tick); }; requestAnimationFrame(tick);"
            + " window.long = []; new PerformanceObserver(l => long.push(...l.getEntries().map(e => e.duration))).observe({type: 'longtask'}); })()";

    private static String name(int r) {
        return "run-%03d".formatted(r);
    }

    @Test
    void twoHundredRunsThatAllMove_areShownWithinABoundedPageAndTellTheirFrameTime() throws InterruptedException {
        for (int r = 0; r < RUNS; r++) {
            service.put(run(name(r), "arm-" + r % 4, "live", 100 + 10 * (WINDOWS - 1)));
            windows(name(r), WINDOWS, WINDOWS).forEach(service::put);
        }
        long start = System.nanoTime();
        show(
                "#run=run-007",
                "document.querySelectorAll('#runs .spark .line[d^=M]').length === " + RUNS + " && " + DRAWN);
        long filled = System.nanoTime() - start;
        assertThat(count("#runs tr")).isEqualTo(RUNS);
        assertThat(count("*")).as("elements of the page").isLessThan(8_000);
        tab.call("Performance.enable", Map.of());
        tab.evaluate(WATCH);
        long before = System.nanoTime();
        for (int round = 0; round < ROUNDS; round++) {
            long due = before + round * 500_000_000L;
            for (int r = 0; r < RUNS; r++) {
                service.put(run(name(r), "arm-" + r % 4, "live", 100 + 10 * (WINDOWS + round)));
                service.put(windows(name(r), WINDOWS + round + 1, WINDOWS).get(WINDOWS + round));
            }
            Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
        }
        long last = 99 + 10L * (WINDOWS + ROUNDS - 1);
        tab.until("document.querySelector('[data-run=run-199] .mid').innerText === '" + last + "'");
        JsonNode gaps = tab.evaluate(
                "(g => ({n: g.length, p50: g[g.length >> 1], p95: g[Math.floor(g.length * 0.95)], max: g.at(-1)}))"
                        + "(gaps.slice(1).sort((a, b) => a - b))");
        String spent = tab.spent();
        JsonNode busy = tab.evaluate("({n: long.length, max: Math.max(0, ...long)})");
        System.out.printf(
                "200 runs: filled in %.1f s; frames %s ms apart; tasks over 50 ms: %s; of %.1f s: %s; elements: %d%n",
                filled / 1e9, gaps, busy, (System.nanoTime() - before) / 1e9, spent, count("*"));
        assertThat(gaps.get("n").intValue()).isGreaterThan(10);
    }
}
