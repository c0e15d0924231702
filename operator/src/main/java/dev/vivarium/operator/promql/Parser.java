package dev.vivarium.operator.promql;

import dev.vivarium.operator.promql.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads an expression by descent, with the types of its parts. */
final class Parser {
    /** How tightly binary operators bind. */
    private static final Map<String, Integer> PRECEDENCE = Map.ofEntries(
            Map.entry("or", 1),
            Map.entry("and", 2),
            Map.entry("unless", 2),
            Map.entry("==", 3),
            Map.entry("!=", 3),
            Map.entry("<", 3),
            Map.entry("<=", 3),
            Map.entry(">", 3),
            Map.entry(">=", 3),
            Map.entry("+", 4),
            Map.entry("-", 4),
            Map.entry("*", 5),
            Map.entry("/", 5),
            Map.entry("%", 5),
            Map.entry("atan2", 5),
            Map.entry("^", 6));

    private static final Set<String> SETS = Set.of("and", "or", "unless");
    private static final int COMPARISON = 3;
    private static final int MULTIPLICATION = 5;
    private static final int POWER = 6;

    /** Deeper than anybody writes, and far from the end of the stack. */
    private static final int DEEPEST = 200;

    private final List<Token> tokens;
    private int next;
    private int depth;

    Parser(List<Token> tokens) {
        this.tokens = tokens;
    }

    ValueType whole() throws PromqlException {
        if (peek().kind() == Kind.END) {
            throw error("there is no expression");
        }
        var type = expression(1);
        if (peek().kind() != Kind.END) {
            throw error("unexpected " + peek().described());
        }
        return type;
    }

    private ValueType expression(int least) throws PromqlException {
        if (++depth > DEEPEST) {
            throw error("the expression is nested too deeply");
        }
        var left = unary();
        while (true) {
            var operator = peek();
            var name = operator.text().toLowerCase(Locale.ROOT);
            var precedence = operator.kind() == Kind.STRING ? null : PRECEDENCE.get(name);
            if (precedence == null || precedence < least) {
                depth--;
                return left;
            }
            advance();
            var matching = matching(precedence == COMPARISON);
            var right = expression(precedence == POWER ? precedence : precedence + 1);
            left = binary(operator, name, precedence, matching, left, right);
        }
    }

    /** What stands between an operator and its right side. */
    private record Matching(boolean bool, Set<String> on, boolean matched, boolean grouped) {}

    private Matching matching(boolean comparison) throws PromqlException {
        var bool = false;
        if (peek().isWord("bool")) {
            if (!comparison) {
                throw error("'bool' is for comparisons");
            }
            advance();
            bool = true;
        }
        if (!peek().isWord("on") && !peek().isWord("ignoring")) {
            return new Matching(bool, Set.of(), false, false);
        }
        var on = peek().isWord("on");
        advance();
        var labels = labels();
        var grouped = peek().isWord("group_left") || peek().isWord("group_right");
        if (grouped) {
            advance();
            if (peek().is("(")) {
                var position = peek();
                for (var label : labels()) {
                    if (on && labels.contains(label)) {
                        throw new PromqlException(
                                position.position(), "label '" + label + "' is in 'on' and in the group");
                    }
                }
            }
        }
        return new Matching(bool, labels, true, grouped);
    }

    private ValueType binary(
            Token operator, String name, int precedence, Matching matching, ValueType left, ValueType right)
            throws PromqlException {
        for (var side : List.of(left, right)) {
            if (side != ValueType.SCALAR && side != ValueType.VECTOR) {
                throw new PromqlException(
                        operator.position(),
                        "'" + name + "' is for numbers and instant vectors, and one side is " + side.title());
            }
        }
        var vectors = left == ValueType.VECTOR && right == ValueType.VECTOR;
        if (matching.matched() && !vectors) {
            throw new PromqlException(operator.position(), "'on' and 'ignoring' are for two instant vectors");
        }
        if (SETS.contains(name) && !vectors) {
            throw new PromqlException(operator.position(), "'" + name + "' is for two instant vectors");
        }
        if (SETS.contains(name) && matching.grouped()) {
            throw new PromqlException(operator.position(), "'" + name + "' knows no groups");
        }
        var scalars = left == ValueType.SCALAR && right == ValueType.SCALAR;
        if (precedence == COMPARISON && scalars && !matching.bool()) {
            throw new PromqlException(operator.position(), "a comparison of two numbers needs 'bool'");
        }
        return scalars ? ValueType.SCALAR : ValueType.VECTOR;
    }

    private ValueType unary() throws PromqlException {
        if (!peek().is("+") && !peek().is("-")) {
            return postfix(primary());
        }
        var sign = advance();
        // It binds like a multiplication: -1 ^ 2 is -1.
        var type = expression(MULTIPLICATION + 1);
        if (type != ValueType.SCALAR && type != ValueType.VECTOR) {
            throw new PromqlException(sign.position(), "a sign is for numbers and instant vectors");
        }
        return type;
    }

    /** An operand and whether it is a plain selector, of which ranges can be taken without a resolution. */
    private record Operand(ValueType type, boolean selector) {}

    private Operand primary() throws PromqlException {
        var token = peek();
        switch (token.kind()) {
            case NUMBER -> {
                advance();
                return new Operand(ValueType.SCALAR, false);
            }
            case STRING -> {
                advance();
                return new Operand(ValueType.STRING, false);
            }
            case NAME -> {
                return named();
            }
            default -> {
                if (token.is("(")) {
                    advance();
                    var type = expression(1);
                    take(")");
                    return new Operand(type, false);
                }
                if (token.is("{")) {
                    new Selectors(this).matchers(false);
                    return new Operand(ValueType.VECTOR, true);
                }
                throw error("unexpected " + token.described());
            }
        }
    }

    private Operand named() throws PromqlException {
        var token = advance();
        var name = token.text().toLowerCase(Locale.ROOT);
        if (name.equals("inf") || name.equals("nan")) {
            return new Operand(ValueType.SCALAR, false);
        }
        if (Functions.isAggregation(name) && (peek().is("(") || peek().isWord("by") || peek().isWord("without"))) {
            return new Operand(aggregation(token, name), false);
        }
        if (Functions.isOperator(name) || Functions.isAggregation(name)) {
            throw new PromqlException(token.position(), "unexpected " + token.described());
        }
        if (peek().is("(")) {
            return new Operand(call(token), false);
        }
        if (peek().is("{")) {
            new Selectors(this).matchers(true);
        }
        return new Operand(ValueType.VECTOR, true);
    }

    private ValueType aggregation(Token token, String name) throws PromqlException {
        var grouped = grouping();
        var position = peek();
        var arguments = arguments();
        if (!grouped) {
            grouping();
        }
        var parameter = Functions.parameter(name);
        var expected = parameter.isPresent() ? 2 : 1;
        if (arguments.size() != expected) {
            throw new PromqlException(
                    token.position(), name + " takes " + expected + " arguments, not " + arguments.size());
        }
        if (parameter.isPresent()) {
            require(position, name, arguments.getFirst(), parameter.get());
        }
        require(position, name, arguments.getLast(), ValueType.VECTOR);
        return ValueType.VECTOR;
    }

    private boolean grouping() throws PromqlException {
        if (!peek().isWord("by") && !peek().isWord("without")) {
            return false;
        }
        advance();
        labels();
        return true;
    }

    private ValueType call(Token token) throws PromqlException {
        var signature = Functions.function(token.text())
                .orElseThrow(
                        () -> new PromqlException(token.position(), "there is no function '" + token.text() + "'"));
        var position = peek();
        var arguments = arguments();
        if (!signature.takes(arguments.size())) {
            throw new PromqlException(
                    token.position(),
                    token.text() + " takes "
                            + (signature.required() == signature.arguments().size() && !signature.repeats()
                                    ? ""
                                    : "at least ")
                            + signature.required() + " arguments"
                            + (signature.repeats()
                                    ? ""
                                    : signature.required()
                                                    == signature.arguments().size()
                                            ? ""
                                            : " and at most "
                                                    + signature.arguments().size())
                            + ", not " + arguments.size());
        }
        for (var i = 0; i < arguments.size(); i++) {
            require(position, token.text(), arguments.get(i), signature.argument(i));
        }
        return signature.result();
    }

    private static void require(Token position, String name, ValueType actual, ValueType expected)
            throws PromqlException {
        if (actual != expected) {
            throw new PromqlException(
                    position.position(), name + " needs " + expected.title() + " where there is " + actual.title());
        }
    }

    private List<ValueType> arguments() throws PromqlException {
        take("(");
        var types = new ArrayList<ValueType>();
        if (!peek().is(")")) {
            types.add(expression(1));
            while (peek().is(",")) {
                advance();
                types.add(expression(1));
            }
        }
        take(")");
        return types;
    }

    private Set<String> labels() throws PromqlException {
        take("(");
        var labels = new HashSet<String>();
        while (!peek().is(")")) {
            var label = advance();
            if (label.kind() != Kind.NAME || label.text().contains(":")) {
                throw new PromqlException(label.position(), "expected the name of a label, not " + label.described());
            }
            labels.add(label.text());
            if (!peek().is(",")) {
                break;
            }
            advance();
        }
        take(")");
        return labels;
    }

    private ValueType postfix(Operand operand) throws PromqlException {
        var type = operand.type();
        var plain = operand.selector();
        var offset = false;
        var at = false;
        while (true) {
            var token = peek();
            if (token.is("[")) {
                if (type != ValueType.VECTOR || (plain && (offset || at))) {
                    throw error(
                            type == ValueType.VECTOR
                                    ? "a range comes before 'offset' and '@'"
                                    : "a range of " + type.title() + " means nothing");
                }
                type = range(plain);
                offset = false;
                at = false;
            } else if (token.isWord("offset")) {
                requireSelector(operand, type, token, offset);
                advance();
                if (peek().is("-") || peek().is("+")) {
                    advance();
                }
                duration();
                offset = true;
            } else if (token.is("@")) {
                requireSelector(operand, type, token, at);
                advance();
                moment();
                at = true;
            } else {
                return type;
            }
            plain = plain && type == ValueType.VECTOR;
        }
    }

    private static void requireSelector(Operand operand, ValueType type, Token token, boolean again)
            throws PromqlException {
        if (again) {
            throw new PromqlException(token.position(), token.described() + " may be there only once");
        }
        if (!operand.selector() && type != ValueType.MATRIX) {
            throw new PromqlException(token.position(), token.described() + " is for selectors and subqueries");
        }
    }

    /** Without a resolution only a selector has a range; with one it is a subquery. */
    private ValueType range(boolean plain) throws PromqlException {
        take("[");
        duration();
        if (peek().is(":")) {
            advance();
            if (!peek().is("]")) {
                duration();
            }
        } else if (!plain) {
            throw error("a range of an expression needs a resolution, as in [5m:1m]");
        }
        take("]");
        return ValueType.MATRIX;
    }

    private void duration() throws PromqlException {
        var token = advance();
        if (token.kind() != Kind.DURATION) {
            throw new PromqlException(token.position(), "expected a duration such as 5m, not " + token.described());
        }
        if (token.text().matches("[0a-z]+")) {
            throw new PromqlException(token.position(), "a duration must be above 0");
        }
    }

    private void moment() throws PromqlException {
        if (peek().isWord("start") || peek().isWord("end")) {
            advance();
            take("(");
            take(")");
            return;
        }
        if (peek().is("-") || peek().is("+")) {
            advance();
        }
        var token = advance();
        if (token.kind() != Kind.NUMBER) {
            throw new PromqlException(
                    token.position(), "expected seconds, start() or end() after '@', not " + token.described());
        }
    }

    Token peek() {
        return tokens.get(next);
    }

    Token advance() {
        var token = tokens.get(next);
        if (token.kind() != Kind.END) {
            next++;
        }
        return token;
    }

    void take(String symbol) throws PromqlException {
        if (!peek().is(symbol)) {
            throw error("expected '" + symbol + "', not " + peek().described());
        }
        advance();
    }

    PromqlException error(String message) {
        return new PromqlException(peek().position(), message);
    }
}
