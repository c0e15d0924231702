package dev.vivarium.demo.report;

import java.util.List;

/** Columns as wide as their widest cell; those of numbers are aligned to the right. */
final class Table {
    private static final String NUMBER = "[-$]?[0-9][0-9.,]*( s)?|-";

    private Table() {}

    static String format(List<String> header, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return "";
        }
        var text = new StringBuilder();
        var last = header.size() - 1;
        line(text, header, header, rows, last);
        rows.forEach(row -> line(text, row, header, rows, last));
        return text.toString();
    }

    private static void line(
            StringBuilder text, List<String> cells, List<String> header, List<List<String>> rows, int last) {
        var line = new StringBuilder("  ");
        for (var column = 0; column <= last; column++) {
            var index = column;
            var width = Math.max(
                    header.get(index).length(),
                    rows.stream().mapToInt(row -> row.get(index).length()).max().orElse(0));
            var numeric = rows.stream().allMatch(row -> row.get(index).matches(NUMBER));
            line.append(("%" + (numeric ? "" : "-") + Math.max(1, width) + "s  ").formatted(cells.get(index)));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
