package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority, and certificates that it signs, as files in PEM. They are for the loopback address. */
final class Certificates {
    private static final String PASSWORD = "not-secret";
    private static final String AUTHORITY = "authority";

    private final Path directory;
    private final Path store;

    Certificates(Path directory) throws IOException, InterruptedException {
        this.directory = Files.createDirectories(directory);
        this.store = directory.resolve("store.p12");
        keytool("-genkeypair", "-alias", AUTHORITY, "-dname", "CN=" + directory.getFileName(), "-ext", "bc:c=ca:true");
    }

    /** A certificate of the authority with its key. */
    record Pair(Path certificate, Path key) {}

    Path authority() throws IOException, GeneralSecurityException {
        return write(
                AUTHORITY + ".crt",
                "CERTIFICATE",
                open().getCertificate(AUTHORITY).getEncoded());
    }

    Pair issue(String name) throws IOException, InterruptedException, GeneralSecurityException {
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-signer",
                AUTHORITY,
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1");
        var keys = open();
        return new Pair(
                write(name + ".crt", "CERTIFICATE", keys.getCertificate(name).getEncoded()),
                write(
                        name + ".key",
                        "PRIVATE KEY",
                        keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
    }

    private KeyStore open() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    private Path write(String name, String type, byte[] content) throws IOException {
        var base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return Files.writeString(
                directory.resolve(name), "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2"));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        var output = directory.resolve("keytool.log");
        var exitCode = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertThat(exitCode).as(Files.readString(output)).isZero();
    }
}
