/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.BadInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes as a file of NumPy, a trajectory and a set of spectra: read, or one sentence that says what was expected. */
public final class ArrayFileFuzz {
    private static final int MOST_ROWS = 64;
    private static final Path FILE = file();

    private ArrayFileFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Files.write(FILE, input);
        allowed(ArrayFileFuzz::trajectory);
        allowed(() -> SpectrumSet.read(FILE));
    }

    private static void trajectory() {
        Trajectory trajectory = Trajectory.read(FILE);
        RowReader reader = trajectory.reader(trajectory.replicas() - 1);
        for (int t = 0; t < Math.min(MOST_ROWS, trajectory.rows()); t++) {
            reader.row(t);
            trajectory.step(t);
        }
        trajectory.groups();
        trajectory.scalars();
    }

    private static void allowed(Runnable reading) {
        try {
            reading.run();
        } catch (BadInput e) {
            if (String.valueOf(e.getMessage()).isBlank()) {
                throw new AssertionError("expected a sentence", e);
            }
        }
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile("koopwatch-fuzz", ".npz");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
