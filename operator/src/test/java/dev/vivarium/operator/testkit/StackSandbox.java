package dev.vivarium.operator.testkit;

import dev.vivarium.api.v1alpha1.ObservabilityStack;
import java.time.Clock;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An operator for the tests of a class, and for each of them a namespace of its own, which goes after the stack {@code stack} in it has ended. */
public final class StackSandbox implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private final Clock today;
    private RunningOperator operator;
    private Sandbox sandbox;

    public StackSandbox() {
        this(Clock.systemUTC());
    }

    /** @param today see {@link RunningOperator} */
    public StackSandbox(Clock today) {
        this.today = today;
    }

    /** That of the test that runs. */
    public Sandbox get() {
        return sandbox;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        operator = new RunningOperator(ApiServer.instance(context), BriefIntervals.get(), today);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        operator.close();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        sandbox = new Sandbox(ApiServer.instance(context).client());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        sandbox.end(ObservabilityStack.class, "stack", Sandbox.SOON);
        sandbox.close();
    }
}
