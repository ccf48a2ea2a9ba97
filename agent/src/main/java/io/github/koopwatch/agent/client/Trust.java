/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.client;

import io.github.koopwatch.agent.BadInput;
import io.grpc.util.CertificateUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whom a client believes, and who it is itself, from PEM files. */
final class Trust {
    private static final char[] NO_PASSWORD = new char[0];

    private Trust() {}

    /** What the system believes. */
    static TrustManager[] system() {
        return managers(null);
    }

    /** Whatever one of the certificates in a file vouches for, under its right name. */
    static TrustManager[] authorities(Path file) {
        try {
            KeyStore store = empty();
            for (X509Certificate certificate : certificates("tls-ca", file)) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
            return managers(store);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("certificates that were read are not taken", e);
        }
    }

    /** The one service that shows the first certificate in a file, under whatever name it is reached. */
    static TrustManager[] only(Path file) {
        return new TrustManager[] {new Only(certificates("tls", file)[0])};
    }

    static KeyManager[] identity(Path certificates, Path key) {
        try (InputStream in = Files.newInputStream(key)) {
            PrivateKey secret = CertificateUtils.getPrivateKey(in);
            KeyStore store = empty();
            store.setKeyEntry("own", secret, NO_PASSWORD, certificates("tls-client-cert", certificates));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw e instanceof BadInput bad
                    ? bad
                    : new BadInput(
                            "tls-client-key: expected a private key in PEM (PKCS#8, no passphrase), got " + key, e);
        }
    }

    private static X509Certificate[] certificates(String option, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            X509Certificate[] found = CertificateUtils.getX509Certificates(in);
            if (found.length > 0) {
                return found;
            }
        } catch (IOException | GeneralSecurityException ignored) {
            // said below
        }
        throw new BadInput(option + ": expected a file of certificates in PEM, got " + file);
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static TrustManager[] managers(@Nullable KeyStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has X.509", e);
        }
    }

    private static final class Only extends X509ExtendedTrustManager {
        private final X509Certificate known;

        Only(X509Certificate known) {
            this.known = known;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            if (Stream.of(chain).limit(1).noneMatch(known::equals)) {
                throw new CertificateException("expected the certificate of the service in the data directory");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
