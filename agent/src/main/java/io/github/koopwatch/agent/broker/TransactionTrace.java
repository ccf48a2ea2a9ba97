/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import org.apache.kafka.coordinator.transaction.TransactionMetadata;
import org.apache.kafka.coordinator.transaction.TransactionState;
import org.jspecify.annotations.Nullable;

/**
 * How a transaction ended, followed through its coordinator's log. Its beginning must be there: a log that still has a
 * beginning was not compacted from there on, so that the next end of that transactional id is this transaction's.
 */
final class TransactionTrace {
    /** What the log says of it. */
    enum End {
        /** Nothing: its beginning is gone. */
        UNKNOWN,
        UNDECIDED,
        /** Decided, and its coordinator is at work on it. */
        PREPARED,
        COMMITTED,
        ABORTED;

        boolean isCarriedOut() {
            return this == COMMITTED || this == ABORTED;
        }
    }

    private final OpenTransaction transaction;
    private @Nullable String id;
    private End decision = End.UNKNOWN;
    private boolean carriedOut;

    TransactionTrace(OpenTransaction transaction) {
        this.transaction = transaction;
    }

    /** The next record of the log. */
    void take(String transactionalId, TransactionMetadata record) {
        if (begins(record)) {
            id = transactionalId;
            decision = End.UNDECIDED;
            carriedOut = false;
        } else if (transactionalId.equals(id) && !carriedOut) {
            goOn(record.state());
        }
    }

    private boolean begins(TransactionMetadata record) {
        return record.state() == TransactionState.ONGOING
                && record.producerId() == transaction.producerId()
                && record.producerEpoch() == transaction.producerEpoch()
                && record.topicPartitions().contains(transaction.partition());
    }

    private void goOn(TransactionState state) {
        switch (state) {
            case PREPARE_COMMIT -> decision = End.COMMITTED;
            case PREPARE_ABORT -> decision = End.ABORTED;
            default -> carriedOut = decision.isCarriedOut();
        }
    }

    End end() {
        return decision.isCarriedOut() && !carriedOut ? End.PREPARED : decision;
    }
}
