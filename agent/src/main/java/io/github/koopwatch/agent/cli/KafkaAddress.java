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
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Kafka and which topics of it: options shared by the commands that only look. */
final class KafkaAddress {
    @Option(names = "--kafka", paramLabel = "H:P", description = "The Kafka; default: that of the service in --data.")
    @Nullable String kafka;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of a service here (default: ${DEFAULT-VALUE}).")
    Path data = Path.of("koopwatch-data");

    @Option(
            names = "--prefix",
            paramLabel = "NAME",
            description = "Begins the topics' names (default: ${DEFAULT-VALUE}).")
    String prefix = Topics.DEFAULT_PREFIX;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Java properties; its kafka.* keys reach the Kafka client.")
    @Nullable Path config;

    Topics topics() {
        if (!RunKey.isValid(prefix)) {
            throw new BadInput("--prefix: expected " + RunKey.RULE + ", got '" + RunKey.shown(prefix) + "'");
        }
        return new Topics(prefix);
    }

    KafkaConnection connection() {
        return KafkaConnection.to(bootstrap(), configuration());
    }

    private String bootstrap() {
        if (kafka != null) {
            return kafka;
        }
        String known = Endpoints.read(data).kafka();
        if (known.equals(Endpoints.NONE)) {
            throw new BadInput("the service in " + data + " names no Kafka: give --kafka HOST:PORT");
        }
        return known;
    }

    private Properties configuration() {
        Properties properties = new Properties();
        if (config != null) {
            try (Reader in = Files.newBufferedReader(config)) {
                properties.load(in);
            } catch (IOException | IllegalArgumentException e) {
                throw new BadInput("--config " + config + " cannot be read: expected a file of Java properties", e);
            }
        }
        return properties;
    }
}
