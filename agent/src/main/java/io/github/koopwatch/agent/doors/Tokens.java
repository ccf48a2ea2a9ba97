/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.doors;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.contract.RunKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The tokens that are good. A line of their file is {@code TOKEN publish|read PREFIX}: the prefix begins the names of the
 * runs that the token is for, {@code *} stands for all runs; {@code sha256:HEX} may stand for a token. Lines that begin with
 * {@code #} are notes. Held as digests only.
 */
public final class Tokens {
    /** What RFC 6750 lets stand after {@code Bearer}. */
    static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{1,512}=*");

    private static final Pattern HASHED = Pattern.compile("sha256:([0-9a-fA-F]{64})");
    private static final String ALL = "*";
    private static final int COLUMNS = 3;
    private static final int FINGERPRINT = 8;

    private record Entry(byte[] digest, Caller caller) {}

    private final List<Entry> entries;

    private Tokens(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** Throws BadInput that names the line, never what stands in it. */
    static Tokens parse(String text) {
        List<Entry> entries = new ArrayList<>();
        String[] lines = text.split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                add(entry(i + 1, line), i + 1, entries);
            }
        }
        if (entries.isEmpty()) {
            throw new BadInput("tokens: expected at least one line TOKEN publish|read PREFIX, got none");
        }
        return new Tokens(entries);
    }

    private static void add(Entry entry, int line, List<Entry> entries) {
        if (entries.stream().anyMatch(known -> MessageDigest.isEqual(known.digest(), entry.digest()))) {
            throw new BadInput("tokens: expected each token once, got that of line " + line + " twice");
        }
        entries.add(entry);
    }

    private static Entry entry(int number, String line) {
        String[] columns = line.split("\\s+");
        if (columns.length != COLUMNS) {
            throw new BadInput("tokens: expected TOKEN publish|read PREFIX (* for all runs) in line " + number
                    + ", got " + columns.length + " columns");
        }
        byte[] digest = digest(number, columns[0]);
        String name = "token " + HexFormat.of().formatHex(digest).substring(0, FINGERPRINT);
        return new Entry(digest, new Caller(name, role(number, columns[1]), prefix(number, columns[2])));
    }

    private static byte[] digest(int number, String token) {
        var hashed = HASHED.matcher(token);
        if (hashed.matches()) {
            return HexFormat.of().parseHex(hashed.group(1).toLowerCase(Locale.ROOT));
        }
        if (!TOKEN.matcher(token).matches()) {
            throw new BadInput(
                    "tokens: expected letters, digits and ._~+/-= (at most 512) or sha256:HEX as the token of"
                            + " line " + number + ", got something else");
        }
        return sha256(token);
    }

    private static Caller.Role role(int number, String role) {
        return switch (role) {
            case "publish" -> Caller.Role.PUBLISH;
            case "read" -> Caller.Role.READ;
            default -> throw new BadInput("tokens: expected publish or read in line " + number + ", got another word");
        };
    }

    private static String prefix(int number, String prefix) {
        if (prefix.equals(ALL)) {
            return "";
        }
        if (!RunKey.isValid(prefix)) {
            throw new BadInput("tokens: expected as prefix * or the beginning of run names, " + RunKey.RULE
                    + ", in line " + number + ", got something else");
        }
        return prefix;
    }

    /** Whose token it is. Compares with every token in constant time, so that its time says nothing of them. */
    Optional<Caller> find(String token) {
        byte[] digest = sha256(token);
        Caller found = null;
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.digest(), digest)) {
                found = entry.caller();
            }
        }
        return Optional.ofNullable(found);
    }

    /** False once a token was taken out of the file, or is good for something else. */
    boolean holds(Caller caller) {
        return entries.stream().anyMatch(entry -> entry.caller().equals(caller));
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "Tokens[" + entries.size() + "]";
    }
}
