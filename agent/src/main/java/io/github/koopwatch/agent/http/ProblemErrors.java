/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Errors that the server finds before a route does, in the same form as ours. */
final class ProblemErrors extends ErrorHandler {
    private static final String DETAIL = "the request is not well formed or exceeds a limit";

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        SecurityHeaders.add(response.getHeaders(), request.isSecure());
        Answer.Document answer = new Problem(response.getStatus(), DETAIL).answer();
        response.getHeaders().put("Content-Type", answer.type());
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
        return true;
    }

    @Override
    public ByteBuffer badMessageError(int status, String reason, HttpFields.Mutable fields) {
        SecurityHeaders.add(fields, false);
        Answer.Document answer = new Problem(status, DETAIL).answer();
        fields.put("Content-Type", answer.type());
        return ByteBuffer.wrap(answer.body());
    }
}
