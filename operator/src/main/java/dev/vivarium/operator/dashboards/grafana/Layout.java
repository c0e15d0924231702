package dev.vivarium.operator.dashboards.grafana;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Puts panels beside and below each other, left to right, as text is set. */
public final class Layout {
    /** Numbers below are given in order; numbers from here on are the panels' own. */
    private static final int FIRST_OWN_ID = 100;

    private final List<Panel> panels = new ArrayList<>();
    private final Set<Integer> ids = new HashSet<>();
    private int nextId = 1;
    private int x;
    private int y;
    private int lineHeight;

    /** A heading. */
    public Layout row(String title) {
        newLine();
        panels.add(new Panel(
                takeId(null),
                Panel.ROW,
                title,
                null,
                new GridPos(1, GridPos.COLUMNS, 0, y),
                null,
                null,
                null,
                null,
                List.of(),
                false,
                List.of()));
        y += 1;
        return this;
    }

    /** Panels of one size, as many in a line as fit. */
    public Layout add(int width, int height, PanelBuilder... builders) {
        for (var builder : builders) {
            if (x + width > GridPos.COLUMNS) {
                newLine();
            }
            panels.add(builder.build(takeId(builder.id()), new GridPos(height, width, x, y)));
            x += width;
            lineHeight = Math.max(lineHeight, height);
        }
        return this;
    }

    public List<Panel> panels() {
        return List.copyOf(panels);
    }

    private void newLine() {
        x = 0;
        y += lineHeight;
        lineHeight = 0;
    }

    private int takeId(Integer own) {
        var id = own == null ? nextId++ : own;
        if (!ids.add(id) || (own == null) == (id >= FIRST_OWN_ID)) {
            throw new IllegalStateException("number of a panel is taken or out of its range: " + id);
        }
        return id;
    }
}
