module vivarium.dev/testbed/pause

go 1.24
