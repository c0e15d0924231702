package dev.vivarium.example.mcp;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.Supplier;

/**
 * Value of an arithmetic expression: decimal numbers, {@code + - * / ^}, parentheses and signs, with the usual precedence; {@code ^} binds to the right and
 * takes whole exponents. Numbers are decimal, so that {@code 0.1 + 0.2} is {@code 0.3}; a result is rounded to 34 significant digits. What one expression may
 * cost is bounded by its length, its nesting and the size of its exponents.
 */
public final class Expression {
    /** Most characters of an expression. */
    public static final int MAX_LENGTH = 1000;

    /** Deepest nesting of parentheses, signs and powers. */
    public static final int MAX_DEPTH = 64;

    /** Largest exponent, and the largest power of ten of a result. */
    public static final int MAX_EXPONENT = 999;

    private static final MathContext PRECISION = MathContext.DECIMAL128;

    private final String text;
    private int position;
    private int depth;

    private Expression(String text) {
        this.text = text;
    }

    /** @throws ExpressionException when the text is not an expression, or has no value within bounds */
    public static BigDecimal evaluate(String text) {
        if (text == null || text.isBlank()) {
            throw new ExpressionException("the expression is empty");
        }
        if (text.length() > MAX_LENGTH) {
            throw new ExpressionException(
                    "the expression has %d characters, at most %d are allowed".formatted(text.length(), MAX_LENGTH));
        }
        var expression = new Expression(text);
        var value = expression.sum();
        expression.skipSpace();
        if (expression.position < text.length()) {
            throw expression.unexpected();
        }
        return value;
    }

    /** The value as plain decimal text without trailing zeros, or in scientific notation when that would have more than 34 digits. */
    public static String format(BigDecimal value) {
        if (value.signum() == 0) {
            return "0";
        }
        var stripped = value.stripTrailingZeros();
        var isPlain = stripped.precision() - stripped.scale() <= PRECISION.getPrecision()
                && stripped.scale() <= PRECISION.getPrecision();
        return isPlain ? stripped.toPlainString() : stripped.toString();
    }

    private BigDecimal sum() {
        var value = product();
        while (true) {
            if (take('+')) {
                value = bounded(value.add(product(), PRECISION));
            } else if (take('-')) {
                value = bounded(value.subtract(product(), PRECISION));
            } else {
                return value;
            }
        }
    }

    private BigDecimal product() {
        var value = signed();
        while (true) {
            if (take('*')) {
                value = bounded(value.multiply(signed(), PRECISION));
            } else if (take('/')) {
                var divisor = signed();
                if (divisor.signum() == 0) {
                    throw new ExpressionException("division by zero");
                }
                value = bounded(value.divide(divisor, PRECISION));
            } else {
                return value;
            }
        }
    }

    private BigDecimal signed() {
        if (take('-')) {
            return deeper(() -> signed().negate());
        }
        if (take('+')) {
            return deeper(this::signed);
        }
        return power();
    }

    private BigDecimal power() {
        var base = atom();
        if (!take('^')) {
            return base;
        }
        var exponent = deeper(this::signed).stripTrailingZeros();
        if (exponent.scale() > 0) {
            throw new ExpressionException("an exponent must be a whole number, it is " + format(exponent));
        }
        if (exponent.abs().compareTo(BigDecimal.valueOf(MAX_EXPONENT)) > 0) {
            throw new ExpressionException(
                    "an exponent may be at most %d, it is %s".formatted(MAX_EXPONENT, format(exponent)));
        }
        if (base.signum() == 0 && exponent.signum() < 0) {
            throw new ExpressionException("division by zero");
        }
        return bounded(base.pow(exponent.intValueExact(), PRECISION));
    }

    private BigDecimal atom() {
        if (take('(')) {
            var value = deeper(this::sum);
            if (!take(')')) {
                throw position < text.length()
                        ? unexpected()
                        : new ExpressionException("a closing parenthesis is missing");
            }
            return value;
        }
        return number();
    }

    private BigDecimal number() {
        skipSpace();
        var start = position;
        while (position < text.length() && (isDigit(text.charAt(position)) || text.charAt(position) == '.')) {
            position++;
        }
        if (start == position) {
            throw position < text.length() ? unexpected() : new ExpressionException("a number is missing at the end");
        }
        var digits = text.substring(start, position);
        try {
            return bounded(new BigDecimal(digits, PRECISION));
        } catch (NumberFormatException e) {
            throw new ExpressionException("'%s' at position %d is not a number".formatted(digits, start + 1));
        }
    }

    private BigDecimal deeper(Supplier<BigDecimal> part) {
        if (++depth > MAX_DEPTH) {
            throw new ExpressionException("the expression is nested deeper than %d".formatted(MAX_DEPTH));
        }
        try {
            return part.get();
        } finally {
            depth--;
        }
    }

    private static BigDecimal bounded(BigDecimal value) {
        if (value.signum() != 0 && Math.abs((long) value.precision() - value.scale()) > MAX_EXPONENT) {
            throw new ExpressionException("a number gets larger or smaller than 10^%d allows".formatted(MAX_EXPONENT));
        }
        return value;
    }

    private boolean take(char expected) {
        skipSpace();
        if (position < text.length() && text.charAt(position) == expected) {
            position++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private ExpressionException unexpected() {
        return new ExpressionException("unexpected '%s' at position %d"
                .formatted(Character.toString(text.codePointAt(position)), position + 1));
    }
}
