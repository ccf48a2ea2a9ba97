/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Handwritten digits, 8 × 8 pixels each; source and licence stand beside the file, in NOTICE-digits.txt.
 *
 * @param images [image][{@link #PIXELS}], scaled from 0..16 to 0..1
 * @param labels [image], 0 to 9
 */
record Digits(double[][] images, int[] labels) {
    static final int PIXELS = 64;
    static final int CLASSES = 10;

    private static final String RESOURCE = "/demo/digits.csv.gz";
    private static final int IMAGES = 1797;
    private static final double DARKEST = 16;

    Digits {
        if (images.length == 0 || images.length != labels.length) {
            throw new IllegalArgumentException(
                    "digits: expected as many labels as images, got " + labels.length + " and " + images.length);
        }
    }

    /** The images that are shipped. Throws IllegalStateException when the file is not the one that was built in. */
    static Digits load() {
        try (InputStream file = Digits.class.getResourceAsStream(RESOURCE)) {
            if (file == null) {
                throw new IllegalStateException("missing from this build: " + RESOURCE);
            }
            Digits digits = parse(lines(file));
            if (digits.size() != IMAGES) {
                throw new IllegalStateException(RESOURCE + ": expected " + IMAGES + " images, got " + digits.size());
            }
            return digits;
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
    }

    /** Throws IllegalArgumentException for a line that is not 64 pixels of 0..16 and a digit. */
    static Digits parse(List<String> lines) {
        double[][] images = new double[lines.size()][];
        int[] labels = new int[lines.size()];
        for (int i = 0; i < images.length; i++) {
            int[] row = numbers(lines.get(i));
            images[i] = pixels(row);
            labels[i] = inRange("label", row[PIXELS], CLASSES - 1);
        }
        return new Digits(images, labels);
    }

    int size() {
        return labels.length;
    }

    private static List<String> lines(InputStream file) throws IOException {
        BufferedReader text =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(file), StandardCharsets.US_ASCII));
        return text.lines().toList();
    }

    private static int[] numbers(String line) {
        String[] fields = line.split(",", -1);
        if (fields.length != PIXELS + 1) {
            throw new IllegalArgumentException("digits: expected " + (PIXELS + 1) + " numbers, got " + fields.length);
        }
        int[] row = new int[fields.length];
        for (int j = 0; j < row.length; j++) {
            row[j] = Integer.parseInt(fields[j]);
        }
        return row;
    }

    private static double[] pixels(int[] row) {
        double[] image = new double[PIXELS];
        for (int j = 0; j < PIXELS; j++) {
            image[j] = inRange("pixel", row[j], (int) DARKEST) / DARKEST;
        }
        return image;
    }

    private static int inRange(String what, int value, int largest) {
        if (value < 0 || value > largest) {
            throw new IllegalArgumentException("digits: expected a " + what + " of 0 to " + largest + ", got " + value);
        }
        return value;
    }
}
