/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryAdviceTest {
    private static Throwable exhausted(Any detail) {
        return StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(Code.RESOURCE_EXHAUSTED_VALUE)
                .addDetails(detail)
                .build());
    }

    private static Any after(long seconds) {
        return Any.pack(RetryInfo.newBuilder()
                .setRetryDelay(com.google.protobuf.Duration.newBuilder().setSeconds(seconds))
                .build());
    }

    @Test
    void in_anEndWithAdvice_isTheAdvice() {
        assertThat(RetryAdvice.in(exhausted(after(30)))).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void in_anEndThatAdvisesADay_isFiveMinutes() {
        assertThat(RetryAdvice.in(exhausted(after(86_400)))).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void in_anEndWithoutAdvice_isNothing() {
        assertThat(RetryAdvice.in(io.grpc.Status.UNAVAILABLE.asRuntimeException()))
                .isZero();
        Any unreadable = after(30).toBuilder()
                .setValue(ByteString.copyFromUtf8("no message"))
                .build();
        assertThat(RetryAdvice.in(exhausted(unreadable))).isZero();
    }
}
