package dev.vivarium.agent.runtime.tools.mcp;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Passes on what comes of a body until there is too much of it: then the body ends with an {@link AnswerTooLargeException}, and nothing more is read. */
final class BoundedBody<T> implements BodySubscriber<T> {
    private final BodySubscriber<T> body;
    private final long most;
    private Flow.Subscription subscription;
    private long read;
    private boolean ended;

    /** @param most bytes, of a stream all together */
    BoundedBody(BodySubscriber<T> body, long most) {
        this.body = body;
        this.most = most;
    }

    @Override
    public CompletionStage<T> getBody() {
        return body.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        body.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (ended) {
            return;
        }
        read += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
        if (read > most) {
            ended = true;
            subscription.cancel();
            body.onError(new AnswerTooLargeException(most));
        } else {
            body.onNext(buffers);
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (!ended) {
            body.onError(failure);
        }
    }

    @Override
    public void onComplete() {
        if (!ended) {
            body.onComplete();
        }
    }
}
