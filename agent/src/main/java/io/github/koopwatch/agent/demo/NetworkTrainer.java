/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.v1.RunStart;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Trains a network on the digits and publishes its output layer, the observable of the published experiment. */
final class NetworkTrainer implements Trainer {
    private static final int BATCH = 60;
    private static final double RATE = 0.1;

    /**
     * @param rate learning rate up to {@code jumpAt}
     * @param jumpAt first step with the second learning rate; past the end for none
     * @param rateLogged whether the learning rate is published: a change that is published counts as announced
     */
    record Recipe(int width, long seed, int steps, double rate, int jumpAt, double rateAfter, boolean rateLogged) {
        static Recipe steady(int width, long seed, int steps) {
            return new Recipe(width, seed, steps, RATE, Integer.MAX_VALUE, RATE, true);
        }

        double rateAt(int step) {
            return step < jumpAt ? rate : rateAfter;
        }
    }

    private final Digits data;
    private final Recipe recipe;
    private final RunStart start;
    private final Random random;
    private final DenseNetwork network;
    private int step;

    NetworkTrainer(Digits data, Recipe recipe, RunStart start) {
        this.data = data;
        this.recipe = recipe;
        this.start = start;
        this.random = new Random(recipe.seed);
        this.network = new DenseNetwork(Digits.PIXELS, recipe.width, Digits.CLASSES, random);
    }

    @Override
    public RunStart start() {
        return start;
    }

    @Override
    public List<AnalysisSettings> analyses() {
        return start.getAnalysesList().stream()
                .map(analysis -> AnalysisSettings.preset(analysis.getPreset()))
                .toList();
    }

    @Override
    public int rows() {
        return recipe.steps;
    }

    @Override
    public long stepOf(int row) {
        return row;
    }

    @Override
    public Row next() {
        double rate = recipe.rateAt(step);
        double loss = network.step(data, batch(), rate);
        Map<String, Double> scalars = recipe.rateLogged ? Map.of("loss", loss, "lr", rate) : Map.of("loss", loss);
        return new Row(step++, network.outputWeights(), scalars);
    }

    double accuracy() {
        return network.accuracy(data);
    }

    /** Drawn with replacement, so that no epoch shows in the spectra. */
    private int[] batch() {
        int[] batch = new int[BATCH];
        for (int i = 0; i < batch.length; i++) {
            batch[i] = random.nextInt(data.size());
        }
        return batch;
    }
}
