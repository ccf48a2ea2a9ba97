/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams.group;

import com.google.protobuf.ByteString;
import io.github.koopwatch.contract.Refusal;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.streams.stored.KeptEvents;
import io.github.koopwatch.v1.ArmPairState;
import io.github.koopwatch.v1.GroupAnswer;
import io.github.koopwatch.v1.Reason;
import java.util.Optional;
import java.util.stream.Stream;

/** What a person's answer does to an alert between runs: its next version, whose words the later ones keep. */
final class GroupAnswers {
    private GroupAnswers() {}

    /** An id that is not known is refused and changes nothing. */
    static void apply(Group group, GroupAnswer answer, GroupOutcome outcome) {
        String id = answer.getAlertId();
        KeptEvents events = group.events();
        if (!events.has(id)) {
            open(group, id).ifPresent(events::add);
        }
        events.answer(id, answer.getText()).ifPresentOrElse(event -> taken(group, event, outcome), () -> {
            String expected = "one of the newest " + KeptEvents.KEPT + " of group " + group.name();
            outcome.refuse(new Refusal(
                    Reason.REASON_CONFLICT, "alert id: expected " + expected + ", got '" + RunKey.shown(id) + "'"));
        });
    }

    /** An alert that fires, also one that so many newer ones have followed that it is kept nowhere else. */
    private static Optional<ChangeEvent> open(Group group, String id) {
        return Stream.concat(
                        Stream.of(group.head().getAlert().getEvent()),
                        group.head().getPairsList().stream().map(ArmPairState::getEvent))
                .filter(json -> !json.isEmpty())
                .map(Divergence::stored)
                .filter(event -> event.id().equals(id))
                .findFirst();
    }

    private static void taken(Group group, ChangeEvent event, GroupOutcome outcome) {
        outcome.events().add(event);
        if (open(group, event.id()).isPresent()) {
            renew(group, event.id(), ByteString.copyFrom(Json.write(event)));
        }
    }

    private static void renew(Group group, String id, ByteString json) {
        if (is(group.head().getAlert().getEvent(), id)) {
            group.head().getAlertBuilder().setEvent(json);
        }
        group.head().getPairsBuilderList().stream()
                .filter(pair -> is(pair.getEvent(), id))
                .forEach(pair -> pair.setEvent(json));
    }

    private static boolean is(ByteString json, String id) {
        return !json.isEmpty() && Divergence.stored(json).id().equals(id);
    }
}
