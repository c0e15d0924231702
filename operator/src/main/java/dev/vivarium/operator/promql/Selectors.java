package dev.vivarium.operator.promql;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.vivarium.operator.promql.Token.Kind;
import java.util.Set;

/** Reads what picks series by their labels. */
final class Selectors {
    private static final Set<String> OPERATORS = Set.of("=", "!=", "=~", "!~");

    private final Parser parser;

    Selectors(Parser parser) {
        this.parser = parser;
    }

    /** @param named whether a name stands before, so that every series of the name may be meant */
    void matchers(boolean named) throws PromqlException {
        var begin = parser.peek();
        parser.take("{");
        var selective = named;
        while (!parser.peek().is("}")) {
            selective |= matcher(named);
            if (!parser.peek().is(",")) {
                break;
            }
            parser.advance();
        }
        parser.take("}");
        if (!selective) {
            throw new PromqlException(
                    begin.position(), "a selector needs a name, or a matcher that does not match an empty value");
        }
    }

    /** Whether it leaves out series that lack the label. */
    private boolean matcher(boolean named) throws PromqlException {
        var label = parser.advance();
        if (label.kind() != Kind.NAME || label.text().contains(":")) {
            throw new PromqlException(label.position(), "expected the name of a label, not " + label.described());
        }
        var operator = parser.advance();
        if (operator.kind() != Kind.SYMBOL || !OPERATORS.contains(operator.text())) {
            throw new PromqlException(operator.position(), "expected =, !=, =~ or !~, not " + operator.described());
        }
        var value = parser.advance();
        if (value.kind() != Kind.STRING) {
            throw new PromqlException(value.position(), "expected a string, not " + value.described());
        }
        if (named && label.text().equals("__name__")) {
            throw new PromqlException(label.position(), "the name of the series is there already");
        }
        return !matchesEmpty(operator, value);
    }

    private static boolean matchesEmpty(Token operator, Token value) throws PromqlException {
        return switch (operator.text()) {
            case "=" -> value.text().isEmpty();
            case "!=" -> !value.text().isEmpty();
            case "=~" -> pattern(value).matches("");
            default -> !pattern(value).matches("");
        };
    }

    private static Pattern pattern(Token value) throws PromqlException {
        try {
            return Pattern.compile("^(?s:" + value.text() + ")$");
        } catch (PatternSyntaxException e) {
            throw new PromqlException(value.position(), "not a regular expression: " + e.getDescription());
        }
    }
}
