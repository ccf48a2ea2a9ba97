/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.client;

import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.Refusal;

/**
 * A message that the server did not take.
 *
 * @param what START, SNAPSHOT, SCALARS, MARK or END
 * @param step the message's step, -1 where it has none
 * @param reason why
 * @param text the server's words: expected and actual
 */
public record Refused(PublishRequest.BodyCase what, long step, Reason reason, String text) {
    static Refused of(PublishRequest request, Refusal refusal) {
        return new Refused(request.getBodyCase(), step(request), refusal.getReason(), refusal.getText());
    }

    private static long step(PublishRequest request) {
        return switch (request.getBodyCase()) {
            case SNAPSHOT -> request.getSnapshot().getStep();
            case SCALARS -> request.getScalars().getStep();
            case MARK -> request.getMark().getStep();
            case START, END, BODY_NOT_SET -> -1;
        };
    }

    @Override
    public String toString() {
        return what + (step < 0 ? "" : " of step " + step) + " refused, " + reason + ": " + text;
    }
}
