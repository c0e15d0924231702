package dev.vivarium.agent.runtime.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Takes secrets and what names a person out of texts, by their form: whoever reads a trace needs none of them. Each is replaced by {@code [redacted:} and what it was.
 * It errs on the side of taking too much. A secret that looks like a word, and stands where nothing says what it is, stays.
 *
 * <p>The rules are listed in {@code docs/concepts/content-capture.md}. Every pattern is bounded, so that the time is proportional to the length of the text.
 */
final class Redaction {
    private static final String SECRET_NAME =
            "(?:api[-_ ]?key|access[-_ ]?key|private[-_ ]?key|secret|password|passwd|passphrase|authorization|credentials?|token)";

    private static final String SECRET = mark("secret");
    private static final Pattern SECRET_FIELD = Pattern.compile(SECRET_NAME + "$", Pattern.CASE_INSENSITIVE);

    /** In the order in which they are applied; a later one does not see what an earlier one took. */
    private static final List<Rule> RULES = List.of(
            Rule.of(
                    "private-key",
                    "-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\\s\\S]*?(?:-----END [A-Z ]{0,40}-----|\\z)"),
            new Rule(
                    Pattern.compile("(://)[^\\s/:@]{0,256}:[^\\s/@]{1,256}(?=@)"),
                    "$1" + mark("credentials"),
                    any -> true),
            Rule.of("token", "\\beyJ[\\w-]{8,}\\.[\\w-]{8,}(?:\\.[\\w-]*)?"),
            Rule.of(
                    "api-key",
                    // OpenAI, Anthropic and others; Google; GitHub; GitLab; Slack; AWS; Hugging Face; npm; Stripe.
                    "\\b(?:sk-[\\w-]{16,}|AIza[\\w-]{30,}|ya29\\.[\\w-]{16,}|gh[oprsu]_\\w{20,}|github_pat_\\w{20,}|glpat-[\\w-]{16,}"
                            + "|xox[a-z]-[\\w-]{10,}|(?:AKIA|ASIA)[0-9A-Z]{16}|hf_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{20,}|[prs]k_(?:live|test)_\\w{10,})"),
            new Rule(
                    Pattern.compile("\\b(bearer\\s{1,4})[\\w.~+/=-]{16,}", Pattern.CASE_INSENSITIVE),
                    "$1" + mark("token"),
                    any -> true),
            new Rule(
                    Pattern.compile(
                            "(" + SECRET_NAME
                                    + "[\"']?\\s{0,4}[:=]\\s{0,4}[\"']?(?:(?:bearer|basic)\\s{1,4})?+)(?!\\[redacted:)[^\\s\"',;&<>{}]{4,}",
                            Pattern.CASE_INSENSITIVE),
                    "$1" + SECRET,
                    any -> true),
            Rule.of(
                    "email",
                    "(?<![\\p{L}\\p{N}._%+-])[\\p{L}\\p{N}._%+-]{1,64}@[\\p{L}\\p{N}-]{1,63}(?:\\.[\\p{L}\\p{N}-]{1,63}){0,8}\\.\\p{L}{2,24}"),
            new Rule(
                    Pattern.compile(
                            "(?<!\\d)(?:\\d{13,19}|\\d{4}([ -])\\d{4}\\1\\d{4}\\1\\d{1,7}|\\d{4}([ -])\\d{6}\\2\\d{4,5})(?!\\d)"),
                    mark("card-number"),
                    Redaction::isCardNumber));

    private Redaction() {}

    private record Rule(Pattern pattern, String replacement, Predicate<String> applies) {
        static Rule of(String what, String pattern) {
            return new Rule(Pattern.compile(pattern), mark(what), any -> true);
        }

        String apply(String text) {
            var matcher = pattern.matcher(text);
            return matcher.replaceAll(match -> applies.test(match.group()) ? replacement : "$0");
        }
    }

    static String of(String text) {
        var redacted = text;
        for (var rule : RULES) {
            redacted = rule.apply(redacted);
        }
        return redacted;
    }

    /** The same with every text in it redacted, and every value whose field says that it is a secret. */
    static JsonNode of(JsonNode value) {
        if (value.isTextual()) {
            return JsonNodeFactory.instance.textNode(of(value.textValue()));
        }
        if (value.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            value.forEach(element -> array.add(of(element)));
            return array;
        }
        if (value.isObject()) {
            var object = JsonNodeFactory.instance.objectNode();
            value.properties()
                    .forEach(field -> object.set(
                            of(field.getKey()),
                            SECRET_FIELD.matcher(field.getKey()).find()
                                    ? JsonNodeFactory.instance.textNode(SECRET)
                                    : of(field.getValue())));
            return object;
        }
        // A card number may be written as a number.
        var text = value.asText();
        var redacted = of(text);
        return redacted.equals(text) ? value : JsonNodeFactory.instance.textNode(redacted);
    }

    private static String mark(String what) {
        return "[redacted:" + what + "]";
    }

    /** By the check digit (ISO/IEC 7812-1), which nine of ten other numbers do not have. */
    private static boolean isCardNumber(String text) {
        var sum = 0;
        var doubled = false;
        for (var i = text.length() - 1; i >= 0; i--) {
            if (Character.isDigit(text.charAt(i))) {
                var digit = Character.getNumericValue(text.charAt(i)) * (doubled ? 2 : 1);
                sum += digit > 9 ? digit - 9 : digit;
                doubled = !doubled;
            }
        }
        return sum % 10 == 0 && text.charAt(0) != '0';
    }
}
