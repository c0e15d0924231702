package dev.vivarium.agent.runtime.tools;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds on tools. */
@ConfigMapping(prefix = "vivarium.tools")
public interface ToolSettings {
    /** Longest time to connect to an MCP server or to list its tools. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** Longest time for one call of a tool; what is left of the turn when that is shorter. */
    @WithDefault("60s")
    Duration callTimeout();

    /** How often the server of a call that is under way is looked after. */
    @WithDefault("3s")
    Duration watchInterval();

    /**
     * How long the instance that has a call may take to end it after another one answers in its place, when the tool must not run twice; one that may is called
     * again at once.
     */
    @WithDefault("15s")
    Duration drainTime();

    /**
     * How long a server that was there may be away before its tools are left out. So long a call is tried again with growing pauses, if it certainly did not run
     * or may run twice: while a pod is replaced or started again, others can briefly not be connected to.
     */
    @WithDefault("15s")
    Duration absence();

    /** How often the tools of a connected MCP server are listed again, which also shows whether it is still there. */
    @WithDefault("60s")
    Duration refreshInterval();

    /** First pause before an unreachable MCP server is tried again; doubles up to half the refresh interval. */
    @WithDefault("1s")
    Duration retryInterval();

    /** Most bytes that are read of one answer of an MCP server, in a stream of events all of them together; a longer one fails the call, or the listing of tools. */
    @WithDefault("4194304")
    long maxAnswerBytes();

    /** Most characters of a result that the model gets to see; the rest is cut. */
    @WithDefault("16000")
    int maxResultCharacters();
}
