/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.doors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;

/** The first words of a TLS client of a chosen version, byte by byte, which the JDK would refuse to say of old ones. */
public final class ClientHello {
    /** Content types of the record that answers. */
    public static final int ALERT = 21;

    public static final int HANDSHAKE = 22;

    private static final int[] HELLO = {
        0, 2, 0xc0, 0x2b, // one cipher suite for old keys of elliptic curves
        1, 0, // no compression
    };
    private static final int[] EXTENSIONS = {
        0, 10, 0, 4, 0, 2, 0, 23, // the curve secp256r1
        0, 11, 0, 2, 1, 0, // its points uncompressed
        0, 13, 0, 4, 0, 2, 4, 3, // signatures by ECDSA with SHA-256
    };

    private ClientHello() {}

    /** The content type of the first answer to a client that speaks at most {@code 3.minor}; -1: it was hung up. */
    public static int answer(int port, int minor) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(3);
        body.write(minor);
        body.write(new byte[32]); // the client's random
        body.write(0); // no session
        write(body, HELLO);
        body.write(0);
        body.write(EXTENSIONS.length);
        write(body, EXTENSIONS);
        ByteArrayOutputStream hello = new ByteArrayOutputStream();
        write(hello, new int[] {HANDSHAKE, 3, 1, 0, body.size() + 4, 1, 0, 0, body.size()});
        body.writeTo(hello);
        return answer(port, hello.toByteArray());
    }

    /** The first byte that comes back; -1 when nothing does. */
    public static int answer(int port, byte[] words) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(words);
            InputStream in = socket.getInputStream();
            return in.read();
        } catch (SocketException e) {
            return -1; // reset
        }
    }

    private static void write(ByteArrayOutputStream out, int[] bytes) {
        for (int b : bytes) {
            out.write(b);
        }
    }
}
