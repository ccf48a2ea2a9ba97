/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.agent.doors.ServerTls;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.v1.SnapshotServiceGrpc;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLException;

/** The gRPC server of the door, with {@code grpc.health.v1}; serving only once {@link #ready} is told so. */
public final class IngestServer implements AutoCloseable {
    /** Largest message: the largest record and what a request puts around it. */
    public static final int LARGEST_MESSAGE = Topics.LARGEST_RECORD + 4096;

    /** Tells of every connection that speaks nonsense, with thirty lines of stack: a stranger would fill the log with it. */
    private static final Logger CONNECTIONS =
            Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerTransport.connections");

    /** Warns likewise of a stream that the client resets while it is answered; what else it warns of is a fault. */
    private static final Logger STREAMS = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");

    static {
        CONNECTIONS.setLevel(Level.WARNING);
        STREAMS.setFilter(told -> !"Stream Error".equals(told.getMessage()));
    }

    private static final int LARGEST_METADATA = 8 * 1024;
    private static final int CALLS_PER_CONNECTION = 1024;
    /** What a client may send of a stream before it is read; the default, 1 MiB, would let 1,000 idle streams hold 1 GiB. */
    private static final int FLOW_CONTROL_WINDOW = 256 * 1024;

    private final Server server;
    private final HealthStatusManager health;
    private final SnapshotService service;
    private final ExecutorService threads;

    /**
     * @param port 0: a free one
     * @param interceptors the first says who the caller is, see {@link io.github.koopwatch.agent.doors.Caller#CONTEXT}
     */
    public record Options(String host, int port, Optional<ServerTls> tls, List<ServerInterceptor> interceptors) {
        /** Plain text for whoever can reach the address. */
        public static Options plain(String host, int port) {
            return new Options(host, port, Optional.empty(), List.of());
        }
    }

    private IngestServer(Server server, HealthStatusManager health, SnapshotService service, ExecutorService threads) {
        this.server = server;
        this.health = health;
        this.service = service;
        this.threads = threads;
    }

    /** Every method that is served, as SERVICE/METHOD. */
    public List<String> methods() {
        return server.getServices().stream()
                .flatMap(service -> service.getMethods().stream())
                .map(method -> method.getMethodDescriptor().getFullMethodName())
                .sorted()
                .toList();
    }

    /** Listens, and answers as not serving until told. */
    public static IngestServer start(Options options, SnapshotService service) throws IOException {
        HealthStatusManager health = new HealthStatusManager();
        ExecutorService threads = threads();
        NettyServerBuilder builder = limited(options).executor(threads).addService(service);
        builder.addService(health.getHealthService());
        if (options.tls().isPresent()) {
            builder.sslContext(ssl(options.tls().get()));
        }
        options.interceptors().forEach(builder::intercept);
        IngestServer server = new IngestServer(builder.build(), health, service, threads);
        server.ready(false);
        server.listen();
        return server;
    }

    public int port() {
        return server.getPort();
    }

    /** Sets what health checks answer, for the whole server and for the service by name. */
    public void ready(boolean ready) {
        ServingStatus status = ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
        health.setStatus(SnapshotServiceGrpc.SERVICE_NAME, status);
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(10));
    }

    /** Takes no more; lets streams end once what they took is in the log; cuts those that have not ended in time. */
    public void close(Duration timeout) {
        health.enterTerminalState();
        server.shutdown();
        service.drain();
        try {
            if (!server.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                server.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdown();
        }
    }

    private static SslContext ssl(ServerTls tls) throws SSLException {
        SslContextBuilder ssl = GrpcSslContexts.configure(SslContextBuilder.forServer(tls.keys()));
        ssl.protocols(ServerTls.PROTOCOLS);
        tls.clients().ifPresent(clients -> ssl.trustManager(clients).clientAuth(ClientAuth.REQUIRE));
        return ssl.build();
    }

    private void listen() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            threads.shutdown();
            throw e;
        }
    }

    // The window of resets answers HTTP/2 rapid reset; the idle limit and the keepalive clear connections that nobody
    // uses.
    private static NettyServerBuilder limited(Options options) {
        return NettyServerBuilder.forAddress(new InetSocketAddress(options.host(), options.port()))
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .flowControlWindow(FLOW_CONTROL_WINDOW)
                .maxInboundMetadataSize(LARGEST_METADATA)
                .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
                .maxRstFramesPerWindow(200, 30)
                .permitKeepAliveTime(10, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(1, TimeUnit.MINUTES)
                .keepAliveTimeout(20, TimeUnit.SECONDS)
                .handshakeTimeout(20, TimeUnit.SECONDS)
                .maxConnectionIdle(5, TimeUnit.MINUTES);
    }

    private static ExecutorService threads() {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(Math.max(2, Runtime.getRuntime().availableProcessors()), task -> {
            Thread thread = new Thread(task, "koopwatch-grpc-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
