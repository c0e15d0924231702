package dev.vivarium.agent.runtime.mcpproxy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.util.RawValue;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Answers of the proxy itself, in the form that MCP clients understand. */
final class Refusals {
    /** Of the codes that JSON-RPC leaves to implementations. */
    private static final int CODE = -32000;

    private Refusals() {}

    /**
     * @param id of the request as JSON text; null when it is not known
     * @param close whether the connection is of no more use
     */
    static void answer(HttpServerRequest request, int status, String id, String message, boolean close) {
        var response = request.response();
        if (response.headWritten() || response.closed()) {
            return;
        }
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        if (close) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        response.end(error(id, message));
    }

    /** The rest of the message is not read, so that the connection ends. */
    static void tooLarge(HttpServerRequest request, long maxBytes) {
        answer(request, 413, null, "The message has more than the " + maxBytes + " bytes that are taken.", true);
    }

    /** The error as a message. */
    static String error(String id, String message) {
        var body = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
        if (id == null) {
            body.putNull("id");
        } else {
            body.putRawValue("id", new RawValue(id));
        }
        body.putObject("error").put("code", CODE).put("message", message);
        return Json.text(body);
    }
}
