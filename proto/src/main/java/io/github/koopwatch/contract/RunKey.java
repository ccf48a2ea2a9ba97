/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import java.util.regex.Pattern;

/** The one rule for names of runs, groups, arms and observables: safe as a label, a path segment and a log word. */
public final class RunKey {
    /** The rule as users read it. */
    public static final String RULE = "^[a-z0-9][a-z0-9._-]{0,62}$";

    private static final Pattern PATTERN = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final int SHOWN = 80;

    private RunKey() {}

    public static boolean isValid(String key) {
        return PATTERN.matcher(key).matches();
    }

    /** A name from outside as it may stand in a message or a log line: printable ASCII, cut short. */
    public static String shown(String name) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < Math.min(name.length(), SHOWN); i++) {
            char c = name.charAt(i);
            safe.append(c >= ' ' && c < 0x7f ? c : '?');
        }
        return name.length() > SHOWN ? safe + "..." : safe.toString();
    }
}
