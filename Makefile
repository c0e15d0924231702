# Everything that one does here, by name: `make` alone lists it. The work is done by small scripts and Maven; this file only names it.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Where things run: auto | testbed | k3s | current (see testbed/README.md).
CLUSTER ?= auto
export CLUSTER
# The Java that the images stand on: the testbed's, or an image of a registry. Unset: the testbed's on the testbed, elsewhere a public one.
export IMAGE_BASE

MVN := ./mvnw -B -ntp
TESTBED := testbed/bin/testbed

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  CLUSTER=auto|testbed|k3s|current chooses the cluster (now: $(CLUSTER))"

## ---- run it

.PHONY: demo
demo: cluster-prerequisites ## from nothing to a running, observed agent ecosystem, and a report read back from it
	@tools/demo run

.PHONY: e2e
e2e: cluster-prerequisites ## the demo as an asserted test, with faults
	@tools/demo e2e

.PHONY: render
render: ## print what manifests give, with no cluster: make render FILE=examples/rockbot
	@tools/render $(FILE)

.PHONY: check
check: ## say what is wrong with manifests, with no cluster: make check FILE=examples/rockbot
	@tools/render --check $(FILE)

## ---- the cluster

.PHONY: cluster-up
cluster-up: cluster-prerequisites ## bring the cluster up (the testbed's, unless CLUSTER says otherwise)
	@tools/cluster up

.PHONY: cluster-down
cluster-down: ## take the testbed's cluster down, leaving nothing behind
	@tools/cluster down

.PHONY: install
install: cluster-prerequisites ## build the images, and install or update the operator in the cluster
	@tools/demo install

.PHONY: logs
logs: ## follow the operator's log
	@tools/cluster run kubectl -n vivarium-system logs -f deployment/vivarium-operator --tail=100

.PHONY: dev
dev: ## run the operator from source against the cluster, with live reload
	@tools/cluster run tools/dev

.PHONY: pictures
pictures: ## draw the dashboards from the running demo with Grafana's own components, into docs/images/dashboards (Node.js 20, Chromium)
	@tools/pictures/run

## ---- build and test

.PHONY: jdk
jdk:
	@tools/find-jdk >/dev/null

.PHONY: prerequisites
prerequisites: jdk
	@$(TESTBED) install-packages

# Only the testbed is made of packages: another cluster needs none of them.
.PHONY: cluster-prerequisites
cluster-prerequisites: jdk
	@tools/cluster prepare

.PHONY: test
test: prerequisites ## build everything; unit, golden, API-server, broker and promtool tests
	@tools/test

.PHONY: unit
unit: ## build everything; only the tests that need nothing but a JDK (seconds to a few minutes)
	$(MVN) verify

.PHONY: images
images: jdk ## pack the images as archives, without Docker, and print where they are; IMAGE_BASE=testbed|IMAGE chooses their Java
	@tools/images

.PHONY: bench-runtime
bench-runtime: prerequisites ## measure the agent runtime beside a plain langchain4j loop, in one run
	@tools/bench-runtime

.PHONY: generate
generate: ## rewrite the generated files that are committed: CRDs, reference pages, rules, dashboards, golden files
	$(MVN) verify -Dvivarium.golden.update=true

.PHONY: format
format: ## format the Java sources
	$(MVN) -q spotless:apply

.PHONY: clean
clean: ## remove build results from the checkout (the cache outside it stays)
	$(MVN) -q clean
