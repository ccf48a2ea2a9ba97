/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.Endpoints;
import io.github.koopwatch.agent.kafka.Check;
import io.github.koopwatch.agent.kafka.KafkaChecks;
import io.github.koopwatch.contract.result.Json;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at everything an installation stands on and says what to do about what is wrong. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Check broker, topics, settings, lag, versions and say what to do; exit 1 if something failed.")
public final class DoctorCommand implements Callable<Integer> {
    private static final long MIB = 1L << 20;
    private static final long DISK_LOW_MIB = 2048;
    private static final long DISK_FULL_MIB = 256;

    @Option(names = "--json", description = "Print one JSON document.")
    boolean json;

    @Mixin
    KafkaAddress address = new KafkaAddress();

    @Mixin
    AccessOptions access = new AccessOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    private record Report(boolean ok, List<Check> checks) {}

    @Override
    public Integer call() {
        List<Check> checks = new ArrayList<>();
        checks.addAll(new KafkaChecks(address.connection(), address.topics(), System.currentTimeMillis()).all());
        service().ifPresent(checks::add);
        disk().ifPresent(checks::add);
        boolean ok = checks.stream().noneMatch(Check::failed);
        print(new Report(ok, checks));
        return ok ? 0 : 1;
    }

    private void print(Report report) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new String(Json.write(report), StandardCharsets.UTF_8));
        } else {
            report.checks().forEach(c -> out.println(line(c)));
        }
        out.flush();
    }

    private static String line(Check c) {
        String advice = c.advice().isEmpty() ? "" : " -> " + c.advice();
        return String.format("%-4s %-12s %s%s", c.status(), c.name(), c.message(), advice)
                .replaceAll("\\p{Cntrl}", " ");
    }

    /** The readiness of the service in the data directory, if one has been started there. */
    private Optional<Check> service() {
        if (!Files.exists(address.data().resolve("endpoints.properties"))) {
            return Optional.empty();
        }
        Endpoints known = Endpoints.read(address.data());
        return known.http().equals(Endpoints.NONE)
                ? Optional.empty()
                : Optional.of(Readiness.of(known.http(), access.access(known.certificates())));
    }

    private Optional<Check> disk() {
        if (!Files.exists(address.data())) {
            return Optional.empty();
        }
        long free = address.data().toFile().getUsableSpace() / MIB;
        String message = free + " MiB free under " + address.data();
        String advice = "free space, or move --data; a full disk stops the embedded broker";
        if (free < DISK_FULL_MIB) {
            return Optional.of(Check.fail("disk", message, advice));
        }
        return Optional.of(free < DISK_LOW_MIB ? Check.warn("disk", message, advice) : Check.ok("disk", message));
    }
}
