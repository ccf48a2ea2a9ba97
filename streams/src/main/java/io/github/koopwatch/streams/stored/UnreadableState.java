/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams.stored;

/**
 * What is stored cannot be read: it was written by a newer version, or damaged. To go on would be to answer wrongly or to
 * lose what was acknowledged, so the worker stops and says what it met.
 */
public final class UnreadableState extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public UnreadableState(String what, Exception cause) {
        super(what + ": " + cause.getMessage() + " (docs/operations.md, \"State that cannot be read\")", cause);
    }
}
