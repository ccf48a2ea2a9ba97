/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.doors;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Certificates made when a test needs them, with the JDK's keytool: none in the repository can expire. */
public final class Certificates {
    private static final String PASSWORD = "made-for-a-test";

    private static final Certificates SHARED = new Certificates(temporary());

    private final Path directory;
    private final Map<String, Pair> made = new HashMap<>();

    /** PEM files: certificate with its chain, and private key. */
    public record Pair(Path certificates, Path key) {}

    private Certificates(Path directory) {
        this.directory = directory;
    }

    /** Those of all tests of this process: each is made once. */
    public static Certificates shared() {
        return SHARED;
    }

    private static Path temporary() {
        try {
            Path directory = Files.createTempDirectory("certificates");
            directory.toFile().deleteOnExit();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A certificate that vouches for others. */
    public synchronized Pair authority(String name) {
        return made.computeIfAbsent(name, this::makeAuthority);
    }

    private Pair makeAuthority(String name) {
        generate(name, "-dname", "CN=" + name, "-ext", "bc:c=ca:true", "-validity", "10");
        return export(name);
    }

    /** A server at localhost and 127.0.0.1. */
    public Pair server(String name, String authority) {
        return signed(name, authority, "san=dns:localhost,ip:127.0.0.1", "-validity", "10");
    }

    /** A server of another name. */
    public Pair elsewhere(String name, String authority) {
        return signed(name, authority, "san=dns:elsewhere.example", "-validity", "10");
    }

    /** A server whose time is over since yesterday. */
    public Pair expired(String name, String authority) {
        return signed(name, authority, "san=dns:localhost,ip:127.0.0.1", "-startdate", "-3d", "-validity", "2");
    }

    public Pair client(String name, String authority) {
        return signed(name, authority, "eku=clientAuth", "-validity", "10");
    }

    private synchronized Pair signed(String name, String authority, String extension, String... time) {
        authority(authority);
        return made.computeIfAbsent(name, n -> makeSigned(n, authority, extension, time));
    }

    private Pair makeSigned(String name, String authority, String extension, String... time) {
        List<String> more = new ArrayList<>(List.of("-dname", "CN=" + name, "-signer", authority, "-ext", extension));
        more.addAll(List.of(time));
        generate(name, more.toArray(String[]::new));
        return export(name);
    }

    private void generate(String name, String... more) {
        List<String> command = new ArrayList<>(List.of("-genkeypair", "-alias", name, "-keystore", store()));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        command.addAll(List.of(more));
        keytool(command);
    }

    private String store() {
        return directory.resolve("all.p12").toString();
    }

    private Pair export(String name) {
        try (InputStream in = Files.newInputStream(Path.of(store()))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            StringBuilder chain = new StringBuilder();
            for (Certificate certificate : store.getCertificateChain(name)) {
                chain.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            Path certificates = directory.resolve(name + ".pem");
            Path key = directory.resolve(name + ".key");
            Files.writeString(certificates, chain);
            byte[] secret = store.getKey(name, PASSWORD.toCharArray()).getEncoded();
            Files.writeString(key, pem("PRIVATE KEY", secret));
            certificates.toFile().deleteOnExit();
            key.toFile().deleteOnExit();
            Path.of(store()).toFile().deleteOnExit();
            return new Pair(certificates, key);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError("certificate of " + name, e);
        }
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what + "-----\n";
    }

    private static void keytool(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        command.addAll(arguments);
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError("keytool " + arguments + ": " + said);
            }
        } catch (IOException e) {
            throw new AssertionError("keytool", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("keytool", e);
        }
    }
}
