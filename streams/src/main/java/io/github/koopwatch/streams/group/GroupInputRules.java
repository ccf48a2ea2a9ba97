/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams.group;

import io.github.koopwatch.contract.Limits;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.v1.GroupInput;
import io.github.koopwatch.v1.GroupWindow;
import java.util.List;

/**
 * What a record of the group-inputs topic must be. The topology alone writes there, but whoever reaches the broker can, and the
 * cost of a distance grows with the cube of the number of eigenvalues.
 */
public final class GroupInputRules {
    /** More than any window has columns. */
    private static final int MOST_EIGENVALUES = 4096;

    private static final int LONGEST_SETTINGS = 512;

    private GroupInputRules() {}

    /** The record is not the topology's own; the message names expected and actual. */
    public static final class Stranger extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        public Stranger(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    static void check(String group, GroupInput input, int version) {
        require(input.getVersion() == version, "group input", "version " + version, input.getVersion());
        key("group", group);
        key("run", input.getRun());
        integer("incarnation", input.getIncarnation());
        switch (input.getBodyCase()) {
            case FACTS -> key("arm", input.getFacts().getArm());
            case WINDOW -> window(input.getWindow());
            case ALARM -> integer("step", input.getAlarm().getStep());
            case GONE -> {}
            case ANSWER -> {
                text("alert id", input.getAnswer().getAlertId());
                text("text", input.getAnswer().getText());
            }
            case BODY_NOT_SET -> require(false, "group input", "a body that this version knows", "none");
        }
    }

    private static void window(GroupWindow w) {
        key("observable", w.getObservable());
        key("preset", w.getPreset());
        int settings = w.getSettings().length();
        require(settings <= LONGEST_SETTINGS, "settings (characters)", "at most " + LONGEST_SETTINGS, settings);
        integer("first step", w.getFirstStep());
        integer("last step", w.getLastStep());
        require(w.getLastStep() >= w.getFirstStep(), "last step", "at least " + w.getFirstStep(), w.getLastStep());
        integer("length", w.getLength());
        integer("hop", w.getHop());
        int size = w.getReCount();
        require(size <= MOST_EIGENVALUES, "eigenvalues", "at most " + MOST_EIGENVALUES, size);
        require(w.getImCount() == size, "eigenvalues", size + " imaginary parts", w.getImCount());
        finite(w.getReList());
        finite(w.getImList());
    }

    private static void text(String what, String text) {
        int length = text.length();
        require(length <= Limits.LONGEST_TEXT, what + " (characters)", "at most " + Limits.LONGEST_TEXT, length);
    }

    private static void finite(List<Double> parts) {
        for (double part : parts) {
            require(Double.isFinite(part), "eigenvalues", "finite numbers", part);
        }
    }

    private static void key(String what, String key) {
        require(RunKey.isValid(key), what, RunKey.RULE, "'" + RunKey.shown(key) + "'");
    }

    private static void integer(String what, long value) {
        require(value >= 0 && value <= Limits.LARGEST_INTEGER, what, "0 to 2^53", value);
    }

    private static void require(boolean holds, String what, Object expected, Object actual) {
        if (!holds) {
            throw new Stranger(what + ": expected " + expected + ", got " + actual);
        }
    }
}
