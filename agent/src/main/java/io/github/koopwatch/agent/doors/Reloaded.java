/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.doors;

import io.github.koopwatch.agent.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are read anew when what is in them changes. What cannot be read or used changes nothing: what held before goes
 * on, and the log says why. Contents are compared, for times and links of mounted secrets tell little.
 */
final class Reloaded {
    private static final Logger logger = LoggerFactory.getLogger(Reloaded.class);

    private final String what;
    private final List<Path> files;
    private final Use use;
    private List<byte[]> last = List.of();
    private String complaint = "";

    /** Takes what is in the files, in their order; throws BadInput for what it cannot use. */
    interface Use {
        void take(List<byte[]> contents);
    }

    private Reloaded(String what, List<Path> files, Use use) {
        this.what = what;
        this.files = files;
        this.use = use;
    }

    /** Reads them once. Throws BadInput when they cannot be read or used. */
    static Reloaded first(String what, List<Path> files, Use use) {
        Reloaded reloaded = new Reloaded(what, files, use);
        reloaded.last = reloaded.read();
        use.take(reloaded.last);
        return reloaded;
    }

    /** Reads them again; never throws. */
    void again() {
        try {
            List<byte[]> now = read();
            if (!same(last, now)) {
                use.take(now);
                last = now;
                logger.info("{}: read anew", what);
            }
            complaint = "";
        } catch (RuntimeException e) {
            String text = String.valueOf(e.getMessage());
            if (!text.equals(complaint)) {
                logger.error("{}: not read anew, what held before goes on: {}", what, text);
            }
            complaint = text;
        }
    }

    private List<byte[]> read() {
        List<byte[]> contents = new ArrayList<>();
        for (Path file : files) {
            try {
                contents.add(Files.readAllBytes(file));
            } catch (IOException e) {
                throw new BadInput(what + ": expected a file that can be read, got " + file, e);
            }
        }
        return contents;
    }

    private static boolean same(List<byte[]> a, List<byte[]> b) {
        for (int i = 0; i < a.size(); i++) {
            if (!Arrays.equals(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }
}
