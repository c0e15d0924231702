package dev.vivarium.agent.runtime.model;

/** One model of one provider. Implementations hold no state of a conversation and can be called from many threads. */
public interface ModelClient {
    /**
     * Makes one call of the provider's API and waits for its answer on the calling thread, which should be a virtual one.
     *
     * @throws ModelException when the call fails, takes longer than {@link ModelCall#timeout()}, or the calling thread is interrupted; the thread's interrupt
     *     flag is then set
     */
    ModelReply call(ModelCall call, StreamListener listener) throws ModelException;
}
