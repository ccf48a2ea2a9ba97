/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.broker;

import io.github.koopwatch.agent.BadInput;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.OptionalInt;

/** Which ports of an address can be listened on. */
final class Ports {
    private static final int ANY = 0;

    private Ports() {}

    /** A port that is free now. */
    static int free(String host) {
        return bound(host, ANY).orElseThrow(() -> new BadInput("cannot listen on " + host + ": no port of it is free"));
    }

    static boolean isFree(String host, int port) {
        return bound(host, port).isPresent();
    }

    private static OptionalInt bound(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address(host), port));
            return OptionalInt.of(socket.getLocalPort());
        } catch (BindException e) {
            return OptionalInt.empty();
        } catch (IOException e) {
            throw new BadInput("cannot listen on " + host + ":" + port + ": " + e.getMessage(), e);
        }
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new BadInput("cannot listen on '" + host + "': expected an address of this machine", e);
        }
    }
}
