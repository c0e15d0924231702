module vivarium.dev/testbed/probe

go 1.24
