/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import io.github.koopwatch.agent.doors.Certificates.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** A broker whose one door for clients is SASL_SSL with the mechanism PLAIN. */
public final class SaslBroker implements AutoCloseable {
    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";
    private static final String USER = "koopwatch";

    private final BrokerDirectory directory;
    private final KafkaRaftServer server;
    private final String bootstrap;

    private SaslBroker(BrokerDirectory directory, KafkaRaftServer server, String bootstrap) {
        this.directory = directory;
        this.server = server;
        this.bootstrap = bootstrap;
    }

    /** The user is {@code koopwatch}; {@code pair} is what the broker shows. */
    public static SaslBroker start(Path data, Pair pair, String password) throws IOException {
        BrokerDirectory directory = BrokerDirectory.own(data);
        directory.format(BrokerSettings.CONTROLLER);
        int port = Ports.free("127.0.0.1");
        int controller = Ports.free("127.0.0.1");
        Properties settings = BrokerSettings.of(directory.log(), "127.0.0.1", port, controller);
        settings.setProperty("listeners", "SASL_SSL://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller);
        settings.setProperty("advertised.listeners", "SASL_SSL://127.0.0.1:" + port);
        settings.setProperty("listener.security.protocol.map", "SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT");
        settings.setProperty("inter.broker.listener.name", "SASL_SSL");
        settings.setProperty("sasl.enabled.mechanisms", "PLAIN");
        settings.setProperty("sasl.mechanism.inter.broker.protocol", "PLAIN");
        settings.setProperty(
                "listener.name.sasl_ssl.plain.sasl.jaas.config",
                LOGIN + " username=\"" + USER + "\" password=\"" + password + "\" user_" + USER + "=\"" + password
                        + "\";");
        settings.setProperty("ssl.keystore.type", "PEM");
        settings.setProperty("ssl.keystore.certificate.chain", Files.readString(pair.certificates()));
        settings.setProperty("ssl.keystore.key", Files.readString(pair.key()));
        settings.setProperty("ssl.truststore.type", "PEM");
        settings.setProperty("ssl.truststore.certificates", Files.readString(pair.certificates()));
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        server.startup();
        return new SaslBroker(directory, server, "127.0.0.1:" + port);
    }

    public String bootstrap() {
        return bootstrap;
    }

    /** Settings of Koopwatch for this broker, with that password. */
    public static Properties clients(Path authorities, String password) {
        Properties clients = new Properties();
        clients.setProperty("kafka.security.protocol", "SASL_SSL");
        clients.setProperty("kafka.sasl.mechanism", "PLAIN");
        clients.setProperty(
                "kafka.sasl.jaas.config", LOGIN + " username=\"" + USER + "\" password=\"" + password + "\";");
        clients.setProperty("kafka.ssl.truststore.type", "PEM");
        clients.setProperty("kafka.ssl.truststore.location", authorities.toString());
        return clients;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        directory.close();
    }

    /** For a client in another language: DIRECTORY CERTIFICATES KEY PASSWORD; prints the address, ends with its input. */
    public static void main(String[] args) throws IOException {
        try (SaslBroker broker = start(Path.of(args[0]), new Pair(Path.of(args[1]), Path.of(args[2])), args[3])) {
            System.out.println(broker.bootstrap());
            while (System.in.read() >= 0) {
                // the caller is there
            }
        }
    }
}
