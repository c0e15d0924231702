package dev.vivarium.operator.promql;

/** What an expression gives. */
public enum ValueType {
    SCALAR("a number"),
    VECTOR("an instant vector"),
    MATRIX("a range vector"),
    STRING("a string");

    private final String title;

    ValueType(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
