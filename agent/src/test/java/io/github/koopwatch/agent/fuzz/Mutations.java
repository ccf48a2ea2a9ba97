/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Inputs made from others, the same ones for the same seed. */
public final class Mutations {
    private static final byte[][] TOKENS = {
        {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f},
        {
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            (byte) 0xff,
            1
        },
        {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff},
        {(byte) 0x80, 0, 0, 0},
        {0, 0, (byte) 0xc0, 0x7f},
        {0x0b, 0x0b, 0x0b, 0x0b},
        "null".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        "[[[[[[[[".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        "1e999".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        "%00%ff&".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        "99999999999999999999".getBytes(java.nio.charset.StandardCharsets.US_ASCII)
    };

    private final Random random;
    private final List<byte[]> corpus;

    public Mutations(long seed, List<byte[]> corpus) {
        this.random = new Random(seed);
        this.corpus = corpus;
    }

    /** One of the corpus after one to four changes. */
    public byte[] next() {
        byte[] input = corpus.get(random.nextInt(corpus.size())).clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            input = changed(input);
        }
        return input;
    }

    private byte[] changed(byte[] in) {
        int at = random.nextInt(in.length + 1);
        return switch (random.nextInt(7)) {
            case 0 -> flipped(in, at);
            case 1 -> Arrays.copyOf(in, at);
            case 2 -> spliced(in, at, at, TOKENS[random.nextInt(TOKENS.length)]);
            case 3 -> spliced(in, at, Math.min(in.length, at + 1 + random.nextInt(8)), new byte[0]);
            case 4 -> spliced(in, at, at, Arrays.copyOfRange(in, at, Math.min(in.length, at + random.nextInt(64))));
            case 5 -> set(in, at, (byte) random.nextInt(256));
            default -> {
                byte[] other = corpus.get(random.nextInt(corpus.size()));
                int from = random.nextInt(other.length + 1);
                yield spliced(in, at, in.length, Arrays.copyOfRange(other, from, other.length));
            }
        };
    }

    private byte[] flipped(byte[] in, int at) {
        return at == in.length ? in : set(in, at, (byte) (in[at] ^ (1 << random.nextInt(8))));
    }

    private static byte[] set(byte[] in, int at, byte value) {
        if (at < in.length) {
            in[at] = value;
        }
        return in;
    }

    /** The input with what lies between replaced. */
    private static byte[] spliced(byte[] in, int from, int to, byte[] middle) {
        byte[] out = Arrays.copyOf(in, from + middle.length + in.length - to);
        System.arraycopy(middle, 0, out, from, middle.length);
        System.arraycopy(in, to, out, from + middle.length, in.length - to);
        return out;
    }
}
