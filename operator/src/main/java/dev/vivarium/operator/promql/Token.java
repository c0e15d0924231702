package dev.vivarium.operator.promql;

/**
 * A piece of an expression.
 *
 * @param text as it is written; of a string, what it stands for
 * @param position of its first character, from 0
 */
record Token(Kind kind, String text, int position) {
    enum Kind {
        NAME,
        NUMBER,
        DURATION,
        STRING,
        SYMBOL,
        END
    }

    boolean is(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    /** Whether it is that word, which PromQL takes in either case. */
    boolean isWord(String word) {
        return kind == Kind.NAME && text.equalsIgnoreCase(word);
    }

    /** For messages. */
    String described() {
        return kind == Kind.END ? "the end" : "'" + text + "'";
    }
}
