// Package inherited measures what a program takes on by importing a library.
package inherited

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/clerk-invitations/clerk-invitations-go/api/gates/command"
)

// A column of the table: what was measured of one program.
type column [5]int

// rows says what is measured, in the order of a column.
func rows() [len(column{})]string {
	return [...]string{
		"requirements in go.mod",
		"modules in the graph",
		"lines in go.sum",
		"packages compiled in",
		"kilobytes of binary",
	}
}

// size is the row that depends on the compiler, and so is compared with tolerance.
const size = 4

// measure looks at the program in a folder, which is a module of its own.
func measure(folder string) (column, error) {
	var c column
	required, err := run(folder, "list", "-mod=readonly", "-m", "-f", "{{if not .Main}}{{.Path}}{{end}}", "all")
	if err != nil {
		return c, err
	}
	direct, err := run(folder, "mod", "edit", "-print")
	if err != nil {
		return c, err
	}
	sums, err := os.ReadFile(filepath.Join(folder, "go.sum")) //nolint:gosec // a file of this repository
	if err != nil {
		return c, err
	}
	packages, err := run(folder, "list", "-mod=readonly", "-deps", "-f", "{{$path := .ImportPath}}{{with .Module}}{{if not .Main}}{{$path}}{{end}}{{end}}", ".")
	if err != nil {
		return c, err
	}
	binary, err := os.MkdirTemp("", "inherited")
	if err != nil {
		return c, err
	}
	defer func() { _ = os.RemoveAll(binary) }()
	binary = filepath.Join(binary, "program")
	if _, err := run(folder, "build", "-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", binary, "."); err != nil {
		return c, err
	}
	info, err := os.Stat(binary)
	if err != nil {
		return c, err
	}
	return column{
		requirements(direct),
		len(strings.Fields(required)),
		strings.Count(string(sums), "\n"),
		len(strings.Fields(packages)),
		int(info.Size() / 1000),
	}, nil
}

// requirements counts the modules that a go.mod requires, direct and indirect.
func requirements(gomod string) int {
	count := 0
	inside := false
	for line := range strings.Lines(gomod) {
		switch line = strings.TrimSpace(line); {
		case line == "require (":
			inside = true
		case line == ")":
			inside = false
		case inside && line != "", strings.HasPrefix(line, "require "):
			count++
		}
	}
	return count
}

// run runs the go command for one platform, whatever this one is, so that the figures compare.
func run(folder string, args ...string) (string, error) {
	platform := []string{"GOOS=linux", "GOARCH=amd64", "GOAMD64=v1", "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off"}
	out, err := command.Output(folder, platform, "go", args...)
	if err != nil {
		return "", fmt.Errorf("in %s: %w", folder, err)
	}
	return out, nil
}
