/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.kafka;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.contract.Topics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A Kafka and how to speak to it.
 *
 * @param bootstrap HOST:PORT, several parted by commas
 * @param properties client settings of the user, without the {@code kafka.} before them; one that begins with {@code admin.},
 *     {@code producer.} or {@code consumer.} is for that client alone. Never shown: they hold secrets
 */
public record KafkaConnection(String bootstrap, Map<String, String> properties) {
    /** Before the keys of client settings in a configuration file. */
    public static final String PREFIX = "kafka.";

    private static final int CONNECT_MS = 2000;
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s:,/\\[\\]]+):[0-9]{1,5}");
    private static final Set<String> CLIENTS = Set.of("admin.", "producer.", "consumer.");
    // Acknowledged, exactly-once and committed are promises, not preferences.
    private static final Set<String> FIXED = Set.of(
            "bootstrap.servers",
            "acks",
            "enable.idempotence",
            "transactional.id",
            "isolation.level",
            "enable.auto.commit",
            "allow.auto.create.topics",
            "group.id",
            "key.serializer",
            "value.serializer",
            "key.deserializer",
            "value.deserializer");

    public KafkaConnection {
        properties = Map.copyOf(properties);
        for (String address : bootstrap.split(",", -1)) {
            requireAddress(address);
        }
        properties.keySet().forEach(KafkaConnection::requireFree);
    }

    /** A Kafka that needs no settings. */
    public static KafkaConnection to(String bootstrap) {
        return new KafkaConnection(bootstrap, Map.of());
    }

    /** With the {@code kafka.*} keys of a configuration; the others are not looked at. */
    public static KafkaConnection to(String bootstrap, Properties configuration) {
        Map<String, String> properties = new HashMap<>();
        for (String key : configuration.stringPropertyNames()) {
            if (key.startsWith(PREFIX)) {
                properties.put(key.substring(PREFIX.length()), configuration.getProperty(key));
            }
        }
        return new KafkaConnection(bootstrap, properties);
    }

    private static void requireAddress(String address) {
        boolean shaped = ADDRESS.matcher(address.strip()).matches();
        if (!shaped || port(address.strip()) < 1 || port(address.strip()) > 65_535) {
            throw new BadInput("Kafka address: expected HOST:PORT, got '" + address + "'");
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** True when one of the addresses takes a connection now, whether or not a Kafka is behind it. */
    boolean isListening() {
        return Stream.of(bootstrap.split(",", -1)).map(String::strip).anyMatch(KafkaConnection::isListening);
    }

    private static boolean isListening(String address) {
        String host = address.substring(0, address.lastIndexOf(':'));
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port(address)), CONNECT_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void requireFree(String key) {
        String plain = key;
        for (String client : CLIENTS) {
            plain = plain.startsWith(client) ? plain.substring(client.length()) : plain;
        }
        if (FIXED.contains(plain)) {
            throw new BadInput(PREFIX + key + " cannot be set: Koopwatch's guarantees rest on its value");
        }
    }

    /** Settings of an administrative client. */
    public Map<String, Object> admin() {
        return settings("admin.", Map.of("default.api.timeout.ms", "15000", "request.timeout.ms", "10000"), Map.of());
    }

    /** Settings of a producer of (string, bytes): acknowledged by all replicas, no duplicates, never blocking for long. */
    public Map<String, Object> producer() {
        return settings(
                "producer.",
                Map.of(
                        "delivery.timeout.ms", "30000",
                        "request.timeout.ms", "10000",
                        "max.block.ms", "2000",
                        "buffer.memory", Integer.toString(64 << 20),
                        "max.request.size", Integer.toString(Topics.LARGEST_RECORD + (Topics.LARGEST_RECORD >> 3))),
                Map.of(
                        "acks",
                        "all",
                        "enable.idempotence",
                        "true",
                        "key.serializer",
                        StringSerializer.class.getName(),
                        "value.serializer",
                        ByteArraySerializer.class.getName()));
    }

    /** Settings of a consumer of (string, bytes) without a group: committed records only. */
    public Map<String, Object> consumer() {
        return settings(
                "consumer.",
                Map.of("default.api.timeout.ms", "15000", "request.timeout.ms", "10000"),
                Map.of(
                        "isolation.level", "read_committed",
                        "enable.auto.commit", "false",
                        "allow.auto.create.topics", "false",
                        "key.deserializer", StringDeserializer.class.getName(),
                        "value.deserializer", ByteArrayDeserializer.class.getName()));
    }

    /** Settings for Kafka Streams, which understands the same client prefixes. */
    public Map<String, Object> streams() {
        Map<String, Object> all = new TreeMap<>(properties);
        all.put("bootstrap.servers", bootstrap);
        return all;
    }

    private Map<String, Object> settings(String client, Map<String, String> defaults, Map<String, String> fixed) {
        Map<String, Object> all = new TreeMap<>(defaults);
        properties.forEach((key, value) -> {
            if (CLIENTS.stream().noneMatch(key::startsWith)) {
                all.put(key, value);
            }
        });
        properties.forEach((key, value) -> {
            if (key.startsWith(client)) {
                all.put(key.substring(client.length()), value);
            }
        });
        all.putAll(fixed);
        all.put("bootstrap.servers", bootstrap);
        return all;
    }

    /** Throws BadInput when an address cannot be resolved or a setting is not understood. */
    public Admin openAdmin() {
        return open(admin(), Admin::create);
    }

    /** Throws BadInput when an address cannot be resolved or a setting is not understood. */
    public KafkaProducer<String, byte[]> openProducer() {
        return open(producer(), KafkaProducer::new);
    }

    /** Throws BadInput when an address cannot be resolved or a setting is not understood. */
    public KafkaConsumer<String, byte[]> openConsumer() {
        return open(consumer(), KafkaConsumer::new);
    }

    private <T> T open(Map<String, Object> settings, Function<Map<String, Object>, T> client) {
        try {
            return client.apply(settings);
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new BadInput("Kafka at " + bootstrap + ": " + cause.getMessage(), e);
        }
    }

    /** Names the settings, never their values. */
    @Override
    public String toString() {
        return "KafkaConnection[" + bootstrap + ", settings " + new TreeSet<>(properties.keySet()) + "]";
    }
}
