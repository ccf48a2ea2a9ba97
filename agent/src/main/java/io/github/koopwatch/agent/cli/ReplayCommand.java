/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.client.PublishingClient;
import io.github.koopwatch.agent.client.Refused;
import io.github.koopwatch.agent.offline.Replay;
import io.github.koopwatch.agent.offline.Trajectory;
import io.github.koopwatch.contract.Limits;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.v1.RunStart;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes a recorded run. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description =
                "Publish a recorded run through gRPC, with its scalars and parameter groups; exit 1 if the service"
                        + " refused something or did not acknowledge everything.")
public final class ReplayCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_SHOWN = 10;

    @Parameters(paramLabel = "FILE", description = "A .npy [T, d] or an .npz with it as x, as analyze takes it.")
    private Path file = Path.of("");

    @Option(names = "--run", paramLabel = "R", required = true, description = "Key of the run.")
    private String run = "";

    @Option(names = "--group", paramLabel = "G", description = "Runs to be compared (default: default).")
    private String group = "";

    @Option(names = "--arm", paramLabel = "A", description = "Replicas of one configuration (default: the run).")
    private String arm = "";

    @Option(names = "--rate", paramLabel = "HZ", description = "Rows per second (default: as fast as it goes).")
    private double rate = Double.POSITIVE_INFINITY;

    @Option(
            names = "--sketch",
            description = "Publish rows longer than 1,024 as sketches of 1,024 values, as the Python publisher does.")
    private boolean sketch;

    @Mixin
    private GrpcTarget target = new GrpcTarget();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        check();
        Trajectory stored = Trajectory.read(file).single("");
        Trajectory x = sketch ? stored.sketched() : stored;
        if (x.dimension() > Limits.LARGEST_DIMENSION) {
            throw new BadInput(x.name() + ": expected d at most " + Limits.LARGEST_DIMENSION + ", got " + x.dimension()
                    + " (--sketch publishes 1,024 values per row)");
        }
        RunStart start = Replay.start(x, run, group, arm);
        try (PublishingClient client =
                PublishingClient.open(target.grpc(), target.access(), start, System.currentTimeMillis())) {
            Replay.publish(x, client, rate);
            return report(x, client, client.finish(PATIENCE));
        }
    }

    private void check() {
        requireKey("--run", run);
        requireKey("--group", group.isEmpty() ? "default" : group);
        requireKey("--arm", arm.isEmpty() ? run : arm);
        if (!(rate > 0)) {
            throw new BadInput("--rate: expected above 0, got " + rate);
        }
    }

    private static void requireKey(String name, String key) {
        if (!RunKey.isValid(key)) {
            throw new BadInput(name + ": expected " + RunKey.RULE + ", got '" + RunKey.shown(key) + "'");
        }
    }

    private int report(Trajectory x, PublishingClient client, boolean acknowledged) {
        List<Refused> refusals = client.refusals();
        refusals.stream().limit(MOST_SHOWN).forEach(refused -> Output.note(spec, refused.toString()));
        if (refusals.size() > MOST_SHOWN) {
            Output.note(spec, "and " + (refusals.size() - MOST_SHOWN) + " more refused");
        }
        client.failure().ifPresent(why -> Output.note(spec, "the service does not take this run: " + why));
        if (!acknowledged && client.failure().isEmpty()) {
            Output.note(spec, "not everything was acknowledged within " + PATIENCE.toSeconds() + " s");
        }
        boolean well = acknowledged && refusals.isEmpty();
        if (well) {
            Output.lines(spec, List.of("run " + run + ": " + x.rows() + " rows of " + x.dimension() + " acknowledged"));
        }
        return well ? 0 : 1;
    }
}
