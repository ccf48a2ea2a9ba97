/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.kafka;

/**
 * One thing that was looked at.
 *
 * @param advice what to do about it; empty when all is well
 */
public record Check(String name, Status status, String message, String advice) {
    /** How it stands. */
    public enum Status {
        OK,
        WARN,
        FAIL
    }

    public static Check ok(String name, String message) {
        return new Check(name, Status.OK, message, "");
    }

    public static Check warn(String name, String message, String advice) {
        return new Check(name, Status.WARN, message, advice);
    }

    public static Check fail(String name, String message, String advice) {
        return new Check(name, Status.FAIL, message, advice);
    }

    public boolean failed() {
        return status == Status.FAIL;
    }
}
