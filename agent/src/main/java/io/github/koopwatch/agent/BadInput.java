/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent;

/** Bad input of a user: its message is the one line that is printed, exit code 2. */
public final class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadInput(String message) {
        super(message);
    }

    public BadInput(String message, Throwable cause) {
        super(message, cause);
    }
}
