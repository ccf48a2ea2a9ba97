/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.service.Role;
import io.github.koopwatch.agent.service.ServiceSettings;
import io.github.koopwatch.contract.Topics;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a service, shared by {@code up} and {@code demo}. */
final class ServiceOptions {
    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "use this Kafka; without it the process runs a broker itself")
    private @Nullable String kafka;

    @Option(
            names = "--roles",
            paramLabel = "ROLES",
            description = "comma-separated, of broker, ingest, streams, ui (default: all; with --kafka all but broker)")
    private @Nullable String roles;

    @Option(
            names = "--bind",
            defaultValue = "127.0.0.1",
            description = "address to listen on (default: ${DEFAULT-VALUE})")
    private String bind = "";

    @Option(
            names = "--allow-insecure-bind",
            description =
                    "listen beyond loopback without TLS and tokens, although whoever reaches the address may publish and read")
    private boolean allowInsecureBind;

    @Option(
            names = "--prefix",
            defaultValue = Topics.DEFAULT_PREFIX,
            description = "of topics (default: ${DEFAULT-VALUE})")
    private String prefix = "";

    @Option(
            names = "--partitions",
            defaultValue = "8",
            description = "of each topic that is created (default: ${DEFAULT-VALUE})")
    private int partitions;

    @Option(
            names = "--replication",
            paramLabel = "COPIES",
            description = "of each topic that is created (default: 1, with --kafka the cluster's default)")
    private @Nullable Integer replication;

    @Option(names = "--threads", defaultValue = "2", description = "that process snapshots (default: ${DEFAULT-VALUE})")
    private int threads;

    @Option(
            names = "--set",
            paramLabel = "kafka.KEY=VALUE",
            description =
                    "a setting for every Kafka client, such as kafka.security.protocol=SSL; also kafka.producer.KEY, "
                            + "kafka.consumer.KEY, kafka.admin.KEY; may be repeated")
    private Map<String, String> set = new HashMap<>();

    @Mixin
    private NotifyOptions notify = new NotifyOptions();

    @Mixin
    private DoorOptions doors = new DoorOptions();

    @Mixin
    private LimitOptions limit = new LimitOptions();

    /** Throws BadInput for settings that do not go together. */
    ServiceSettings settings(Path data, int grpcPort, int httpPort, int kafkaPort) {
        return new ServiceSettings(
                Optional.ofNullable(kafka),
                kafkaProperties(),
                roles(),
                data,
                bind,
                allowInsecureBind,
                port("grpc-port", grpcPort),
                port("http-port", httpPort),
                port("kafka-port", kafkaPort),
                limit.topics(prefix),
                atLeastOne("partitions", partitions),
                replication == null ? (kafka == null ? 1 : -1) : atLeastOne("replication", replication),
                atLeastOne("threads", threads),
                notify.settings(),
                doors.settings(),
                limit.limits());
    }

    private Properties kafkaProperties() {
        Properties properties = new Properties();
        set.forEach((key, value) -> {
            if (!key.startsWith(KafkaConnection.PREFIX)) {
                throw new BadInput("set: expected a key under " + KafkaConnection.PREFIX + ", got '" + key + "'");
            }
            properties.setProperty(key, value);
        });
        return properties;
    }

    private Set<Role> roles() {
        if (roles == null) {
            return kafka == null ? EnumSet.allOf(Role.class) : EnumSet.complementOf(EnumSet.of(Role.BROKER));
        }
        Set<Role> chosen = EnumSet.noneOf(Role.class);
        Arrays.stream(roles.split(",", -1)).map(ServiceOptions::role).forEach(chosen::add);
        return chosen;
    }

    private static Role role(String name) {
        return Arrays.stream(Role.values())
                .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(name.trim()))
                .findFirst()
                .orElseThrow(
                        () -> new BadInput("roles: expected some of broker, ingest, streams, ui, got '" + name + "'"));
    }

    private static int port(String name, int port) {
        if (port < 0 || port > 65_535) {
            throw new BadInput(name + ": expected 0 to 65535, got " + port);
        }
        return port;
    }

    private static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new BadInput(name + ": expected at least 1, got " + value);
        }
        return value;
    }
}
