/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * Where a running service listens, HOST:PORT each, {@code -} for a door that it does not have. Kept in the data directory
 * so that replay, tail and bench find the service without being told.
 *
 * @param certificates file of what the service shows at gRPC and HTTP; empty: plain text
 */
public record Endpoints(String grpc, String http, String kafka, Optional<Path> certificates) {
    /** What stands for a door that the process does not have. */
    public static final String NONE = "-";

    private static final String FILE = "endpoints.properties";

    /** Of a service without TLS. */
    public Endpoints(String grpc, String http, String kafka) {
        this(grpc, http, kafka, Optional.empty());
    }

    /** The line that says the service is ready, without a line end. */
    public String ready() {
        return "READY grpc=" + grpc + " http=" + http + " kafka=" + kafka;
    }

    public void write(Path directory) throws IOException {
        Properties p = new Properties();
        p.setProperty("grpc", grpc);
        p.setProperty("http", http);
        p.setProperty("kafka", kafka);
        certificates.ifPresent(
                file -> p.setProperty("tls", file.toAbsolutePath().toString()));
        Path partial = directory.resolve(FILE + ".partial");
        try (Writer out = Files.newBufferedWriter(partial)) {
            p.store(out, "Where this Koopwatch listens; rewritten at every start");
        }
        Files.move(
                partial, directory.resolve(FILE), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Throws BadInput when no service has written its endpoints there. */
    public static Endpoints read(Path directory) {
        Properties p = new Properties();
        try (Reader in = Files.newBufferedReader(directory.resolve(FILE))) {
            p.load(in);
        } catch (IOException e) {
            throw new BadInput("no running service known in " + directory + ": expected " + FILE
                    + " there (start one with ./koopwatch up --data " + directory + ")");
        }
        return new Endpoints(
                p.getProperty("grpc", NONE),
                p.getProperty("http", NONE),
                p.getProperty("kafka", NONE),
                Optional.ofNullable(p.getProperty("tls")).map(Path::of));
    }
}
