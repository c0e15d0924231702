// Command probe looks at a cluster from inside a pod: each of its subcommands does one thing that applications do, prints
// what it saw, and ends with 1 and a reason when it does not work.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	timeout         = 5 * time.Second
	credentials     = "/var/run/secrets/kubernetes.io/serviceaccount"
	usage           = "usage: probe serve ADDRESS | dns NAME | http URL | api PATH | write FILE TEXT | read FILE | identity"
	gracefulSeconds = 2
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "probe:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	command := strings.Join(arguments[:min(1, len(arguments))], "")
	wanted := map[string]int{"serve": 2, "dns": 2, "http": 2, "api": 2, "write": 3, "read": 2, "identity": 1}[command]
	if len(arguments) != wanted || wanted == 0 {
		return errors.New(usage)
	}
	switch command {
	case "serve":
		return serve(arguments[1])
	case "dns":
		return lookUp(arguments[1])
	case "http":
		return get(&http.Client{Timeout: timeout}, arguments[1], "")
	case "api":
		return askAPI(arguments[1])
	case "write":
		return write(arguments[1], arguments[2])
	case "read":
		return read(arguments[1])
	default:
		return identify()
	}
}

// serve answers every request with the name of its pod until it is told to stop.
func serve(address string) error {
	name, err := os.Hostname()
	if err != nil {
		return err
	}
	server := &http.Server{Addr: address, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s answers %s\n", name, r.URL.Path)
	})}
	stopped, release := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer release()
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	fmt.Printf("%s listens on %s\n", name, address)
	select {
	case err := <-failed:
		return err
	case <-stopped.Done():
		grace, cancel := context.WithTimeout(context.Background(), gracefulSeconds*time.Second)
		defer cancel()
		fmt.Println("told to stop")
		return server.Shutdown(grace)
	}
}

func lookUp(name string) error {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	addresses, err := net.DefaultResolver.LookupHost(ctx, name)
	if err != nil {
		return err
	}
	fmt.Println(strings.Join(addresses, " "))
	return nil
}

// get prints the body of an answer and fails unless its status is 200.
func get(client *http.Client, url, token string) error {
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s: %s", url, response.Status, body)
	}
	fmt.Println(strings.TrimSpace(string(body)))
	return nil
}

// askAPI asks the API server by name, with the credentials that every pod gets.
func askAPI(path string) error {
	token, err := os.ReadFile(filepath.Join(credentials, "token"))
	if err != nil {
		return err
	}
	authority, err := os.ReadFile(filepath.Join(credentials, "ca.crt"))
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(authority) {
		return fmt.Errorf("%s/ca.crt holds no certificate", credentials)
	}
	client := &http.Client{Timeout: timeout, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	return get(client, "https://kubernetes.default.svc"+path, string(token))
}

func write(file, text string) error {
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return err
	}
	return read(file)
}

func read(file string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	fmt.Println(string(content))
	return nil
}

// identify prints what a pod's security context made of this process.
func identify() error {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return err
	}
	fmt.Printf("uid=%d gid=%d\n", os.Getuid(), os.Getgid())
	for _, line := range strings.Split(string(status), "\n") {
		for _, wanted := range []string{"CapEff:", "NoNewPrivs:", "Seccomp:"} {
			if strings.HasPrefix(line, wanted) {
				fmt.Println(strings.Join(strings.Fields(line), ""))
			}
		}
	}
	return nil
}
