/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.Random;

/**
 * Ports for processes that are started, and perhaps killed and started again, later. They lie below those that operating systems hand out
 * to whoever asks for any port, so that nobody is given one while its process is away.
 */
public final class FreePorts {
    private static final int LOWEST = 10_000;
    /** Linux hands out 32,768 and above, others 49,152 and above. */
    private static final int BEYOND = 32_768;

    private static final Random RANDOM = new SecureRandom();

    private FreePorts() {}

    /** A port of the loopback address that is free now. */
    public static int next() {
        while (true) {
            int port = LOWEST + RANDOM.nextInt(BEYOND - LOWEST);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken: another one.
            }
        }
    }
}
