/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Optional;

/** When a server says that another try makes sense (google.rpc.RetryInfo, AIP-193). */
final class RetryAdvice {
    /** A mistake of a server must not silence a run for hours. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private RetryAdvice() {}

    /** What the end of a stream advises; zero if nothing. */
    static Duration in(Throwable end) {
        return Optional.ofNullable(StatusProto.fromThrowable(end)).stream()
                .flatMap(status -> status.getDetailsList().stream())
                .filter(detail -> detail.is(RetryInfo.class))
                .map(RetryAdvice::delay)
                .findFirst()
                .orElse(Duration.ZERO);
    }

    private static Duration delay(Any detail) {
        try {
            RetryInfo info = detail.unpack(RetryInfo.class);
            Duration told = Duration.ofSeconds(
                    info.getRetryDelay().getSeconds(), info.getRetryDelay().getNanos());
            return told.compareTo(LONGEST) > 0 ? LONGEST : told;
        } catch (InvalidProtocolBufferException e) {
            return Duration.ZERO;
        }
    }
}
