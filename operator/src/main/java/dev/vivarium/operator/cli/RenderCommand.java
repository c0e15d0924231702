package dev.vivarium.operator.cli;

import dev.vivarium.operator.settings.EnvironmentSettings;
import dev.vivarium.operator.settings.InvalidSettingsException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What people can do with manifests without a cluster. */
@Command(
        name = "vivarium",
        mixinStandardHelpOptions = true,
        description = "Works on manifests without a cluster; without a command, the operator is run.")
public final class RenderCommand {
    private static final int OK = 0;
    private static final int PROBLEMS = 1;
    private static final int UNUSABLE = 2;

    @Spec
    private CommandSpec spec;

    private final Supplier<InputStream> standardInput;

    /** @param standardInput what a file named {@code -} stands for */
    public RenderCommand(Supplier<InputStream> standardInput) {
        this.standardInput = standardInput;
    }

    /** Prints everything; what is wrong goes to standard error. */
    @Command(
            name = "render",
            mixinStandardHelpOptions = true,
            description =
                    "Prints every resource, configuration, rule and dashboard that manifests give. Exit codes: 0 all was rendered, 1 some was not, 2 a file cannot be used.")
    int render(
            @Parameters(arity = "1..*", paramLabel = "FILE", description = "File, directory, or - for standard input.")
                    List<String> files,
            @Option(
                            names = {"-n", "--namespace"},
                            defaultValue = "default",
                            description = "Namespace of manifests that name none (default: ${DEFAULT-VALUE}).")
                    String namespace) {
        return orUnusable(() -> {
            var serialization = new KubernetesSerialization();
            var incomplete = false;
            for (var rendered : read(files, namespace)) {
                out().println("# " + describe(rendered));
                rendered.children().forEach(child -> out().print(serialization.asYaml(child)));
                rendered.problems().forEach(problem -> err().println(describe(rendered) + ": " + problem));
                incomplete |=
                        rendered.children().isEmpty() && !rendered.problems().isEmpty();
            }
            out().flush();
            return incomplete ? PROBLEMS : OK;
        });
    }

    /** Prints only what is wrong. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description =
                    "Says what is wrong with manifests. Exit codes: 0 nothing, 1 something, 2 a file cannot be used.")
    int check(
            @Parameters(arity = "1..*", paramLabel = "FILE", description = "File, directory, or - for standard input.")
                    List<String> files,
            @Option(
                            names = {"-n", "--namespace"},
                            defaultValue = "default",
                            description = "Namespace of manifests that name none (default: ${DEFAULT-VALUE}).")
                    String namespace) {
        return orUnusable(() -> {
            var all = read(files, namespace);
            all.forEach(rendered ->
                    rendered.problems().forEach(problem -> out().println(describe(rendered) + ": " + problem)));
            var wrong = all.stream()
                    .filter(rendered -> !rendered.problems().isEmpty())
                    .count();
            out().println(all.size() + " resources, " + (wrong == 0 ? "nothing is wrong" : wrong + " with problems"));
            out().flush();
            return wrong == 0 ? OK : PROBLEMS;
        });
    }

    private List<Renderer.Rendered> read(List<String> files, String namespace) {
        var reader = new ManifestReader(namespace);
        for (var file : files) {
            if (file.equals("-")) {
                reader.readStandardInput(standardInput.get());
            } else if (Files.exists(Path.of(file))) {
                reader.readPath(Path.of(file));
            } else {
                throw new ManifestException(file + ": there is no such file");
            }
        }
        reader.notes().forEach(note -> err().println(note));
        var lookup = new ManifestLookup(reader.resources());
        lookup.assumedSecrets()
                .forEach(secret ->
                        err().println("Secret " + secret + " is not among the manifests and assumed to exist"));
        return new Renderer(lookup, EnvironmentSettings.read()).render();
    }

    private int orUnusable(Callable<Integer> work) {
        try {
            return work.call();
        } catch (ManifestException | InvalidSettingsException e) {
            err().println(e.getMessage());
            return UNUSABLE;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String describe(Renderer.Rendered rendered) {
        var metadata = rendered.owner().getMetadata();
        return rendered.owner().getKind() + " " + metadata.getNamespace() + "/" + metadata.getName();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
