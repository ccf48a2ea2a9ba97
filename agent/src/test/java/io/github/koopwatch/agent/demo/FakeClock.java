/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

/** Time that passes only by sleeping. */
final class FakeClock implements DemoClock {
    private long nanos;

    @Override
    public long millis() {
        return FakeApi.INCARNATION;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void sleep(long duration) {
        nanos += duration;
    }
}
