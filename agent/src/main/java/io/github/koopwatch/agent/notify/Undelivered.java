/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

/** What was to be told did not arrive. */
final class Undelivered extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean forGood;

    private Undelivered(String message, boolean forGood) {
        super(message);
        this.forGood = forGood;
    }

    /** The receiver did not answer, or not as it should: it may later. */
    static Undelivered yet(String why) {
        return new Undelivered(why, false);
    }

    /** The receiver read it and will never take it. */
    static Undelivered ever(String why) {
        return new Undelivered(why, true);
    }

    boolean isForGood() {
        return forGood;
    }
}
