/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

import io.github.koopwatch.agent.Links;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Pushes to the API v2 of Alertmanager, as Prometheus does: each push says until when the alert holds, and what fires is
 * pushed again long before. So an alert ends there, too, when this process is gone. One that is over at once is held for as
 * long, or else it would end before Alertmanager's group_wait and nobody would hear of it.
 */
final class Alertmanager implements Notifier {
    /** How long a push holds; five reminders. */
    static final Duration HOLDS = Duration.ofMinutes(5);

    private static final int REMEMBERED = 4096;

    private final Post post;
    private final Links links;
    private final Severity least;
    private final InstantSource clock;
    /** What Alertmanager was told last of each alert that fires. */
    private final Map<String, Told> firing = new LinkedHashMap<>();
    /** Alerts that ended lately: whoever reminds may not know it yet. */
    private final Set<String> over = new LinkedHashSet<>();

    private record Told(Map<String, String> labels, Instant since, Instant first, Instant last) {}

    Alertmanager(Post post, Links links, Severity least, InstantSource clock) {
        this.post = post;
        this.links = links;
        this.least = least;
        this.clock = clock;
    }

    @Override
    public void tell(Notice notice) throws Undelivered {
        ChangeEvent event = notice.event();
        Instant now = clock.instant();
        Told before = firing.get(event.id());
        Told told = told(event, notice.at().isAfter(now) ? now : notice.at(), now);
        boolean fires = event.isFiring() && least.isReachedBy(event);
        boolean another = before != null && !before.labels().equals(told.labels());
        List<Alert> alerts = new ArrayList<>();
        if (before != null && another) {
            alerts.add(until(event, before, now)); // a cause that was found makes it another alert to Alertmanager
        }
        if (fires || !another) {
            alerts.add(until(event, told, fires ? now.plus(HOLDS) : end(event, told, now)));
        }
        post.send(Json.write(alerts), Map.of());
        note(event.id(), fires, told);
        forgetEnded(now);
    }

    @Override
    public boolean reminds() {
        return true;
    }

    @Override
    public void remind(List<ChangeEvent> all, Instant now) throws Undelivered {
        List<ChangeEvent> still =
                all.stream().filter(e -> !over.contains(e.id())).toList();
        List<Alert> alerts = still.stream()
                .map(e -> until(e, told(e, now, now), now.plus(HOLDS)))
                .toList();
        if (!alerts.isEmpty()) {
            post.send(Json.write(alerts), Map.of());
        }
        still.forEach(e -> firing.put(e.id(), told(e, now, now)));
        forgetEnded(now);
    }

    /** What nobody reminds of any more has ended there by itself. */
    private void forgetEnded(Instant now) {
        firing.values().removeIf(told -> told.last().isBefore(now.minus(HOLDS)));
    }

    /** What is told now; an alert that was told before began when it was said to. */
    private Told told(ChangeEvent event, Instant since, Instant now) {
        Told before = firing.get(event.id());
        return before == null
                ? new Told(Alert.labels(event), since, now, now)
                : new Told(Alert.labels(event), before.since(), before.first(), now);
    }

    private Alert until(ChangeEvent event, Told told, Instant end) {
        return Alert.of(event, links.of(event), told.labels(), told.since(), end);
    }

    /** One that turned out to be expected ends at once. */
    private Instant end(ChangeEvent event, Told told, Instant now) {
        Instant held = told.first().plus(HOLDS);
        boolean hold = firing.containsKey(event.id()) && least.isReachedBy(event) && held.isAfter(now);
        return hold ? held : now;
    }

    private void note(String id, boolean fires, Told told) {
        if (fires) {
            over.remove(id);
            firing.put(id, told);
        } else {
            firing.remove(id);
            over.add(id);
        }
        if (over.size() > REMEMBERED) {
            over.remove(over.iterator().next());
        }
    }
}
