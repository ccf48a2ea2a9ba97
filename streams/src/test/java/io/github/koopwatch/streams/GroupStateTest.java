/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import static io.github.koopwatch.streams.TopologyBench.BORN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.v1.GroupInput;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is stored of a group, to the byte: changelogs outlive versions. */
class GroupStateTest {
    private static final String[] GOLDEN = {
        "0801100122200a077765696768747312076d6f6e69746f721a08617320757375616c306438633a0172",
        "080118e80720e8072a0361726d3001420f0800120b117b14ae47e17a843f28014a0f0a0b526567696d655368696674100e",
        "080110e8071a690a077765696768747312076d6f6e69746f721a08617320757375616c28c6013064380a4a18000000000000e03f"
                + "9a9999999999d93f333333333333d33f5218000000000000008000000000000000800000000000000080597b14ae47e1"
                + "7a843f61000000000000d03f"
    };

    private static Map<String, String> stored(TopologyBench bench) {
        Map<String, String> stored = new TreeMap<>();
        try (var all = bench.groupStore().all()) {
            all.forEachRemaining(e -> stored.put(
                    new String(e.key.get(), StandardCharsets.ISO_8859_1).replace('\0', '.'),
                    HexFormat.of().formatHex(e.value)));
        }
        return stored;
    }

    @Test
    void storedRecords_areTheGoldenBytes() {
        try (TopologyBench bench = new TopologyBench()) {
            Sweep sweep = new Sweep(bench, "g", 1);
            sweep.joins("r", BORN, "arm", true);
            sweep.alarms("r", BORN, 7);
            sweep.tells("r", BORN, sweep.window(0, 0.5, 0).setLoss(0.25));
            Map<String, String> stored = stored(bench);
            assertThat(stored.keySet().stream().map(k -> k.substring(0, 5))).containsExactly("g.H..", "g.R.r", "g.W.r");
            assertThat(stored.values()).containsExactly(GOLDEN);
        }
    }

    @Test
    void recordsOfAnotherVersion_goToTheDeadLetters_andChangeNothing() {
        try (TopologyBench bench = new TopologyBench()) {
            bench.tell("g", GroupInput.newBuilder().setVersion(2).setRun("r").build());
            assertThat(bench.records(TopologyBench.TOPICS.deadLetters())).hasSize(1);
            assertThat(stored(bench)).isEmpty();
        }
    }
}
