/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.doors;

import io.github.koopwatch.agent.BadInput;
import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;

/** Certificates and keys as they lie in PEM files. What cannot be used is BadInput that shows nothing of it. */
final class Pem {
    private static final byte[] PROBE = {1, 2, 3};

    private Pem() {}

    static X509Certificate[] certificates(String what, byte[] pem) {
        try {
            X509Certificate[] found = CertificateUtils.getX509Certificates(new ByteArrayInputStream(pem));
            if (found.length > 0) {
                return found;
            }
        } catch (GeneralSecurityException ignored) {
            // said below
        }
        throw new BadInput(what + ": expected certificates in PEM (BEGIN CERTIFICATE), found none that can be read");
    }

    static PrivateKey key(String what, byte[] pem) {
        try {
            return CertificateUtils.getPrivateKey(new ByteArrayInputStream(pem));
        } catch (IOException | GeneralSecurityException | RuntimeException ignored) {
            throw new BadInput(what + ": expected a private key in PEM, PKCS#8 without a passphrase (BEGIN PRIVATE KEY;"
                    + " openssl pkcs8 -topk8 -nocrypt makes one), found none that can be read");
        }
    }

    /** Throws BadInput when the key is that of another certificate. */
    static void requirePair(String what, X509Certificate certificate, PrivateKey key) {
        String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
        try {
            Signature sign = Signature.getInstance(algorithm);
            sign.initSign(key);
            sign.update(PROBE);
            Signature verify = Signature.getInstance(algorithm);
            verify.initVerify(certificate.getPublicKey());
            verify.update(PROBE);
            if (verify.verify(sign.sign())) {
                return;
            }
        } catch (GeneralSecurityException ignored) {
            // said below
        }
        throw new BadInput(what + ": expected the private key of the first certificate, got that of another");
    }
}
