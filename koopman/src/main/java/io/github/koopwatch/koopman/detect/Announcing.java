/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

/** Tells an open change of what announced it, while it is young. */
record Announcing(Announced announced, SlotRing ring) {
    /** The finding, with its reason once there is one. */
    Finding tell(Finding finding) {
        boolean young = ring.rows() - 1 <= finding.row() + Announced.YOUNG;
        if (!finding.reason().isNone() || !young) {
            return finding;
        }
        Announced.Reason reason = announced.of(finding.kind(), ring.stepBefore(finding.onset(), Announced.BEFORE));
        return reason.isNone() ? finding : finding.announced(reason);
    }
}
