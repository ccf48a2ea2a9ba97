/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Objects;

/**
 * RESOURCE_EXHAUSTED with advice when to come back: google.rpc.RetryInfo for clients that know the error model
 * (AIP-193), and the number of milliseconds in a trailer for those that do not.
 */
final class Exhausted {
    /** Milliseconds until another try makes sense. */
    static final Metadata.Key<String> RETRY_AFTER =
            Metadata.Key.of("koopwatch-retry-after-ms", Metadata.ASCII_STRING_MARSHALLER);

    private Exhausted() {}

    static StatusRuntimeException because(String text, Duration retry) {
        RetryInfo advice = RetryInfo.newBuilder()
                .setRetryDelay(com.google.protobuf.Duration.newBuilder()
                        .setSeconds(retry.toSeconds())
                        .setNanos(retry.toNanosPart()))
                .build();
        StatusRuntimeException refusal = StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(Code.RESOURCE_EXHAUSTED_VALUE)
                .setMessage(text + "; try again in " + retry.toSeconds() + " s")
                .addDetails(Any.pack(advice))
                .build());
        Objects.requireNonNull(refusal.getTrailers()).put(RETRY_AFTER, Long.toString(retry.toMillis()));
        return refusal;
    }
}
