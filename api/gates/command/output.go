// Package command runs the programs that the gates ask.
package command

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// Output runs a program in a folder, with variables beside those of the environment, and returns what
// it prints. The first argument is what the program is to do, and stands in the error, with what the
// program says is wrong.
func Output(folder string, variables []string, program string, args ...string) (string, error) {
	cmd := exec.CommandContext(context.Background(), program, args...) //nolint:gosec // what the gates name
	cmd.Dir = folder
	cmd.Env = append(cmd.Environ(), variables...)
	out, err := cmd.Output()
	if err != nil {
		detail := ""
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			detail = ": " + strings.TrimSpace(string(exit.Stderr))
		}
		return "", fmt.Errorf("%s %s: %w%s", program, args[0], err, detail)
	}
	return string(out), nil
}
