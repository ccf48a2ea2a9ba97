/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A wire to a port that can be cut and mended, and that hears what goes to the server. */
final class Cuttable implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final int port;
    private volatile boolean cut;

    Cuttable(int port) throws IOException {
        this.port = port;
        pool.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + door.getLocalPort() + "/";
    }

    /** Lines sent to the server that begin so, in lower case. */
    List<String> heard(String beginning) {
        return heard.stream().filter(line -> line.startsWith(beginning)).toList();
    }

    void cut() {
        cut = true;
        open.forEach(Cuttable::quietly);
        open.clear();
    }

    void mend() {
        cut = false;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (cut) {
                    quietly(client);
                } else {
                    join(client);
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void join(Socket client) throws IOException {
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        open.addAll(List.of(client, server));
        pool.execute(() -> pump(client, server, true));
        pool.execute(() -> pump(server, client, false));
    }

    private void pump(Socket from, Socket to, boolean listens) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (listens) {
                    String text = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
                    text.toLowerCase(Locale.ROOT).lines().forEach(heard::add);
                }
                out.write(buffer, 0, n);
                out.flush();
            }
        } catch (IOException gone) {
            quietly(from);
            quietly(to);
        }
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // then it is closed
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
        pool.shutdownNow();
    }
}
