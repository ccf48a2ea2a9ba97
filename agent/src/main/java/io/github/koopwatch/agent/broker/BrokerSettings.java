/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import io.github.koopwatch.contract.Topics;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Properties;

/** The Kafka settings of a single node that shares its process and its machine with others. */
final class BrokerSettings {
    static final int NODE = 1;
    static final String CONTROLLER = "CONTROLLER";

    private static final String LOOPBACK = "127.0.0.1";
    private static final int MIB = 1 << 20;

    private final Properties properties = new Properties();

    private BrokerSettings() {}

    static Properties of(Path log, String host, int port, int controllerPort) {
        BrokerSettings s = new BrokerSettings();
        s.doors(host, port, controllerPort);
        s.singleNode();
        s.data(log);
        s.quickRestart();
        s.smallFootprint();
        return s.properties;
    }

    /** HOST:PORT under which clients reach a broker that listens on that host. */
    static String advertised(String host, int port) {
        String shown = isWildcard(host) ? localName() : host;
        return (shown.indexOf(':') >= 0 ? "[" + shown + "]" : shown) + ":" + port;
    }

    private static boolean isWildcard(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    private static String localName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return LOOPBACK;
        }
    }

    private void doors(String host, int port, int controllerPort) {
        String bound = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        String controller = LOOPBACK + ":" + controllerPort;
        set("process.roles", "broker,controller");
        set("node.id", NODE);
        set("listeners", "PLAINTEXT://" + bound + ":" + port + "," + CONTROLLER + "://" + controller);
        set("advertised.listeners", "PLAINTEXT://" + advertised(host, port));
        set("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        set("controller.listener.names", CONTROLLER);
        set("inter.broker.listener.name", "PLAINTEXT");
        set("controller.quorum.voters", NODE + "@" + controller);
    }

    private void singleNode() {
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            set(topic + ".replication.factor", 1);
            set(topic + ".num.partitions", 1);
            set(topic + ".segment.bytes", 16 * MIB); // read whole at a restart, so kept short
        }
        set("transaction.state.log.min.isr", 1);
        set("share.coordinator.state.topic.min.isr", 1);
        set("default.replication.factor", 1);
        set("min.insync.replicas", 1);
    }

    private void data(Path log) {
        set("log.dirs", log);
        set("auto.create.topics.enable", false);
        set("message.max.bytes", Topics.LARGEST_RECORD + (Topics.LARGEST_RECORD >> 3));
        set("log.segment.bytes", 128 * MIB); // retention drops whole segments; 1 GiB ones would outlive their limit
        set(
                "log.retention.check.interval.ms",
                10_000); // in the usual five minutes a fast run writes 20 GB over the limit
        set("log.initial.task.delay.ms", 5_000);
        set("log.segment.delete.delay.ms", 10_000);
        set("offsets.retention.minutes", 365 * 24 * 60); // a service that stood still for weeks goes on where it was
    }

    private void quickRestart() {
        // A node killed without notice is let in again only when its old registration has expired.
        set("broker.session.timeout.ms", 2000);
        set("broker.heartbeat.interval.ms", 300);
        set("group.initial.rebalance.delay.ms", 0);
        set("group.streams.initial.rebalance.delay.ms", 0);
        set("group.min.session.timeout.ms", 1000);
        // An abandoned transaction holds back every reader of committed records until it is aborted.
        set("transaction.max.timeout.ms", 300_000);
        set("transaction.abort.timed.out.transaction.cleanup.interval.ms", 1000);
        set("log.cleaner.min.compaction.lag.ms", 120_000); // until then it says how a stranded transaction ended
    }

    private void smallFootprint() {
        set("num.network.threads", 2);
        set("num.io.threads", 4);
        set("background.threads", 2);
        set("group.coordinator.threads", 1);
        set("group.coordinator.background.threads", 1);
        set("share.coordinator.threads", 1);
        set("log.cleaner.threads", 1);
        set("log.cleaner.dedupe.buffer.size", 8 * MIB);
    }

    private void set(String key, Object value) {
        properties.setProperty(key, value.toString());
    }
}
