/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

import io.github.koopwatch.agent.Links;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All targets that are told of alerts. */
public final class Notifications implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Notifications.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration REMIND = Duration.ofMinutes(1);
    /** A target that was never told anything begins with the last hour, not with the month that the topic holds. */
    private static final String FIRST_READ = "by_duration:PT1H";

    private final List<TargetLoop> loops = new ArrayList<>();

    private Notifications() {}

    /**
     * @param client settings of a consumer, with bootstrap.servers and whatever security the cluster asks for
     * @param instance stable name of this process: started again, it goes on at once where it was
     * @param firing what fires now
     */
    public static Notifications start(
            NotifySettings settings,
            Links links,
            Topics topics,
            Map<String, Object> client,
            String instance,
            Supplier<List<ChangeEvent>> firing,
            InstantSource clock,
            MeterRegistry registry) {
        Notifications all = new Notifications();
        for (Target target : targets(settings, links, clock)) {
            Counter dropped = target.counter(registry, "dropped");
            Map<String, Object> consumer = consumer(client, topics.prefix() + "-notify-" + target.key(), instance);
            all.loops.add(new TargetLoop(
                    target.name(),
                    topics.events(),
                    () -> new KafkaConsumer<>(consumer),
                    new Delivery(
                            target,
                            settings.least(),
                            new Backoff(FIRST_PAUSE, LONGEST_PAUSE, System::nanoTime),
                            registry),
                    firing,
                    REMIND,
                    clock,
                    dropped::increment));
        }
        all.loops.forEach(TargetLoop::start);
        return all;
    }

    private static List<Target> targets(NotifySettings settings, Links links, InstantSource clock) {
        List<Target> targets = new ArrayList<>();
        settings.alertmanager().ifPresent(address -> {
            Post post = new Post(alerts(address), settings.alertmanagerSecret());
            Notifier notifier = new Alertmanager(post, links, settings.least(), clock);
            targets.add(told(Target.of("alertmanager", "alertmanager", address, notifier), address));
        });
        for (URI address : settings.webhooks()) {
            Notifier notifier = new Webhook(new Post(address, settings.webhookSecret()), links);
            String name =
                    "webhook-" + (targets.size() + (settings.alertmanager().isPresent() ? 0 : 1));
            targets.add(told(Target.of(name, "webhook", address, notifier), address));
        }
        return targets;
    }

    private static Target told(Target target, URI address) {
        logger.info("alerts are told to {} at {}", target.name(), NotifySettings.shown(address));
        return target;
    }

    private static URI alerts(URI alertmanager) {
        return URI.create(alertmanager.toString().replaceFirst("/+$", "") + "/api/v2/alerts");
    }

    static Map<String, Object> consumer(Map<String, Object> client, String group, String instance) {
        Map<String, Object> all = new HashMap<>(client);
        all.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        all.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
        all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, FIRST_READ);
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        return all;
    }

    /** Tells of an alarm that no topic holds: the read model's own, of silence. Does not wait. */
    public void raise(ChangeEvent alarm) {
        loops.forEach(loop -> loop.raise(alarm));
    }

    @Override
    public void close() {
        loops.forEach(TargetLoop::close);
    }
}
