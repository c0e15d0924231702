package dev.vivarium.operator.dashboards.grafana;

/**
 * Where a panel is and how large.
 *
 * @param h height in rows of the grid, about 30 pixels each
 * @param w width in columns, of {@value #COLUMNS}
 */
public record GridPos(int h, int w, int x, int y) {
    public static final int COLUMNS = 24;

    public GridPos {
        if (h < 1 || w < 1 || x < 0 || y < 0 || x + w > COLUMNS) {
            throw new IllegalArgumentException("outside the grid: h=%d w=%d x=%d y=%d".formatted(h, w, x, y));
        }
    }

    public boolean overlaps(GridPos other) {
        return x < other.x + other.w && other.x < x + w && y < other.y + other.h && other.y < y + h;
    }
}
