/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.client;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * How a client comes in at the doors of a service.
 *
 * @param tls whom it believes and who it is; empty: plain text
 * @param token shown to both doors; never to anybody else
 */
public record Access(Optional<Tls> tls, Optional<String> token) {
    /** Plain text without a token: to a service on loopback that asks for neither. */
    public static final Access OPEN = new Access(Optional.empty(), Optional.empty());

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    /** Managers as the JDK and gRPC take them; {@code own} is empty for a client without a certificate. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record Tls(TrustManager[] trusted, KeyManager[] own) {
        private static final KeyManager[] NOBODY = new KeyManager[0];

        /** Believes whom the system believes. */
        public static Tls system() {
            return new Tls(Trust.system(), NOBODY);
        }

        /** Believes whomever a certificate in the file vouches for. Throws BadInput for a file that has none. */
        public static Tls authorities(Path file) {
            return new Tls(Trust.authorities(file), NOBODY);
        }

        /** Believes the one service that shows the first certificate in the file. */
        public static Tls only(Path file) {
            return new Tls(Trust.only(file), NOBODY);
        }

        /** The same, showing a certificate of its own. */
        public Tls as(Path certificates, Path key) {
            return new Tls(trusted, Trust.identity(certificates, key));
        }
    }

    /** A channel to the gRPC door at HOST:PORT; connects in the background. */
    public ManagedChannel channel(String target) {
        ManagedChannelBuilder<?> builder = Grpc.newChannelBuilder(target, credentials());
        token.ifPresent(shown -> {
            Metadata headers = new Metadata();
            headers.put(AUTHORIZATION, "Bearer " + shown);
            builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
        });
        return builder.build();
    }

    private ChannelCredentials credentials() {
        if (tls.isEmpty()) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder builder =
                TlsChannelCredentials.newBuilder().trustManager(tls.get().trusted());
        KeyManager[] own = tls.get().own();
        return (own.length == 0 ? builder : builder.keyManager(own)).build();
    }

    /** A client of the HTTP door. */
    public HttpClient http(Duration connectTimeout) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(connectTimeout);
        tls.ifPresent(with -> builder.sslContext(context(with)));
        return builder.build();
    }

    private static SSLContext context(Tls tls) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(tls.own(), tls.trusted(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    /** Address of a path, which begins with a slash, at the HTTP door at HOST:PORT. */
    public URI uri(String address, String path) {
        return URI.create((tls.isPresent() ? "https://" : "http://") + address + path);
    }

    /** A request of that path, with the token. */
    public HttpRequest.Builder request(String address, String path) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri(address, path));
        token.ifPresent(shown -> builder.header("Authorization", "Bearer " + shown));
        return builder;
    }

    /** Shows nothing of the token. */
    @Override
    public String toString() {
        return "Access[" + (tls.isPresent() ? "TLS" : "plain text") + ", "
                + (token.isPresent() ? "a token" : "no token") + "]";
    }
}
