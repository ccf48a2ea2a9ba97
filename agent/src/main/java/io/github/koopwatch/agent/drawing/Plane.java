/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.drawing;

import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * Spectra in the complex plane, with the unit circle where it passes.
 *
 * @param whole whether the whole disc is shown, or only where the eigenvalues are
 */
public record Plane(String title, boolean whole, List<Side> sides) implements Drawing {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 420;
    private static final int LEFT = 64;
    private static final int TOP = 12;
    private static final int BOTTOM = 46;
    private static final int BESIDE = 190;

    /** Spectra that share a sign and a colour. */
    public record Side(String name, List<Eigenvalues> spectra) {}

    @Override
    public String svg() {
        Svg svg = new Svg(WIDTH, HEIGHT, title);
        double side = HEIGHT - TOP - BOTTOM;
        Axis re = axis(Eigenvalues::re);
        Axis im = axis(Eigenvalues::im);
        double span = Math.max(re.high() - re.low(), im.high() - im.low()); // one scale for both
        Frame frame = new Frame(centred(re, span), centred(im, span), side);
        frame.draw(svg);
        svg.clip(LEFT, TOP, side, side);
        svg.circle(frame.x(0), frame.y(0), side / span, Svg.SOFT, "none");
        for (int i = 0; i < sides.size(); i++) {
            marks(svg, frame, i);
        }
        svg.unclip();
        svg.legend(
                WIDTH - BESIDE + 10.0, TOP + 16, sides.stream().map(Side::name).toList());
        return svg.end();
    }

    private void marks(Svg svg, Frame frame, int i) {
        for (Eigenvalues spectrum : sides.get(i).spectra()) {
            for (int k = 0; k < spectrum.size(); k++) {
                Mark.of(i).draw(svg, frame.x(spectrum.re()[k]), frame.y(spectrum.im()[k]), Svg.colour(i));
            }
        }
    }

    private Axis axis(Function<Eigenvalues, double[]> part) {
        DoubleStream values = sides.stream()
                .flatMap(side -> side.spectra().stream())
                .flatMapToDouble(spectrum -> DoubleStream.of(part.apply(spectrum)));
        return Axis.around(whole ? DoubleStream.concat(values, DoubleStream.of(-1, 1)) : values, false);
    }

    private static Axis centred(Axis axis, double span) {
        double middle = (axis.low() + axis.high()) / 2;
        return new Axis(middle - span / 2, middle + span / 2, false);
    }

    private record Frame(Axis re, Axis im, double side) {
        double x(double value) {
            return re.at(value, LEFT, LEFT + side);
        }

        double y(double value) {
            return im.at(value, TOP + side, TOP);
        }

        void draw(Svg svg) {
            for (double tick : re.ticks()) {
                svg.line(x(tick), TOP, x(tick), TOP + side, Svg.GRID);
                svg.text(x(tick), TOP + side + 16, "middle", Axis.text(tick));
            }
            for (double tick : im.ticks()) {
                svg.line(LEFT, y(tick), LEFT + side, y(tick), Svg.GRID);
                svg.text(LEFT - 6, y(tick) + 4, "end", Axis.text(tick));
            }
            svg.text(LEFT + side / 2, HEIGHT - 10, "middle", "real part");
            svg.upright(14, TOP + side / 2, "imaginary part");
        }
    }
}
