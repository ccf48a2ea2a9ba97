/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.doors;

import io.github.koopwatch.agent.doors.Admission.Admitted;
import io.github.koopwatch.agent.doors.Admission.Reason;
import io.github.koopwatch.agent.doors.Admission.Refused;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * The first interceptor of the gRPC door: says who calls before anything of a message is read. Health is open, all else
 * needs a token where there are tokens.
 */
public final class CallerInterceptor implements ServerInterceptor {
    private static final String HEALTH = "grpc.health.v1.Health";
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Entrance entrance;

    public CallerInterceptor(Entrance entrance) {
        this.entrance = entrance;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (HEALTH.equals(call.getMethodDescriptor().getServiceName())) {
            return next.startCall(call, headers);
        }
        Admission admission = entrance.admit(headers.get(AUTHORIZATION), address(call));
        headers.removeAll(AUTHORIZATION);
        if (admission instanceof Admitted admitted) {
            return admitted(admitted.caller(), call, headers, next);
        }
        return refused(call, status(((Refused) admission).reason()));
    }

    private <Q, A> ServerCall.Listener<Q> admitted(
            Caller caller, ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (!caller.publishes()) {
            entrance.forbidden();
            return refused(
                    call,
                    Status.PERMISSION_DENIED.withDescription(
                            "expected a token that may publish, got one" + " that may read"));
        }
        Context context = Context.current().withValue(Caller.CONTEXT, caller);
        if (entrance.isOpen()) {
            return Contexts.interceptCall(context, call, headers, next);
        }
        AdmittedCall<Q, A> watched = new AdmittedCall<>(call, () -> entrance.stillIn(caller), entrance::forbidden);
        return watched.listener(Contexts.interceptCall(context, watched, headers, next));
    }

    private static Status status(Reason reason) {
        return reason == Reason.LIMITED
                ? Status.RESOURCE_EXHAUSTED.withDescription(Entrance.LIMITED_TEXT)
                : Status.UNAUTHENTICATED.withDescription(Entrance.TEXT);
    }

    private static <Q> ServerCall.Listener<Q> refused(ServerCall<Q, ?> call, Status status) {
        call.close(status, new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private static InetAddress address(ServerCall<?, ?> call) {
        SocketAddress from = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        return from instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress()
                : InetAddress.getLoopbackAddress(); // in-process, in tests
    }
}
