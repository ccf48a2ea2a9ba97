/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Says a change in one plain sentence with figures. */
final class Wording {
    private static final double MANY = 1e5;
    private static final double FEW = 10;

    private Wording() {}

    static String of(Finding finding) {
        String what = switch (finding.kind()) {
            case STALL -> "training stopped at step " + finding.onset() + ": no weight moves any more";
            case PARTIAL_FREEZE -> stopped(finding);
            default -> shifted(finding) + cause(finding.cause(), finding.probability());
        };
        return what + announced(finding.reason());
    }

    static String announced(Announced.Reason reason) {
        return switch (reason.kind()) {
            case NONE -> "";
            case MARK -> "; announced by a mark at step " + reason.step();
            case RATE -> "; announced by the learning rate logged at step " + reason.step();
        };
    }

    static String resolved(ChangeKind kind, long step) {
        return kind == ChangeKind.REGIME_SHIFT
                ? "; the new course is known since step " + step
                : "; moving again at step " + step;
    }

    private static String stopped(Finding finding) {
        String what = finding.channel() == Channels.RESTING ? someCoordinates(finding) : groups(finding);
        return what + " stopped at step " + finding.onset() + " while other weights move on";
    }

    private static String someCoordinates(Finding finding) {
        return String.format(
                Locale.ROOT, "a part of the weights (%.0f %% of the coordinates)", 100 * finding.statistic());
    }

    private static String groups(Finding finding) {
        List<String> names = IntStream.range(0, ChangeDetector.MOST_GROUPS)
                .filter(finding::concerns)
                .mapToObj(Integer::toString)
                .toList();
        return (names.size() == 1 ? "parameter group " : "parameter groups ") + String.join(", ", names);
    }

    private static String shifted(Finding finding) {
        return subject(finding.channel()) + " " + moved(finding) + " at step " + finding.step()
                + " (onset estimated at step " + finding.onset() + ")";
    }

    private static String subject(int channel) {
        return switch (channel) {
            case Channels.UPDATE_ENERGY -> "update energy";
            case Channels.INNOVATION -> "energy of what is new in an update";
            case Channels.COHERENCE -> "cosine of consecutive updates";
            case Channels.RADIAL -> "cosine of update and weights";
            case Channels.LOSS -> "loss";
            default -> "update energy of parameter group " + (channel - Channels.FIRST_GROUP);
        };
    }

    private static String moved(Finding finding) {
        boolean up = finding.direction() == Direction.UP;
        double rise = finding.after() - finding.before();
        String verb = up ? "rose" : "fell";
        if (Double.isNaN(rise) || up != rise > 0) {
            return verb + " off its course";
        }
        return Channels.isEnergy(finding.channel()) || finding.channel() == Channels.LOSS
                ? verb + " " + times(Math.exp(Math.abs(rise)))
                : verb + " from " + cosine(finding.before()) + " to " + cosine(finding.after());
    }

    private static String times(double factor) {
        String format = factor >= MANY ? "%.0e" : factor >= FEW ? "%.0f" : "%.1f";
        return String.format(Locale.ROOT, format, factor) + "-fold";
    }

    private static String cosine(double transformed) {
        return String.format(Locale.ROOT, "%.2f", Math.tanh(transformed));
    }

    private static String cause(Cause cause, double probability) {
        if (cause == Cause.UNKNOWN) {
            return "";
        }
        String sure = Double.isNaN(probability) ? "" : String.format(Locale.ROOT, " (probability %.2f)", probability);
        return "; it looks like " + cause.jsonName().replace('_', ' ') + sure;
    }
}
