package dev.vivarium.agent.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    // Made up, and put together here so that no scanner of repositories takes them for real ones.
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    @ParameterizedTest
    @CsvSource({
        "sk-, api-key",
        "sk-ant-api03-, api-key",
        "sk-proj-, api-key",
        "AIza, api-key",
        "ghp_, api-key",
        "github_pat_, api-key",
        "glpat-, api-key",
        "xoxb-, api-key",
        "hf_, api-key",
        "npm_, api-key",
        "sk_live_, api-key"
    })
    void takesKeysWithAKnownBeginning(String beginning, String mark) {
        assertThat(Redaction.of("the key " + beginning + LETTERS + ", please"))
                .isEqualTo("the key [redacted:" + mark + "], please");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            the key AKIAABCDEFGHIJKLMNOP works | the key [redacted:api-key] works
            eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl | [redacted:token]
            curl -H 'Authorization: Bearer abcdef0123456789abcd' | curl -H 'Authorization: Bearer [redacted:token]'
            send bearer abcdef0123456789abcd | send bearer [redacted:token]
            Authorization: Basic YWRhOnN3b3JkZmlzaA== | Authorization: Basic [redacted:secret]
            postgres://ada:swordfish@db:5432/x | postgres://[redacted:credentials]@db:5432/x
            redis://:swordfish@cache | redis://[redacted:credentials]@cache
            OPENAI_API_KEY=abcdefgh and more | OPENAI_API_KEY=[redacted:secret] and more
            password: swordfish! | password: [redacted:secret]
            {"clientSecret": "swordfish", "x": 1} | {"clientSecret": "[redacted:secret]", "x": 1}
            https://x.example?access_token=swordfish&y=2 | https://x.example?access_token=[redacted:secret]&y=2
            write to ada.lovelace+notes@mail.example.org. | write to [redacted:email].
            Müller <jürgen@müller.example> | Müller <[redacted:email]>
            card 4111 1111 1111 1111, 12/29 | card [redacted:card-number], 12/29
            12 4111-1111-1111-1111 | 12 [redacted:card-number]
            4111111111111111 | [redacted:card-number]
            3782 822463 10005 | [redacted:card-number]
            """)
    void takesSecretsAndWhatNamesAPerson(String text, String expected) {
        assertThat(Redaction.of(text)).isEqualTo(expected);
    }

    @Test
    void takesPrivateKeysWholeAlsoWithoutAnEnd() {
        var key = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n";
        assertThat(Redaction.of("a " + key + "-----END RSA PRIVATE KEY----- b"))
                .isEqualTo("a [redacted:private-key] b");
        assertThat(Redaction.of("a " + key)).isEqualTo("a [redacted:private-key]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max_tokens: 1024, temperature: 0.2",
                "The secretary said: hello there",
                "call me at 5 pm, @ada",
                "order 4111 1111 1111 1112",
                "id 1234567890123456",
                "0000 0000 0000 0000",
                "a task-force of sk-eptics",
                "bearer of bad news",
                "https://example.org:8443/path@home",
                "2026-11-28T08:00:00.000Z"
            })
    void leavesTheRest(String text) {
        assertThat(Redaction.of(text)).isEqualTo(text);
    }

    @Test
    void takesWhatTheNameOfAFieldSaysToBeASecretWhateverItIs() throws Exception {
        var json = new ObjectMapper();
        var arguments = json.readTree("""
                {"to":"ada@example.org","auth":{"apiKey":"x","refresh_token":["a","b"],"password":{"a":1}},"maxTokens":7,"list":["4111111111111111",4111111111111111,true,null]}""");
        assertThat(Redaction.of(arguments)).isEqualTo(json.readTree("""
                                {"to":"[redacted:email]","auth":{"apiKey":"[redacted:secret]","refresh_token":"[redacted:secret]","password":"[redacted:secret]"},"maxTokens":7,
                                "list":["[redacted:card-number]","[redacted:card-number]",true,null]}"""));
    }

    /** A pattern that tries every way to fit would take hours with these. */
    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void takesNoLongerThanTheTextIsLong() {
        for (var piece : List.of(
                "a",
                "1",
                "a.",
                "a@",
                "1 ",
                "1-",
                "-",
                "://a:",
                "token",
                "token ",
                "sk-",
                "eyJ",
                "\"",
                "-----BEGIN PRIVATE KEY-----")) {
            var text = piece.repeat(100_000 / piece.length());
            assertThatCode(() -> Redaction.of(text)).as(piece).doesNotThrowAnyException();
        }
    }
}
