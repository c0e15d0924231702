package dev.vivarium.operator.dashboards;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names that stand in an expression of PromQL. It is a reader of what the dashboards write, not a parser of the language: whether an expression is one at all
 * is for promtool to say.
 *
 * @param metrics names of series
 * @param labels names of labels in matchers, groupings and replacements
 */
public record PromqlNames(Set<String> metrics, Set<String> labels) {
    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]|offset [$a-z0-9_]+");
    private static final Pattern MATCHERS = Pattern.compile("\\{([^}]*)}");
    private static final Pattern GROUPING = Pattern.compile("\\b(by|on|group_left)\\s*\\(([^)]*)\\)");
    private static final Pattern REPLACEMENT = Pattern.compile(", \"([a-z_0-9]+)\", \"\\$1\", \"([a-z_0-9]+)\",");
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_:$][A-Za-z0-9_:]*");
    private static final Pattern CALL = Pattern.compile("\\b[a-z_]+\\s*(?=\\()");
    private static final Set<String> WORDS =
            Set.of("by", "on", "or", "and", "unless", "group_left", "Inf", "sum", "max", "count");

    public static PromqlNames of(String expression) {
        var labels = new TreeSet<String>();
        var replacements = REPLACEMENT.matcher(expression);
        while (replacements.find()) {
            labels.add(replacements.group(1));
            labels.add(replacements.group(2));
        }
        var text = RANGE.matcher(STRING.matcher(expression).replaceAll("''")).replaceAll("");
        var matchers = MATCHERS.matcher(text);
        while (matchers.find()) {
            addIdentifiers(labels, matchers.group(1));
        }
        text = MATCHERS.matcher(text).replaceAll("");
        var groupings = GROUPING.matcher(text);
        while (groupings.find()) {
            addIdentifiers(labels, groupings.group(2));
        }
        text = CALL.matcher(GROUPING.matcher(text).replaceAll("")).replaceAll("");
        var metrics = new TreeSet<String>();
        addIdentifiers(metrics, text);
        metrics.removeIf(name -> WORDS.contains(name) || name.startsWith("$"));
        return new PromqlNames(metrics, labels);
    }

    private static void addIdentifiers(Set<String> names, String text) {
        var identifiers = IDENTIFIER.matcher(text);
        while (identifiers.find()) {
            names.add(identifiers.group());
        }
    }
}
