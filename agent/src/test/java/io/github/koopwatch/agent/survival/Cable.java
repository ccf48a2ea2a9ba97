/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import java.util.List;

/** A network of its own with one cable to this machine, which can be pulled: what runs in it neither hears nor is heard. Needs root. */
final class Cable implements AutoCloseable {
    /** This machine's end. */
    static final String HOST = "10.213.77.1";

    private static final String SPACE = "koopwatch-soak";
    private static final String NEAR = "kw-near";
    private static final String FAR = "kw-far";

    static Cable lay() {
        Cable cable = new Cable();
        Shell.run("ip", "netns", "add", SPACE);
        Shell.run("ip", "link", "add", NEAR, "type", "veth", "peer", "name", FAR, "netns", SPACE);
        Shell.run("ip", "addr", "add", HOST + "/24", "dev", NEAR);
        Shell.run("ip", "link", "set", NEAR, "up");
        Shell.run("ip", "netns", "exec", SPACE, "ip", "addr", "add", "10.213.77.2/24", "dev", FAR);
        Shell.run("ip", "netns", "exec", SPACE, "ip", "link", "set", FAR, "up");
        Shell.run("ip", "netns", "exec", SPACE, "ip", "link", "set", "lo", "up");
        return cable;
    }

    /** In front of a command that is to run at the far end. */
    List<String> farEnd() {
        return List.of("ip", "netns", "exec", SPACE);
    }

    /** The far end loses its link; this machine's address stays. */
    static void pull() {
        Shell.run("ip", "netns", "exec", SPACE, "ip", "link", "set", FAR, "down");
    }

    static void plugIn() {
        Shell.run("ip", "netns", "exec", SPACE, "ip", "link", "set", FAR, "up");
    }

    @Override
    public void close() {
        Shell.run("ip", "netns", "del", SPACE);
    }
}
