package dev.vivarium.operator.links;

/** The dashboards of a stack. The key is part of addresses and file names: it stays as it is once released. */
public enum DashboardKey {
    LLM_ECONOMICS("llm-economics", "LLM Economics"),
    LLM_USAGE("llm-usage", "LLM Usage"),
    MESSAGING("messaging", "Messaging"),
    AGENT("agent", "Agent"),
    ECOSYSTEM("ecosystem", "Ecosystem"),
    MCP_SERVERS("mcp-servers", "MCP servers");

    private final String key;
    private final String title;

    DashboardKey(String key, String title) {
        this.key = key;
        this.title = title;
    }

    public String key() {
        return key;
    }

    public String title() {
        return title;
    }

    /** Name of the file, and of the key in a ConfigMap, that the dashboard stands in. */
    public String fileName() {
        return key + ".json";
    }
}
