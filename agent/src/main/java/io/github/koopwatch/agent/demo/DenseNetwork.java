/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import java.util.Arrays;
import java.util.Random;

/**
 * A fully connected network without biases: input, one hidden layer of rectified linear units, softmax; trained by plain
 * stochastic gradient descent on the cross-entropy. The architecture of the width experiment in Redman et al.
 * (arXiv 2302.09160), on smaller images.
 */
final class DenseNetwork {
    private final double[][] hidden; // [unit][input]
    private final double[][] output; // [class][unit]
    private final double[][] hiddenGradient;
    private final double[][] outputGradient;
    private final double[] activation;
    private final double[] blame;

    /** Weights uniform in ±1/√(inputs of the layer). */
    DenseNetwork(int inputs, int width, int classes, Random random) {
        hidden = uniform(width, inputs, random);
        output = uniform(classes, width, random);
        hiddenGradient = new double[width][inputs];
        outputGradient = new double[classes][width];
        activation = new double[width];
        blame = new double[classes];
    }

    /** One step of gradient descent on these examples of the data; returns their mean loss before the step. */
    double step(Digits data, int[] batch, double learningRate) {
        double loss = gradient(data, batch);
        descend(hidden, hiddenGradient, learningRate);
        descend(output, outputGradient, learningRate);
        return loss;
    }

    /** Share of the images whose most probable class is the right one. */
    double accuracy(Digits data) {
        int right = 0;
        for (int i = 0; i < data.size(); i++) {
            forward(data.images()[i]);
            right += largest(blame) == data.labels()[i] ? 1 : 0;
        }
        return (double) right / data.size();
    }

    /** The output layer, flat: [class][unit], classes × width values. */
    float[] outputWeights() {
        int width = activation.length;
        float[] flat = new float[output.length * width];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) output[i / width][i % width];
        }
        return flat;
    }

    /** Fills the gradients of the mean loss over the batch and returns that loss. */
    double gradient(Digits data, int[] batch) {
        clear(hiddenGradient);
        clear(outputGradient);
        double loss = 0;
        for (int i : batch) {
            forward(data.images()[i]);
            loss -= Math.log(Math.max(blame[data.labels()[i]], Double.MIN_NORMAL));
            blame[data.labels()[i]] -= 1; // d loss / d logits of softmax with cross-entropy
            backward(data.images()[i], 1.0 / batch.length);
        }
        return loss / batch.length;
    }

    double[][] hidden() {
        return hidden;
    }

    double[][] output() {
        return output;
    }

    double[][] hiddenGradient() {
        return hiddenGradient;
    }

    double[][] outputGradient() {
        return outputGradient;
    }

    /** Leaves the class probabilities in {@code blame}. */
    private void forward(double[] x) {
        for (int u = 0; u < activation.length; u++) {
            activation[u] = Math.max(0, dot(hidden[u], x));
        }
        for (int c = 0; c < blame.length; c++) {
            blame[c] = dot(output[c], activation);
        }
        softmax(blame);
    }

    private void backward(double[] x, double share) {
        for (int c = 0; c < output.length; c++) {
            addScaled(outputGradient[c], activation, share * blame[c]);
        }
        for (int u = 0; u < activation.length; u++) {
            if (activation[u] > 0) {
                addScaled(hiddenGradient[u], x, share * blameOf(u));
            }
        }
    }

    private double blameOf(int unit) {
        double sum = 0;
        for (int c = 0; c < output.length; c++) {
            sum += output[c][unit] * blame[c];
        }
        return sum;
    }

    private static void softmax(double[] logits) {
        double top = logits[largest(logits)];
        double sum = 0;
        for (int c = 0; c < logits.length; c++) {
            logits[c] = StrictMath.exp(logits[c] - top);
            sum += logits[c];
        }
        for (int c = 0; c < logits.length; c++) {
            logits[c] /= sum;
        }
    }

    private static int largest(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void addScaled(double[] target, double[] source, double factor) {
        for (int i = 0; i < target.length; i++) {
            target[i] += factor * source[i];
        }
    }

    private static void descend(double[][] weights, double[][] gradient, double learningRate) {
        for (int i = 0; i < weights.length; i++) {
            addScaled(weights[i], gradient[i], -learningRate);
        }
    }

    private static void clear(double[][] matrix) {
        for (double[] row : matrix) {
            Arrays.fill(row, 0);
        }
    }

    private static double[][] uniform(int rows, int columns, Random random) {
        double bound = 1 / Math.sqrt(columns);
        double[][] weights = new double[rows][columns];
        for (double[] row : weights) {
            for (int j = 0; j < columns; j++) {
                row[j] = bound * (2 * random.nextDouble() - 1);
            }
        }
        return weights;
    }
}
