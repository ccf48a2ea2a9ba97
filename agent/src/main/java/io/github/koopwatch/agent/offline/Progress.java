/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

/** Is told how far a long computation has come; may be told from several threads. */
public interface Progress {
    /** Says nothing. */
    Progress NONE = (what, done, all) -> {};

    /** So many of all parts of what is being done are done. */
    void at(String what, long done, long all);
}
