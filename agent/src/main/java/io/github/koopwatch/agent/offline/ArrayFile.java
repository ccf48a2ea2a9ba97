/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.BadInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipException;

/** The arrays in a file of NumPy: one, called {@code x} (.npy), or several with names (.npz). */
final class ArrayFile {
    private static final String SUFFIX = ".npy";
    private static final short ZIP = 'P' << 8 | 'K';

    /** Unpacks an array's bytes. */
    private interface Opening {
        FileRange open() throws IOException;
    }

    private record Content(long size, Opening opening) {}

    private final String file;
    private final boolean archive;
    private final Map<String, Content> arrays;

    private ArrayFile(String file, boolean archive, Map<String, Content> arrays) {
        this.file = file;
        this.archive = archive;
        this.arrays = arrays;
    }

    /** Throws BadInput for what is neither; an archive is told by its first bytes. */
    static ArrayFile read(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new BadInput(path + ": expected a .npy or .npz file, got "
                    + (Files.exists(path) ? "something else" : "no file"));
        }
        try {
            FileRange whole = new FileRange(path, 0, Files.size(path));
            ByteBuffer begin = whole.bytes(0, (int) Math.min(Short.BYTES, whole.size()));
            boolean zip = begin.remaining() == Short.BYTES && begin.getShort() == ZIP;
            return new ArrayFile(
                    path.toString(), zip, zip ? members(path) : Map.of("x", new Content(whole.size(), () -> whole)));
        } catch (IOException e) {
            throw unreadable(path.toString(), e);
        }
    }

    private static Map<String, Content> members(Path path) throws IOException {
        Map<String, Content> arrays = new LinkedHashMap<>();
        ZipDirectory.read(path).forEach((name, member) -> {
            if (name.endsWith(SUFFIX)) {
                arrays.put(
                        name.substring(0, name.length() - SUFFIX.length()),
                        new Content(member.size(), () -> ZipMember.open(name, member)));
            }
        });
        if (arrays.isEmpty()) {
            throw new BadInput(path + ": expected an .npz archive of arrays, got a zip without any .npy in it"
                    + " (a file of torch.save? numpy.save(FILE, tensor.numpy()) writes what is expected)");
        }
        return arrays;
    }

    /** Names of the arrays. */
    Set<String> names() {
        return arrays.keySet();
    }

    /** Bytes of the array of that name, its header included. */
    long size(String name) {
        return content(name).size();
    }

    /** Throws BadInput when there is none of that name, or it is no array. */
    NpyArray array(String name) {
        return NpyArray.open(title(name), bytes(name));
    }

    /** Whatever is there under the name. Throws BadInput when there is nothing, or it is damaged. */
    FileRange bytes(String name) {
        try {
            return content(name).opening().open();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** The array as messages name it. */
    String title(String name) {
        return archive ? file + "[" + name + "]" : file;
    }

    private Content content(String name) {
        Content content = arrays.get(name);
        if (content == null) {
            throw new BadInput(file + ": expected an array " + name + ", got " + arrays.keySet());
        }
        return content;
    }

    private static BadInput unreadable(String file, IOException e) {
        return e instanceof ZipException
                ? new BadInput(file + ": expected a whole .npz archive, got a damaged one (" + e.getMessage() + ")", e)
                : NpyArray.unreadable(file, e);
    }
}
