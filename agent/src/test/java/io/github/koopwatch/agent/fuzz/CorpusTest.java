/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.koopwatch.agent.cli.ConfigFuzz;
import io.github.koopwatch.agent.http.AskFuzz;
import io.github.koopwatch.agent.ingest.RecordFuzz;
import io.github.koopwatch.agent.ingest.TopologyFuzz;
import io.github.koopwatch.agent.offline.ArrayFileFuzz;
import io.github.koopwatch.agent.readmodel.DocumentFuzz;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every input that is kept for a decoder, and seeded mutations of it: only the exceptions that the target allows, and never much
 * memory. {@code ./fuzz} searches for further ones; what it finds is added to the corpus.
 */
class CorpusTest {
    private static final Path CORPUS = Path.of("src/test/resources/fuzz");
    private static final long SEED = 20_261_127;
    private static final int MUTATIONS = Integer.getInteger("koopwatch.mutations", 500);
    private static final long MOST_BYTES = 64 << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private interface Decoder {
        void decode(byte[] input) throws Exception;
    }

    private record Target(String name, Decoder decoder, List<byte[]> more) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Target> targets() {
        return Stream.of(
                        new Target("RecordFuzz", RecordFuzz::fuzzerTestOneInput, List.of()),
                        new Target("TopologyFuzz", TopologyFuzz::fuzzerTestOneInput, List.of()),
                        new Target("DocumentFuzz", DocumentFuzz::fuzzerTestOneInput, List.of()),
                        new Target("AskFuzz", AskFuzz::fuzzerTestOneInput, List.of()),
                        new Target("ConfigFuzz", ConfigFuzz::fuzzerTestOneInput, List.of()),
                        new Target("ArrayFileFuzz", ArrayFileFuzz::fuzzerTestOneInput, List.of()),
                        new Target("StateFuzz", StateFuzz::fuzzerTestOneInput, StateFuzz.seeds()))
                .filter(target -> target.name.matches(System.getProperty("koopwatch.target", ".*")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("targets")
    void corpusAndItsMutations_everyDecoder_readsOrRefuses(Target target) throws Exception {
        List<byte[]> corpus = corpus(target);
        assertThat(corpus).hasSizeGreaterThanOrEqualTo(3);
        for (byte[] input : corpus) {
            check(target, input);
        }
        Mutations mutations = new Mutations(SEED, corpus);
        for (int i = 0; i < MUTATIONS; i++) {
            check(target, mutations.next());
        }
    }

    private static void check(Target target, byte[] input) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            target.decoder.decode(input);
        } catch (Exception | StackOverflowError | AssertionError e) {
            throw new AssertionError(target + " at " + HexFormat.of().formatHex(input), e);
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated)
                .as("bytes that %s took for %s", target, HexFormat.of().formatHex(input))
                .isLessThan(MOST_BYTES);
    }

    private static List<byte[]> corpus(Target target) throws IOException {
        List<byte[]> all = new ArrayList<>(target.more);
        Path folder = CORPUS.resolve(target.name);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.sorted().toList()) {
                    all.add(Files.readAllBytes(file));
                }
            }
        }
        return all;
    }
}
