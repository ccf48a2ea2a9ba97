/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.doors;

import io.grpc.Context;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as the first interceptor of a door found out.
 *
 * @param name as logs show it; of a token its fingerprint, never the token
 * @param role what the caller may do
 * @param prefix begins the name of each run that is theirs; empty: all runs are
 */
public record Caller(String name, Role role, String prefix) {
    /** Whoever comes where no tokens are configured. */
    public static final Caller ANYBODY = new Caller("anybody", Role.PUBLISH, "");

    /** The caller of the present gRPC call. */
    public static final Context.Key<Caller> CONTEXT = Context.keyWithDefault("koopwatch-caller", ANYBODY);

    /** What a token is good for. */
    public enum Role {
        /** Publishes, marks, and reads what it may publish. */
        PUBLISH,
        /** Reads. */
        READ
    }

    public boolean seesAll() {
        return prefix.isEmpty();
    }

    /** True for one of the caller's runs; of what is about no run only those see who see all. */
    public boolean sees(@Nullable String run) {
        return seesAll() || run != null && run.startsWith(prefix);
    }

    /** True for runs that are all the caller's; of what is about no run as above. */
    public boolean seesAll(Set<String> runs) {
        return seesAll() || !runs.isEmpty() && runs.stream().allMatch(this::sees);
    }

    public boolean publishes() {
        return role == Role.PUBLISH;
    }

    public boolean mayPublish(String run) {
        return publishes() && sees(run);
    }
}
