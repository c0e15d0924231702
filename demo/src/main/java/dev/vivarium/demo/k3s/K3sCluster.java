package dev.vivarium.demo.k3s;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** A K3s in a container that stays when this process ends: starting it again finds the one that runs. */
public final class K3sCluster {
    private static final String ARCHIVES = "/tmp/vivarium-images/";

    private final K3sContainer container;

    private K3sCluster(K3sContainer container) {
        this.container = container;
    }

    /**
     * Starts the cluster, or finds it.
     *
     * @param image image of K3s
     * @throws IllegalStateException when no Docker API answers
     */
    public static K3sCluster start(String image) {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalStateException(
                    "no Docker API answers (looked at DOCKER_HOST and the usual sockets): start Docker or Podman's API service, or use another cluster with CLUSTER=testbed or CLUSTER=current");
        }
        var name = DockerImageName.parse(image).asCompatibleSubstituteFor("rancher/k3s");
        @SuppressWarnings("resource")
        var container = new K3sContainer(name).withReuse(true).withLabel("dev.vivarium.cluster", "demo");
        container.start();
        return new K3sCluster(container);
    }

    /** Writes the kubeconfig, readable for its owner only. */
    public void writeKubeconfig(Path file) throws IOException {
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, container.getKubeConfigYaml());
    }

    /**
     * Loads an image archive into the node.
     *
     * @throws IOException when the node refuses it; the message is the node's
     */
    public void load(Path archive) throws IOException, InterruptedException {
        var inside = ARCHIVES + archive.getFileName();
        container.copyFileToContainer(MountableFile.forHostPath(archive), inside);
        var result = container.execInContainer("ctr", "-n", "k8s.io", "images", "import", inside);
        container.execInContainer("rm", "-f", inside);
        if (result.getExitCode() != 0) {
            throw new IOException("loading %s failed: %s"
                    .formatted(archive, result.getStderr().strip()));
        }
    }
}
