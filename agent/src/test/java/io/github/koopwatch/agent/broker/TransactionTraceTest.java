/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import static org.apache.kafka.coordinator.transaction.TransactionState.COMPLETE_ABORT;
import static org.apache.kafka.coordinator.transaction.TransactionState.COMPLETE_COMMIT;
import static org.apache.kafka.coordinator.transaction.TransactionState.EMPTY;
import static org.apache.kafka.coordinator.transaction.TransactionState.ONGOING;
import static org.apache.kafka.coordinator.transaction.TransactionState.PREPARE_ABORT;
import static org.apache.kafka.coordinator.transaction.TransactionState.PREPARE_COMMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.agent.broker.TransactionTrace.End;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.coordinator.transaction.TransactionMetadata;
import org.apache.kafka.coordinator.transaction.TransactionState;
import org.apache.kafka.server.common.TransactionVersion;
import org.junit.jupiter.api.Test;

class TransactionTraceTest {
    private static final TopicPartition HERE = new TopicPartition("here", 0);
    private static final TopicPartition ELSEWHERE = new TopicPartition("elsewhere", 0);
    private static final long PRODUCER = 7;

    private final TransactionTrace trace =
            new TransactionTrace(new OpenTransaction(HERE, PRODUCER, (short) 36, 100, 0));

    private void log(String id, long producer, int epoch, TransactionState state, TopicPartition... partitions) {
        trace.take(
                id,
                new TransactionMetadata(
                        id,
                        producer,
                        producer,
                        -1,
                        (short) epoch,
                        (short) -1,
                        60_000,
                        state,
                        Set.of(partitions),
                        0,
                        0,
                        TransactionVersion.TV_2));
    }

    private void log(int epoch, TransactionState state, TopicPartition... partitions) {
        log("mine", PRODUCER, epoch, state, partitions);
    }

    @Test
    void end_anEmptyLog_isUnknown() {
        assertThat(trace.end()).isEqualTo(End.UNKNOWN);
    }

    @Test
    void end_begunOnly_isUndecided() {
        log(36, ONGOING, HERE);
        assertThat(trace.end()).isEqualTo(End.UNDECIDED);
    }

    @Test
    void end_decidedOnly_isItsCoordinatorsToCarryOut() {
        log(36, ONGOING, HERE, ELSEWHERE);
        log(37, PREPARE_COMMIT, HERE, ELSEWHERE);
        assertThat(trace.end()).isEqualTo(End.PREPARED);
    }

    @Test
    void end_aCommitThatAbortsFollowed_isTheCommit() {
        log(36, ONGOING, HERE);
        log(37, PREPARE_COMMIT, HERE);
        log(37, COMPLETE_COMMIT);
        log(37, ONGOING, ELSEWHERE);
        log(38, PREPARE_ABORT, ELSEWHERE);
        log(38, COMPLETE_ABORT);
        assertThat(trace.end()).isEqualTo(End.COMMITTED);
    }

    @Test
    void end_anAbortThatCommitsFollowed_isTheAbort() {
        log(36, ONGOING, HERE);
        log(38, PREPARE_ABORT, HERE);
        log(38, COMPLETE_ABORT);
        log(39, EMPTY);
        log(39, ONGOING, ELSEWHERE);
        log(40, PREPARE_COMMIT, ELSEWHERE);
        log(40, COMPLETE_COMMIT);
        assertThat(trace.end()).isEqualTo(End.ABORTED);
    }

    @Test
    void end_anEarlierTransactionsEnd_isNotTaken() {
        log(35, ONGOING, HERE);
        log(36, PREPARE_COMMIT, HERE);
        log(36, COMPLETE_COMMIT);
        log(36, ONGOING, HERE);
        assertThat(trace.end()).isEqualTo(End.UNDECIDED);
    }

    @Test
    void end_theBeginningCompactedAway_isUnknownWhateverFollows() {
        log(37, COMPLETE_COMMIT);
        log(37, ONGOING, HERE);
        log(38, PREPARE_COMMIT, HERE);
        log(38, COMPLETE_COMMIT);
        assertThat(trace.end()).isEqualTo(End.UNKNOWN);
    }

    @Test
    void end_epochsRunOut_isFoundUnderTheNextProducerId() {
        log(36, ONGOING, HERE);
        log(37, PREPARE_COMMIT, HERE);
        log("mine", PRODUCER + 1, 0, COMPLETE_COMMIT);
        assertThat(trace.end()).isEqualTo(End.COMMITTED);
    }

    @Test
    void end_anothersRecords_areNotItsOwn() {
        log(36, ONGOING, HERE);
        log("another", PRODUCER + 5, 36, ONGOING, HERE);
        log("another", PRODUCER + 5, 37, PREPARE_ABORT, HERE);
        log("another", PRODUCER + 5, 37, COMPLETE_ABORT);
        assertThat(trace.end()).isEqualTo(End.UNDECIDED);
    }

    @Test
    void end_severalTransactionsOfOneEpoch_isThatOfTheLastWithThePartition() {
        // An older client keeps its epoch from one transaction to the next.
        log(36, ONGOING, HERE);
        log(36, PREPARE_COMMIT, HERE);
        log(36, COMPLETE_COMMIT);
        log(36, ONGOING, HERE);
        log(36, PREPARE_ABORT, HERE);
        log(36, COMPLETE_ABORT);
        log(36, ONGOING, ELSEWHERE);
        log(36, PREPARE_COMMIT, ELSEWHERE);
        log(36, COMPLETE_COMMIT);
        assertThat(trace.end()).isEqualTo(End.ABORTED);
    }
}
