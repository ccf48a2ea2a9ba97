/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.Endpoints;
import io.github.koopwatch.agent.client.Access;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which service to publish to: an option shared by the commands that publish. */
final class GrpcTarget {
    private static final Pattern ADDRESS = Pattern.compile("\\[?([^\\s/\\[\\]]+?)]?:(\\d{1,5})");
    private static final int PATIENCE_MS = 5000;
    private static final int LARGEST_PORT = 65_535;

    @Option(
            names = "--target",
            paramLabel = "HOST:PORT",
            description = "gRPC door of the service; default: that of the service in --data.")
    private @Nullable String target;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of a service here (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("koopwatch-data");

    @Mixin
    private AccessOptions access = new AccessOptions();

    /** How the door is passed. */
    Access access() {
        return access.access(target == null ? Endpoints.read(data).certificates() : Optional.empty());
    }

    /** HOST:PORT of a door that answers. Throws BadInput when none does. */
    String grpc() {
        String address = target == null ? Endpoints.read(data).grpc() : target;
        requireAnswer(address);
        return address;
    }

    /** HOST:PORT of the service's HTTP side. Throws BadInput when it has none. */
    String http() {
        String address = Endpoints.read(data).http();
        if (address.equals(Endpoints.NONE)) {
            throw new BadInput("the service in " + data + " has no HTTP side");
        }
        return address;
    }

    /** Throws BadInput when nothing listens at HOST:PORT. */
    static void requireAnswer(String address) {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > LARGEST_PORT) {
            throw new BadInput("--target: expected HOST:PORT, got '" + address + "'");
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(parts.group(1), Integer.parseInt(parts.group(2))), PATIENCE_MS);
        } catch (IOException e) {
            throw new BadInput("no service answers at " + address + ": expected one started with ./koopwatch up", e);
        }
    }
}
