/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.doors;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often an address may come with what does not open: {@value #BURST} times at once, then once a second. Of IPv6 the
 * network of 64 bits counts, of which one machine has all addresses.
 */
final class Throttle {
    static final int BURST = 30;

    private static final long REFILL_NANOS = 1_000_000_000L;
    private static final int MOST_ADDRESSES = 10_000;
    private static final int NETWORK_BYTES = 8;

    private final LongSupplier nanoTime;
    /** When each address will have its whole burst back; those that have it are not kept. */
    private final Map<String, Long> fullAgain = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    Throttle(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized boolean isUsedUp(String address) {
        Long full = fullAgain.get(address);
        if (full == null) {
            return false;
        }
        long left = full - nanoTime.getAsLong();
        if (left <= 0) {
            fullAgain.remove(address);
        }
        return left > (BURST - 1) * REFILL_NANOS;
    }

    synchronized void failed(String address) {
        long now = nanoTime.getAsLong();
        Long full = fullAgain.get(address);
        long from = full == null || full - now <= 0 ? now : full;
        boolean usedUp = from - now > (BURST - 1) * REFILL_NANOS;
        fullAgain.put(address, usedUp ? from : from + REFILL_NANOS);
    }

    static String key(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES))
                : address.getHostAddress();
    }
}
