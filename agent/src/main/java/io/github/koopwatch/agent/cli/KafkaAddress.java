/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.Endpoints;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.contract.Topics;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which Kafka and which topics of it: options shared by the commands that only look. A configuration file may be that of
 * the service: of it they take these options and the {@code kafka.*} settings; what stands on the command line wins.
 */
final class KafkaAddress {
    private static final String DEFAULT_DATA = "koopwatch-data";

    @Option(names = "--kafka", paramLabel = "H:P", description = "The Kafka; default: that of the service in --data.")
    private @Nullable String kafka;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of a service here (default: " + DEFAULT_DATA + ").")
    private @Nullable Path data;

    @Option(
            names = "--prefix",
            paramLabel = "NAME",
            description = "Begins the topics' names (default: " + Topics.DEFAULT_PREFIX + ").")
    private @Nullable String prefix;

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration file, such as the service's.")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "kafka.KEY=VALUE",
            description = "A setting of the Kafka client; may be repeated.")
    private Map<String, String> set = new HashMap<>();

    /** The topics of the installation. */
    Topics topics() {
        String name = prefix != null ? prefix : configuration().getProperty("prefix", Topics.DEFAULT_PREFIX);
        if (!RunKey.isValid(name)) {
            throw new BadInput("--prefix: expected " + RunKey.RULE + ", got '" + RunKey.shown(name) + "'");
        }
        return new Topics(name);
    }

    /** Where a service on this machine keeps its data, whether or not there is one. */
    Path data() {
        return data != null ? data : Path.of(configuration().getProperty("data", DEFAULT_DATA));
    }

    /** Throws BadInput when no Kafka is named and no service known. */
    KafkaConnection connection() {
        Properties all = configuration();
        set.forEach((key, value) -> {
            if (!key.startsWith(KafkaConnection.PREFIX)) {
                throw new BadInput("--set: expected a key under " + KafkaConnection.PREFIX + ", got '" + key + "'");
            }
            all.setProperty(key, value);
        });
        return KafkaConnection.to(bootstrap(all), all);
    }

    private String bootstrap(Properties configuration) {
        if (kafka != null) {
            return kafka;
        }
        String configured = configuration.getProperty("kafka");
        if (configured != null) {
            return configured;
        }
        String known = Endpoints.read(data()).kafka();
        if (known.equals(Endpoints.NONE)) {
            throw new BadInput("the service in " + data() + " names no Kafka: give --kafka HOST:PORT");
        }
        return known;
    }

    private Properties configuration() {
        Properties properties = new Properties();
        if (config != null) {
            try (Reader in = Files.newBufferedReader(config)) {
                properties.load(in);
            } catch (IOException | IllegalArgumentException e) {
                throw new BadInput("--config: expected a properties file that can be read, got " + config, e);
            }
        }
        return properties;
    }
}
