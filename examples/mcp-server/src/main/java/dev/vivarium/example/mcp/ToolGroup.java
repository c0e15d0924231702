package dev.vivarium.example.mcp;

/** Tools that are offered together or not at all. */
public enum ToolGroup {
    NOTES,
    CALCULATOR,
    CLOCK
}
