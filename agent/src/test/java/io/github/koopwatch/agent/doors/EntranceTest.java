/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.doors;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.agent.doors.Admission.Admitted;
import io.github.koopwatch.agent.doors.Admission.Reason;
import io.github.koopwatch.agent.doors.Admission.Refused;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntranceTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicReference<Optional<Tokens>> tokens =
            new AtomicReference<>(Optional.of(Tokens.parse("good publish *\nfine read team-")));
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5 * SECOND); // nanoTime may be near its end
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Entrance entrance = new Entrance(tokens::get, "grpc", registry, now::get);

    private Admission admit(@Nullable String authorization, String from) {
        try {
            return entrance.admit(authorization, InetAddress.getByName(from));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private double counted(Reason reason) {
        return registry.get("koopwatch.door.refusals")
                .tag("door", "grpc")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .counter()
                .count();
    }

    @Test
    void admit_withAToken_saysWhoItIs() {
        assertThat(admit("Bearer good", "10.0.0.1")).isInstanceOf(Admitted.class);
        assertThat(((Admitted) admit("Bearer fine", "10.0.0.1")).caller().prefix())
                .isEqualTo("team-");
    }

    @Test
    void admit_withoutTokensConfigured_letsAnybodyIn() {
        tokens.set(Optional.empty());
        assertThat(admit(null, "10.0.0.1")).isEqualTo(new Admitted(Caller.ANYBODY));
        assertThat(entrance.isOpen()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, MISSING",
                "'', MISSING",
                "Bearer, MALFORMED",
                "'Bearer ', MALFORMED",
                "good, MALFORMED",
                "Basic good, MALFORMED",
                "bearer  good, MALFORMED",
                "'Bearer good,Bearer good', MALFORMED",
                "Bearer go od, MALFORMED",
                "Bearer wrong, UNKNOWN"
            })
    void admit_withoutAGoodToken_isRefusedAndCountedByReason(@Nullable String authorization, Reason reason) {
        assertThat(admit(authorization, "10.0.0.1")).isEqualTo(new Refused(reason));
        assertThat(counted(reason)).isEqualTo(1);
    }

    @Test
    void admit_ofAnEndlessToken_isMalformed() {
        assertThat(admit("Bearer " + "a".repeat(10 << 20), "10.0.0.1")).isEqualTo(new Refused(Reason.MALFORMED));
    }

    @Test
    void failures_beyondTheBurst_limitThatAddressAlone() {
        for (int i = 0; i < Throttle.BURST; i++) {
            assertThat(admit("Bearer wrong", "10.0.0.1")).isEqualTo(new Refused(Reason.UNKNOWN));
        }
        assertThat(admit("Bearer wrong", "10.0.0.1")).isEqualTo(new Refused(Reason.LIMITED));
        assertThat(admit("Bearer good", "10.0.0.1")).isEqualTo(new Refused(Reason.LIMITED));
        assertThat(admit("Bearer good", "10.0.0.2")).isInstanceOf(Admitted.class);
        assertThat(counted(Reason.LIMITED)).isEqualTo(2);
    }

    @Test
    void failures_doNotShutOutATokenThatWasGoodFromThere() {
        admit("Bearer good", "10.0.0.1");
        for (int i = 0; i < 2 * Throttle.BURST; i++) {
            admit("Bearer wrong", "10.0.0.1");
        }
        assertThat(admit("Bearer good", "10.0.0.1")).isInstanceOf(Admitted.class);
        assertThat(admit("Bearer fine", "10.0.0.1")).isEqualTo(new Refused(Reason.LIMITED));
    }

    @Test
    void limit_isOverOnceNothingFailsForAWhile() {
        for (int i = 0; i < 100 * Throttle.BURST; i++) {
            admit("Bearer wrong", "10.0.0.1");
        }
        assertThat(admit("Bearer good", "10.0.0.1")).isEqualTo(new Refused(Reason.LIMITED));
        now.addAndGet(2 * SECOND);
        assertThat(admit("Bearer good", "10.0.0.1")).isInstanceOf(Admitted.class);
    }

    @Test
    void networkOfIpv6_isOneAddress() {
        for (int i = 0; i < Throttle.BURST; i++) {
            admit("Bearer wrong", "2001:db8:0:1::" + Integer.toHexString(i + 1));
        }
        assertThat(admit("Bearer wrong", "2001:db8:0:1::ffff")).isEqualTo(new Refused(Reason.LIMITED));
        assertThat(admit("Bearer wrong", "2001:db8:0:2::1")).isEqualTo(new Refused(Reason.UNKNOWN));
    }

    @Test
    void stillIn_followsTheTokens() {
        Caller caller = ((Admitted) admit("Bearer good", "10.0.0.1")).caller();
        assertThat(entrance.stillIn(caller)).isTrue();
        tokens.set(Optional.of(Tokens.parse("fine read *")));
        assertThat(entrance.stillIn(caller)).isFalse();
        assertThat(admit("Bearer good", "10.0.0.1")).isEqualTo(new Refused(Reason.UNKNOWN));
    }
}
