/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.contract.result.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes the channels around alarms down as JSON lines, if anywhere. */
public final class ChannelFile implements Consumer<ChannelLog.Around>, AutoCloseable {
    private final OutputStream out;

    private ChannelFile(OutputStream out) {
        this.out = out;
    }

    /** Throws BadInput for a file that cannot be written; null: nothing is taken down. */
    public static ChannelFile of(@Nullable Path file) {
        try {
            return new ChannelFile(file == null ? OutputStream.nullOutputStream() : Files.newOutputStream(file));
        } catch (IOException e) {
            throw new BadInput("--channels: expected a file that can be written, got " + file, e);
        }
    }

    @Override
    public void accept(ChannelLog.Around around) {
        try {
            out.write(Json.write(around));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
