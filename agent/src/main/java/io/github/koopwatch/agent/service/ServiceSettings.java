/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.doors.DoorSettings;
import io.github.koopwatch.agent.notify.NotifySettings;
import io.github.koopwatch.contract.Topics;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * What a process runs and where.
 *
 * @param kafka HOST:PORT of an outside cluster; empty: the process runs the broker itself
 * @param kafkaProperties settings under {@code kafka.}, passed to every Kafka client
 * @param data where the process keeps what must outlive it
 * @param bind address to listen on
 * @param allowInsecureBind true to listen beyond loopback without protection
 * @param grpcPort 0 = a free one, as for the other ports
 * @param partitions partitions of each topic that is created
 * @param replication copies of each topic that is created
 * @param threads stream threads
 * @param notifying whom the role ui tells of alerts
 * @param doors what stands at the doors
 * @param limits what is taken, kept and shown at most
 */
public record ServiceSettings(
        Optional<String> kafka,
        Properties kafkaProperties,
        Set<Role> roles,
        Path data,
        String bind,
        boolean allowInsecureBind,
        int grpcPort,
        int httpPort,
        int kafkaPort,
        Topics topics,
        int partitions,
        int replication,
        int threads,
        NotifySettings notifying,
        DoorSettings doors,
        ServiceLimits limits) {
    private static final String LOOPBACK = "127.0.0.1";

    /** Tells nobody of alerts, lets everybody in, and has the usual limits. */
    public ServiceSettings(
            Optional<String> kafka,
            Properties kafkaProperties,
            Set<Role> roles,
            Path data,
            String bind,
            boolean allowInsecureBind,
            int grpcPort,
            int httpPort,
            int kafkaPort,
            Topics topics,
            int partitions,
            int replication,
            int threads) {
        this(
                kafka,
                kafkaProperties,
                roles,
                data,
                bind,
                allowInsecureBind,
                grpcPort,
                httpPort,
                kafkaPort,
                topics,
                partitions,
                replication,
                threads,
                NotifySettings.NOBODY,
                DoorSettings.OPEN,
                ServiceLimits.standard());
    }

    public ServiceSettings {
        roles = Set.copyOf(roles);
        if (roles.isEmpty()) {
            throw new BadInput("roles: expected at least one of broker, ingest, streams, ui, got none");
        }
        if (kafka.isPresent() == roles.contains(Role.BROKER)) {
            throw new BadInput(
                    kafka.isPresent()
                            ? "roles: expected no broker together with --kafka, got both"
                            : "kafka: expected --kafka HOST:PORT for a process without the role broker, got none");
        }
        if (!roles.contains(Role.UI) && notifying.tellsAnybody()) {
            throw new BadInput(
                    "webhook, alertmanager: expected the role ui with them, which tells of alerts, got none");
        }
        if (!allowInsecureBind && !isLoopback(bind)) {
            doors.requireGuarded(bind);
        }
    }

    /** Where a broker of its own listens: it has neither TLS nor tokens, so that these open nothing for it. */
    String brokerBind() {
        return allowInsecureBind || isLoopback(bind) ? bind : LOOPBACK;
    }

    boolean has(Role role) {
        return roles.contains(role);
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new BadInput("bind: expected an address of this machine, got " + address, e);
        }
    }
}
