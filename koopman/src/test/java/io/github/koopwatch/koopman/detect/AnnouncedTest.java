/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** What a mark announces is expected, before and shortly after the alarm. */
class AnnouncedTest {
    private static final int D = 64;
    private static final int JUMP = 700;

    @Test
    void mark_aFewRowsBeforeTheOnset_makesItExpected() {
        assertThat(versions(t -> t == JUMP - 8)).allSatisfy(change -> {
            assertThat(change.expected()).isTrue();
            assertThat(change.severity()).isEqualTo(Severity.INFO);
            assertThat(change.message()).contains("; announced by a mark at step 692");
        });
    }

    @Test
    void mark_longBefore_doesNot() {
        assertThat(versions(t -> t == JUMP - 40)).noneMatch(Change::expected);
    }

    @Test
    void mark_whileTheAlarmIsYoung_makesANewVersion() {
        List<Change> versions = versions(t -> t == JUMP + 20);
        assertThat(versions).extracting(Change::expected).startsWith(false).endsWith(true);
        assertThat(versions)
                .extracting(Change::step)
                .containsOnly(versions.get(0).step());
    }

    @Test
    void mark_whenTheAlarmIsOld_changesNothing() {
        assertThat(versions(t -> t == JUMP + 60)).noneMatch(Change::expected);
    }

    @Test
    void freeze_announcedByAMark_isExpected_byTheLearningRateIsNot() {
        List<float[]> rows = Walks.walk(1, 500, D);
        Walks.hold(rows, 400, 500, 0, 16);
        for (boolean byMark : new boolean[] {true, false}) {
            Feed feed = new Feed(Walks.groups(4, D));
            for (int t = 0; t < 500; t++) {
                if (t == 400 && byMark) {
                    feed.detector().mark(t);
                } else {
                    feed.detector().scalars(t, Double.NaN, t < 400 ? 0.1 : 0.05);
                }
                feed.see(rows.get(t));
            }
            assertThat(feed.changes())
                    .filteredOn(c -> c.kind() == ChangeKind.PARTIAL_FREEZE)
                    .singleElement()
                    .satisfies(change -> assertThat(change.expected()).isEqualTo(byMark));
        }
    }

    /** All versions of the one shift that the jump is. */
    private static List<Change> versions(IntPredicate marked) {
        List<float[]> rows = Walks.walk(2, 800, D);
        Walks.stretch(rows, JUMP, 20);
        Feed feed = new Feed(List.of());
        List<Change> changes = new ArrayList<>();
        for (int t = 0; t < rows.size(); t++) {
            changes.addAll(feed.see(rows.get(t)));
            if (marked.test(t)) {
                changes.addAll(feed.detector().mark(t));
            }
        }
        assertThat(changes).isNotEmpty();
        return changes;
    }
}
