/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.SnapshotServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * What a client's bytes turned out to be. gRPC parses outside of any handler and answers an exception there with "application
 * error" and a stack trace in the log; so what cannot be read is a value, and the stream gives the answer.
 */
sealed interface Incoming {
    /** Reads requests and never throws. */
    MethodDescriptor.Marshaller<Incoming> MARSHALLER = new Reading();

    /** A request; whether it is taken is not said yet. */
    record Request(PublishRequest message) implements Incoming {}

    /** Not a request, or one that unpacks to more than the limit. */
    record Unreadable(Status status) implements Incoming {}

    /** On top of protobuf's own marshaller. */
    final class Reading implements MethodDescriptor.Marshaller<Incoming> {
        private final MethodDescriptor.Marshaller<PublishRequest> protobuf =
                SnapshotServiceGrpc.getPublishMethod().getRequestMarshaller();

        private Reading() {}

        @Override
        public Incoming parse(InputStream bytes) {
            try {
                return new Request(protobuf.parse(bytes));
            } catch (StatusRuntimeException e) {
                return new Unreadable(status(e.getStatus()));
            }
        }

        @Override
        public InputStream stream(Incoming value) {
            throw new UnsupportedOperationException("the door reads requests, it does not write them");
        }

        private static Status status(Status told) {
            return told.getCode() == Status.Code.RESOURCE_EXHAUSTED
                    ? told
                    : Status.INVALID_ARGUMENT.withDescription(
                            "message: expected koopwatch.v1.PublishRequest, got bytes that are none");
        }
    }
}
