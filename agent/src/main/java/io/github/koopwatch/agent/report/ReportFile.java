/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.report;

import io.github.koopwatch.agent.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Where a report goes. It is there whole or not at all, whenever the command is interrupted. */
public final class ReportFile {
    private final Path file;

    private ReportFile(Path file) {
        this.file = file;
    }

    /** Throws BadInput for a place that cannot be written to: better now than when everything is computed. */
    public static ReportFile of(Path file) {
        Path directory = directory(file);
        if (Files.isDirectory(file) || !Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new BadInput("--report: expected a file that can be written, got " + file);
        }
        return new ReportFile(file);
    }

    private static Path directory(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    /** Replaces what was there. */
    public void write(String html) {
        try {
            Path whole = directory(file).resolve("." + file.getFileName() + ".part");
            whole.toFile().deleteOnExit();
            Files.writeString(whole, html);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE); // the other kind removes what was there first
        } catch (IOException e) {
            throw new BadInput("--report: expected a file that can be written, got " + file, e);
        }
    }
}
