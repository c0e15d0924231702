package dev.vivarium.agent.runtime.tools;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;

/** A regular expression that gives up instead of taking for ever: who wrote it is not who matches it. */
final class BoundedExpression implements RegularExpression {
    /** Characters that are looked at for one match, some milliseconds' worth. */
    private static final int MOST_STEPS = 2_000_000;

    private final Pattern pattern;

    /** @throws java.util.regex.PatternSyntaxException when it is none */
    BoundedExpression(String expression) {
        pattern = Pattern.compile(expression);
    }

    /** @throws IllegalStateException when it takes too long to tell */
    @Override
    public boolean matches(String text) {
        return pattern.matcher(new Counted(text)).find();
    }

    private static final class Counted implements CharSequence {
        private final CharSequence text;
        private int steps;

        Counted(CharSequence text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++steps > MOST_STEPS) {
                throw new IllegalStateException("a regular expression of it takes too long");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
