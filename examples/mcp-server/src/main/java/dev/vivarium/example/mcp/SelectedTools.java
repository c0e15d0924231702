package dev.vivarium.example.mcp;

import io.quarkiverse.mcp.server.FilterContext;
import io.quarkiverse.mcp.server.ToolFilter;
import io.quarkiverse.mcp.server.ToolManager.ToolInfo;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;

/** Hides the tools of the groups that this server does not offer; a call of one is answered as that of an unknown tool. */
@Singleton
public class SelectedTools implements ToolFilter {
    private static final Map<String, ToolGroup> GROUPS = Map.of(
            NotesTools.ADD, ToolGroup.NOTES,
            NotesTools.LIST, ToolGroup.NOTES,
            NotesTools.SEARCH, ToolGroup.NOTES,
            CalculatorTools.CALCULATE, ToolGroup.CALCULATOR,
            ClockTools.CURRENT_TIME, ToolGroup.CLOCK);

    private final Set<ToolGroup> selected;

    public SelectedTools(ExampleConfiguration configuration) {
        this.selected = Set.copyOf(configuration.tools());
    }

    @Override
    public boolean test(ToolInfo tool, FilterContext context) {
        return selected.contains(GROUPS.get(tool.name()));
    }
}
