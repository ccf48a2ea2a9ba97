/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.doors;

import io.github.koopwatch.agent.doors.DoorSettings.TlsFiles;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Who the service is, and which clients it believes, at both doors. New files hold for new connections; open ones go on under
 * what they began with.
 */
public final class ServerTls {
    /** Older ones are broken. */
    public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    private final Optional<AdvancedTlsX509TrustManager> clients;
    private final List<Reloaded> files = new ArrayList<>();

    private ServerTls(Optional<AdvancedTlsX509TrustManager> clients) {
        this.clients = clients;
    }

    /** Throws BadInput for files that cannot be read or do not go together. */
    static ServerTls read(TlsFiles from) {
        ServerTls tls = new ServerTls(from.clientAuthorities().map(file -> trustManager()));
        tls.files.add(Reloaded.first("tls-cert, tls-key", List.of(from.certificates(), from.key()), tls::identity));
        from.clientAuthorities()
                .ifPresent(file -> tls.files.add(Reloaded.first("tls-client-ca", List.of(file), tls::authorities)));
        return tls;
    }

    private static AdvancedTlsX509TrustManager trustManager() {
        try {
            return AdvancedTlsX509TrustManager.newBuilder()
                    .setVerification(AdvancedTlsX509TrustManager.Verification.CERTIFICATE_ONLY_VERIFICATION)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has X.509", e);
        }
    }

    private void identity(List<byte[]> files) {
        X509Certificate[] chain = Pem.certificates("tls-cert", files.get(0));
        PrivateKey key = Pem.key("tls-key", files.get(1));
        Pem.requirePair("tls-key", chain[0], key);
        keys.updateIdentityCredentials(chain, key);
    }

    private void authorities(List<byte[]> files) {
        X509Certificate[] trusted = Pem.certificates("tls-client-ca", files.get(0));
        try {
            clients.orElseThrow().updateTrustCredentials(trusted);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("certificates that were read are not taken", e);
        }
    }

    void reload() {
        files.forEach(Reloaded::again);
    }

    public X509ExtendedKeyManager keys() {
        return keys;
    }

    /** Judges clients' certificates; empty where they need none. */
    public Optional<X509ExtendedTrustManager> clients() {
        return clients.map(manager -> manager);
    }

    /** The same for a server that takes a context of the JDK. */
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManager[] trust = clients.map(manager -> new TrustManager[] {manager})
                    .orElseGet(() -> new TrustManager[] {trustManager()}); // no client is asked
            context.init(new KeyManager[] {keys}, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }
}
