package dev.vivarium.operator.promql;

import dev.vivarium.operator.promql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes an expression to pieces. */
final class Lexer {
    private static final Pattern SPACE = Pattern.compile("(?:[ \\t\\r\\n]|#[^\\n]*)+");
    private static final Pattern SPACE_IN_BRACKETS = Pattern.compile("[ \\t\\r\\n]+");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern DURATION = Pattern.compile(
            "(?=[0-9])(?:[0-9]+y)?(?:[0-9]+w)?(?:[0-9]+d)?(?:[0-9]+h)?(?:[0-9]+m(?!s))?(?:[0-9]+s)?(?:[0-9]+ms)?");
    private static final Pattern NUMBER =
            Pattern.compile("0[xX][0-9a-fA-F]+|(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");
    private static final Pattern SYMBOL = Pattern.compile("=~|!~|!=|==|<=|>=|[-+*/%^(){}\\[\\],=<>@:]");
    private static final Pattern WORD_PART = Pattern.compile("[a-zA-Z0-9_.]");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private boolean inBrackets;

    private Lexer(String text) {
        this.text = text;
    }

    /** Ends with a token {@link Kind#END}. */
    static List<Token> tokens(String text) throws PromqlException {
        var lexer = new Lexer(text);
        lexer.read();
        return lexer.tokens;
    }

    private void read() throws PromqlException {
        while (true) {
            skipSpace();
            if (position == text.length()) {
                tokens.add(new Token(Kind.END, "", position));
                return;
            }
            var start = text.charAt(position);
            if (start == '"' || start == '\'' || start == '`') {
                string(start);
            } else if (!take(DURATION, Kind.DURATION) && !take(NUMBER, Kind.NUMBER) && !name() && !symbol()) {
                throw new PromqlException(position, "unexpected character '" + start + "'");
            }
        }
    }

    private void skipSpace() {
        // Prometheus takes no comment there.
        var space = at(inBrackets ? SPACE_IN_BRACKETS : SPACE);
        if (space.lookingAt()) {
            position = space.end();
        }
    }

    /** A colon in brackets parts a range from a resolution, and is part of a name elsewhere. */
    private boolean name() throws PromqlException {
        return !(inBrackets && text.charAt(position) == ':') && take(NAME, Kind.NAME);
    }

    private boolean symbol() throws PromqlException {
        if (!take(SYMBOL, Kind.SYMBOL)) {
            return false;
        }
        var symbol = tokens.getLast().text();
        if (symbol.equals("[") || symbol.equals("]")) {
            inBrackets = symbol.equals("[");
        }
        return true;
    }

    private boolean take(Pattern pattern, Kind kind) throws PromqlException {
        var match = at(pattern);
        if (!match.lookingAt() || match.end() == position) {
            return false;
        }
        var numeric = kind == Kind.DURATION || kind == Kind.NUMBER;
        if (numeric
                && match.end() < text.length()
                && WORD_PART
                        .matcher(text.substring(match.end(), match.end() + 1))
                        .matches()) {
            if (kind == Kind.DURATION) {
                return false;
            }
            throw new PromqlException(
                    position, "not a number or duration: '" + match.group() + text.charAt(match.end()) + "'");
        }
        tokens.add(new Token(kind, match.group(), position));
        position = match.end();
        return true;
    }

    private Matcher at(Pattern pattern) {
        return pattern.matcher(text).region(position, text.length()).useTransparentBounds(true);
    }

    private void string(char quote) throws PromqlException {
        var begin = position;
        var value = new StringBuilder();
        position++;
        while (true) {
            if (position >= text.length() || quote != '`' && text.charAt(position) == '\n') {
                throw new PromqlException(begin, "the string does not end");
            }
            var c = text.charAt(position++);
            if (c == quote) {
                tokens.add(new Token(Kind.STRING, value.toString(), begin));
                return;
            }
            value.append(c == '\\' && quote != '`' ? escape(quote) : Character.toString(c));
        }
    }

    private String escape(char quote) throws PromqlException {
        var begin = position - 1;
        if (position >= text.length()) {
            throw new PromqlException(begin, "the string does not end");
        }
        var c = text.charAt(position++);
        return switch (c) {
            case 'a' -> "\u0007";
            case 'b' -> "\b";
            case 'f' -> "\f";
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case 'v' -> "\u000b";
            case '\\' -> "\\";
            default -> {
                if (c == quote) {
                    yield Character.toString(c);
                }
                throw new PromqlException(
                        begin, "'\\" + c + "' means nothing in a string; write '\\\\' for a backslash");
            }
        };
    }
}
