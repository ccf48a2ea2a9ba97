/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Meters of the service itself, the same in every role. */
public final class ServiceMetrics implements AutoCloseable {
    private static final Duration[] BUCKETS = Stream.of(25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final JvmGcMetrics gc = new JvmGcMetrics();

    public ServiceMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Memory, garbage collection, threads, processor and files of this process. */
    public void bindProcess() {
        new JvmMemoryMetrics().bindTo(registry);
        gc.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        bindProcessor();
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        bindVersion();
    }

    private void bindVersion() {
        String version = ServiceMetrics.class.getPackage().getImplementationVersion();
        Gauge.builder("koopwatch.build.info", () -> 1)
                .description("1; version is that of this process.")
                .tag("version", Objects.requireNonNullElse(version, "development"))
                .register(registry);
    }

    /** Under the name that Prometheus clients of all languages use; Micrometer's own is in nanoseconds. */
    private void bindProcessor() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            FunctionCounter.builder("process.cpu", system, s -> s.getProcessCpuTime() * 1e-9)
                    .baseUnit("seconds")
                    .description("Processor time that this process has used.")
                    .register(registry);
        }
    }

    /** Free and total bytes of the file system that holds a directory. */
    public void bindDisk(Path directory) {
        new DiskSpaceMetrics(directory.toFile()).bindTo(registry);
    }

    /** A condition of readiness, under its name with underscores: 1 while it holds, else 0. */
    public void readiness(String condition, BooleanSupplier holds) {
        Gauge.builder("koopwatch.ready", holds, h -> h.getAsBoolean() ? 1 : 0)
                .description("1 while this condition of the process's readiness holds, else 0.")
                .tag("condition", condition.replace(' ', '_'))
                .strongReference(true)
                .register(registry);
    }

    /** Takes the milliseconds between a snapshot and the arrival of the spectrum that it completed. */
    public LongConsumer snapshotToSpectrum() {
        Timer timer = Timer.builder("koopwatch.snapshot.to.spectrum")
                .description("Time from the acceptance of a snapshot to the spectrum that it completed being readable.")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        return ms -> timer.record(ms, TimeUnit.MILLISECONDS);
    }

    public void processingLag(LongSupplier records) {
        Gauge.builder("koopwatch.processing.lag.records", records, LongSupplier::getAsLong)
                .description("Records on the snapshots topic that the topology has not processed yet.")
                .strongReference(true)
                .register(registry);
    }

    /** Counts the result records that the read model could not understand. */
    public void malformedResults(LongSupplier skipped) {
        FunctionCounter.builder("koopwatch.results.malformed", skipped, LongSupplier::getAsLong)
                .description("Records of the result topics that were skipped because they could not be understood.")
                .register(registry);
    }

    @Override
    public void close() {
        gc.close();
    }
}
