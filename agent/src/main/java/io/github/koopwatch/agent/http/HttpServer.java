/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.doors.Entrance;
import io.github.koopwatch.agent.doors.ServerTls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves routes over HTTP/1.1, within limits on threads, connections, headers and idle time. */
public final class HttpServer implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(HttpServer.class);
    private static final int THREADS = 16;
    private static final int CONNECTIONS = 2048;
    private static final Duration REQUEST = Duration.ofSeconds(20);
    private static final int HEADER_BYTES = 8 << 10;
    private static final int BACKLOG = 128;
    private static final long IDLE_MS = 30_000;
    private static final long STOP_MS = 2_000;
    /** Connections kept open by clients that ask for nothing do not hold up the end. */
    private static final long SHUTDOWN_IDLE_MS = 50;

    private final Server server;
    private final ServerConnector connector;
    private final String host;

    /** Plain text for whoever reaches the address. */
    public HttpServer(String host, int port, Routes routes) {
        this(
                host,
                port,
                routes,
                Optional.empty(),
                new Gate(Entrance.open("http", new SimpleMeterRegistry()), Clock.systemUTC()));
    }

    /**
     * @param port 0 for a free one
     * @param tls empty: plain text
     */
    public HttpServer(String host, int port, Routes routes, Optional<ServerTls> tls, Gate gate) {
        this.host = host;
        gate.addTo(routes);
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
        threads.setName("http");
        threads.setDaemon(true);
        server = new Server(threads);
        connector = new ServerConnector(server, 1, 1, factories(tls));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MS);
        connector.setAcceptQueueSize(BACKLOG);
        connector.setShutdownIdleTimeout(SHUTDOWN_IDLE_MS);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(CONNECTIONS, server));
        connector.addBean(new SlowRequests(REQUEST, System::nanoTime, connector.getScheduler()));
        server.setErrorHandler(new ProblemErrors());
        server.setHandler(new RouteHandler(routes, gate));
        server.setStopTimeout(STOP_MS);
    }

    private static ConnectionFactory[] factories(Optional<ServerTls> tls) {
        HttpConfiguration configuration = configuration();
        HttpConnectionFactory http = new HttpConnectionFactory(configuration);
        if (tls.isEmpty()) {
            return new ConnectionFactory[] {http};
        }
        // The certificate is the same whatever name a client asks for; that the name is right is the client's check.
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        SslContextFactory.Server ssl = new SslContextFactory.Server();
        ssl.setSslContext(tls.get().context());
        ssl.setIncludeProtocols(ServerTls.PROTOCOLS.toArray(String[]::new));
        ssl.setNeedClientAuth(tls.get().clients().isPresent());
        return new ConnectionFactory[] {new SslConnectionFactory(ssl, http.getProtocol()), http};
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setResponseHeaderSize(HEADER_BYTES);
        http.setIdleTimeout(IDLE_MS);
        return http;
    }

    /** Throws BadInput when the address is not to be had. */
    public void start() {
        try {
            server.start();
        } catch (IOException e) {
            throw new BadInput(
                    "http port: cannot listen on " + host + ":" + connector.getPort() + " (" + e.getMessage()
                            + "); expected a free port, or 0 to have one chosen",
                    e);
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not start", e);
        }
    }

    /** The port that is listened on; once started. */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            logger.warn("the HTTP server did not stop in good order", e);
        }
    }
}
