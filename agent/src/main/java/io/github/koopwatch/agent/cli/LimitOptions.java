/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.ingest.IngestLimits;
import io.github.koopwatch.agent.ingest.Rate;
import io.github.koopwatch.agent.service.ServiceLimits;
import io.github.koopwatch.contract.Limits;
import io.github.koopwatch.contract.Retention;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.streams.RunLimits;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What the service takes, keeps and shows at most. Why each default is what it is: docs/operations.md. */
final class LimitOptions {
    private static final long MIB = 1L << 20;
    private static final int MOST = 1_000_000_000;

    @Option(
            names = "--limit-run-rate",
            paramLabel = "N",
            defaultValue = "1000",
            description = "messages a second that are read of one run (default: ${DEFAULT-VALUE})")
    private int runRate;

    @Option(
            names = "--limit-run-mib",
            paramLabel = "MIB",
            defaultValue = "64",
            description = "MiB a second that are read of one run (default: ${DEFAULT-VALUE})")
    private int runMib;

    @Option(
            names = "--limit-rate",
            paramLabel = "N",
            defaultValue = "20000",
            description = "messages a second that are read of all runs (default: ${DEFAULT-VALUE})")
    private int rate;

    @Option(
            names = "--limit-mib",
            paramLabel = "MIB",
            defaultValue = "512",
            description = "MiB a second that are read of all runs (default: ${DEFAULT-VALUE})")
    private int mib;

    @Option(
            names = "--limit-burst",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "so many seconds' worth of these may come at once (default: ${DEFAULT-VALUE})")
    private int burst;

    @Option(
            names = "--limit-run-ahead",
            paramLabel = "N",
            defaultValue = "64",
            description = "messages of one run that may wait for the topology before it is read no further;"
                    + " 0: any number (default: ${DEFAULT-VALUE})")
    private int ahead;

    @Option(
            names = "--limit-streams",
            paramLabel = "N",
            defaultValue = "4096",
            description = "gRPC streams open at a time (default: ${DEFAULT-VALUE})")
    private int streams;

    @Option(
            names = "--limit-live-runs",
            paramLabel = "N",
            defaultValue = "2000",
            description = "runs that have a stream open, and runs of a partition that have not ended"
                    + " (default: ${DEFAULT-VALUE})")
    private int liveRuns;

    @Option(
            names = "--limit-known-runs",
            paramLabel = "N",
            defaultValue = "10000",
            description = "runs that are kept; beyond it the ones that ended or fell silent first are forgotten"
                    + " (default: ${DEFAULT-VALUE})")
    private int knownRuns;

    @Option(
            names = "--limit-dimension",
            paramLabel = "D",
            defaultValue = "65536",
            description = "values of one observable, at most 65536 (default: ${DEFAULT-VALUE})")
    private int dimension;

    @Option(
            names = "--limit-observables",
            paramLabel = "N",
            defaultValue = "64",
            description = "observables of one run, at most 64 (default: ${DEFAULT-VALUE})")
    private int observables;

    @Option(
            names = "--limit-window-mib",
            paramLabel = "MIB",
            defaultValue = "256",
            description = "MiB of rows in the windows of one run (default: ${DEFAULT-VALUE})")
    private int windowMib;

    @Option(
            names = "--limit-series",
            paramLabel = "N",
            defaultValue = "150000",
            description = "series of runs in one scrape (default: ${DEFAULT-VALUE})")
    private int series;

    @Option(
            names = "--retention-hours",
            paramLabel = "H",
            defaultValue = "24",
            description = "that the snapshots topic keeps (default: ${DEFAULT-VALUE})")
    private int hours;

    @Option(
            names = "--retention-mib",
            paramLabel = "MIB",
            defaultValue = "2048",
            description = "that the snapshots topic keeps in each partition (default: ${DEFAULT-VALUE})")
    private int snapshotsMib;

    @Option(
            names = "--retention-results-hours",
            paramLabel = "H",
            defaultValue = "720",
            description = "that spectra, distances, events and dead letters are kept (default: ${DEFAULT-VALUE})")
    private int resultHours;

    @Option(
            names = "--retention-results-mib",
            paramLabel = "MIB",
            defaultValue = "512",
            description = "that each of these topics keeps in each partition (default: ${DEFAULT-VALUE})")
    private int resultsMib;

    /** Throws BadInput for a limit that is none. */
    ServiceLimits limits() {
        int runs = between("limit-live-runs", liveRuns, 1, MOST);
        double seconds = between("limit-burst", burst, 1, MOST);
        RunLimits run = new RunLimits(
                between("limit-dimension", dimension, 1, Limits.LARGEST_DIMENSION),
                between("limit-observables", observables, 1, Limits.MOST_OBSERVABLES),
                MIB * between("limit-window-mib", windowMib, 1, MOST),
                runs);
        IngestLimits door = IngestLimits.of(
                rate("limit-run-rate", runRate, "limit-run-mib", runMib, seconds),
                rate("limit-rate", rate, "limit-mib", mib, seconds),
                between("limit-streams", streams, 1, MOST),
                runs,
                between("limit-run-ahead", ahead, 0, MOST));
        return new ServiceLimits(
                door, run, between("limit-known-runs", knownRuns, 1, MOST), between("limit-series", series, 1, MOST));
    }

    /** The topics under this prefix with what they keep. */
    Topics topics(String prefix) {
        return new Topics(
                prefix,
                retention("retention-hours", hours, "retention-mib", snapshotsMib),
                retention("retention-results-hours", resultHours, "retention-results-mib", resultsMib));
    }

    private static Retention retention(String time, int hours, String size, int mib) {
        return new Retention(Duration.ofHours(between(time, hours, 1, MOST)), MIB * between(size, mib, 2, MOST));
    }

    private static Rate rate(String messages, int perSecond, String bytes, int mib, double burst) {
        return new Rate(between(messages, perSecond, 1, MOST), MIB * (double) between(bytes, mib, 1, MOST), burst);
    }

    private static int between(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new BadInput(name + ": expected " + low + " to " + high + ", got " + value);
        }
        return value;
    }
}
