/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.doors;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.function.BooleanSupplier;

/**
 * A call that goes on for as long as its token is good: what comes or goes after that ends it instead. A run's stream is open
 * for days; without this a withdrawn token would live as long.
 */
final class AdmittedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final BooleanSupplier good;
    private final Runnable whenForbidden;
    private boolean closed;
    private boolean withdrawn;

    AdmittedCall(ServerCall<Q, A> call, BooleanSupplier good, Runnable whenForbidden) {
        super(call);
        this.good = good;
        this.whenForbidden = whenForbidden;
    }

    @Override
    public synchronized void sendMessage(A message) {
        if (goesOn()) {
            super.sendMessage(message);
        }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
        if (!closed) {
            closed = true;
            if (status.getCode() == Status.Code.PERMISSION_DENIED) {
                whenForbidden.run();
            }
            super.close(status, trailers);
        }
    }

    private synchronized boolean goesOn() {
        if (!closed && !good.getAsBoolean()) {
            closed = true;
            withdrawn = true;
            super.close(Status.UNAUTHENTICATED.withDescription(Entrance.TEXT), new Metadata());
        }
        return !closed;
    }

    private synchronized boolean wasWithdrawn() {
        return withdrawn;
    }

    /** The listener, which hears of a withdrawn token as of a call that was cut. */
    ServerCall.Listener<Q> listener(ServerCall.Listener<Q> of) {
        return new SimpleForwardingServerCallListener<>(of) {
            @Override
            public void onMessage(Q message) {
                if (goesOn()) {
                    super.onMessage(message);
                }
            }

            @Override
            public void onComplete() {
                if (wasWithdrawn()) {
                    super.onCancel();
                } else {
                    super.onComplete();
                }
            }
        };
    }
}
