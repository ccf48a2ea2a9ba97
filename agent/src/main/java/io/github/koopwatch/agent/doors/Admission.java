/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.doors;

/** What became of one who asked to be let in. */
public sealed interface Admission {
    /** Let in as somebody. */
    record Admitted(Caller caller) implements Admission {}

    /** Not let in. The reason is for a counter; who asks hears the same of each. */
    record Refused(Reason reason) implements Admission {}

    /** Why somebody was not let in. */
    enum Reason {
        /** No token at all. */
        MISSING,
        /** Something that cannot be a token. */
        MALFORMED,
        /** No token that is good now: wrong or withdrawn. */
        UNKNOWN,
        /** Let in, and asked for what is not theirs. */
        FORBIDDEN,
        /** From an address with too many failures; not looked at. */
        LIMITED
    }
}
