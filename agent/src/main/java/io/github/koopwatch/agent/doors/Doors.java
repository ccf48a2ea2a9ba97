/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.doors;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tokens and certificates of a process, read anew when their files change. */
public final class Doors implements AutoCloseable {
    /** A withdrawn token is dead after this. */
    public static final Duration LOOK = Duration.ofSeconds(5);

    private final Optional<ServerTls> tls;
    private final List<Runnable> reloads = new ArrayList<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(Doors::thread);
    private volatile @Nullable Tokens tokens;

    private Doors(DoorSettings settings) {
        tls = settings.tls().map(ServerTls::read);
        tls.ifPresent(read -> reloads.add(read::reload));
        settings.tokens().ifPresent(file -> reloads.add(Reloaded.first("tokens", List.of(file), this::take)::again));
    }

    /** Throws BadInput for files that cannot be read or used. */
    public static Doors open(DoorSettings settings) {
        return open(settings, LOOK);
    }

    /** @param look time between two looks at the files */
    public static Doors open(DoorSettings settings, Duration look) {
        Doors doors = new Doors(settings);
        doors.looks.scheduleWithFixedDelay(doors::reload, look.toMillis(), look.toMillis(), TimeUnit.MILLISECONDS);
        return doors;
    }

    private void take(List<byte[]> file) {
        tokens = Tokens.parse(new String(file.get(0), StandardCharsets.UTF_8));
    }

    private void reload() {
        reloads.forEach(Runnable::run);
    }

    public Optional<ServerTls> tls() {
        return tls;
    }

    /** The entrance of a door, whose failures are counted under its name. */
    public Entrance entrance(String door, MeterRegistry registry) {
        return new Entrance(() -> Optional.ofNullable(tokens), door, registry, System::nanoTime);
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "doors");
        thread.setDaemon(true);
        return thread;
    }
}
