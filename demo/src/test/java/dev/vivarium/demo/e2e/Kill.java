package dev.vivarium.demo.e2e;

import dev.vivarium.demo.cluster.Cluster;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Ends what runs in a pod with no warning. Where the node is this machine its processes are sent SIGKILL, and the containers start again in the same pod; of
 * another node the pod is deleted without a grace period, which is as near as an API comes to it.
 */
final class Kill {
    private Kill() {}

    static void now(Cluster cluster, Pod pod) {
        var processes = ProcessHandle.allProcesses()
                .filter(process -> containers(pod).stream().anyMatch(controlGroup(process)::contains))
                .toList();
        if (processes.isEmpty()) {
            cluster.client().resource(pod).withGracePeriod(0).delete();
        }
        processes.forEach(ProcessHandle::destroyForcibly);
    }

    /** Ids, without the name of what runs them. */
    private static List<String> containers(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .map(status -> status.getContainerID().replaceFirst("^.*//", ""))
                .toList();
    }

    private static String controlGroup(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cgroup"));
        } catch (NoSuchFileException e) {
            return ""; // It has ended meanwhile, or there is no such file system.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
