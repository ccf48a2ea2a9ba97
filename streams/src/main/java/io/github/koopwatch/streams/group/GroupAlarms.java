/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams.group;

import com.google.protobuf.ByteString;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.koopman.compare.Coincidence;
import io.github.koopwatch.v1.GroupAlarm;
import io.github.koopwatch.v1.GroupAlert;
import io.github.koopwatch.v1.GroupInput;
import io.github.koopwatch.v1.GroupRun;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The alarm of a group: more of its runs alarm at the same steps than chance explains, so that what they share is the
 * cause. One more event, beside those of the runs; no other while it is open.
 */
final class GroupAlarms {
    /** Alarms of a run that are remembered. */
    private static final int NEWEST = 8;

    /** Steps without a further alarm after which it is resolved. */
    private static final int QUIET = 500;

    private GroupAlarms() {}

    static void alarm(Group group, GroupInput input, GroupOutcome outcome) {
        GroupRun.Builder run = group.run(input.getRun());
        if (run == null || run.getIncarnation() != input.getIncarnation()) {
            return;
        }
        remember(run, input.getAlarm());
        group.touch(input.getRun());
        if (group.head().hasAlert()) {
            extend(group, input.getAlarm().getStep());
        } else {
            judge(group, input.getAlarm(), outcome);
        }
    }

    private static void remember(GroupRun.Builder run, GroupAlarm alarm) {
        List<GroupAlarm> kept = run.getAlarmsList().stream()
                .filter(a -> !a.equals(alarm))
                .skip(Math.max(0, run.getAlarmsCount() - NEWEST + 1))
                .toList();
        run.clearAlarms().addAllAlarms(kept).addAlarms(alarm);
    }

    private static void extend(Group group, long step) {
        GroupAlert.Builder alert = group.head().getAlertBuilder();
        alert.setStep(Math.max(alert.getStep(), step));
    }

    private static void judge(Group group, GroupAlarm newest, GroupOutcome outcome) {
        Map<String, GroupAlarm> together = new TreeMap<>();
        group.runs()
                .forEach((name, run) -> run.getAlarmsList().stream()
                        .filter(a -> Math.abs(a.getStep() - newest.getStep()) <= Coincidence.WITHIN)
                        .min(Comparator.comparingLong(GroupAlarm::getStep))
                        .ifPresent(a -> together.put(name, a)));
        if (Coincidence.isNone(together.size(), group.runs().size())) {
            ChangeEvent event = group.events().add(event(group, newest, together));
            group.head()
                    .setAlert(GroupAlert.newBuilder()
                            .setEvent(ByteString.copyFrom(Json.write(event)))
                            .setStep(newest.getStep()));
            outcome.events().add(event);
        }
    }

    private static ChangeEvent event(Group group, GroupAlarm newest, Map<String, GroupAlarm> together) {
        String kind = commonest(together);
        int all = group.runs().size();
        double p = Coincidence.pValue(together.size(), all);
        return new ChangeEvent(
                group.name() + ":/0/-/" + kind + "/" + newest.getStep(),
                null,
                group.name(),
                null,
                null,
                null,
                0,
                kind,
                "unknown",
                null,
                newest.getStep(),
                together.values().stream().mapToLong(GroupAlarm::getStep).min().orElse(newest.getStep()),
                "alarms of runs",
                together.size(),
                fewest(all),
                "warning",
                "firing",
                false,
                String.format(
                        Locale.ROOT,
                        "%d of %d runs of group %s alarm within %d steps of step %d (%s): by false alarms alone p = %.1g, so"
                                + " look at what they share",
                        together.size(),
                        all,
                        group.name(),
                        Coincidence.WITHIN,
                        newest.getStep(),
                        String.join(", ", together.keySet().stream().limit(5).toList()),
                        p));
    }

    /** The fewest alarming runs that are no coincidence. */
    private static int fewest(int runs) {
        int n = 1;
        while (n < runs && !Coincidence.isNone(n, runs)) {
            n++;
        }
        return n;
    }

    private static String commonest(Map<String, GroupAlarm> together) {
        return together.values().stream()
                .map(GroupAlarm::getKind)
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow()
                .getKey();
    }

    /** A window ends at {@code step}: the alarm is resolved when none has followed for long. */
    static void passed(Group group, long step, GroupOutcome outcome) {
        if (group.head().hasAlert() && step > group.head().getAlert().getStep() + QUIET) {
            ChangeEvent open = Divergence.stored(group.head().getAlert().getEvent());
            outcome.events().add(group.events().add(open.resolved()));
            group.head().clearAlert();
        }
    }
}
