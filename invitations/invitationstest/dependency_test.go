package invitationstest_test

import (
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const ours = "github.com/clerk-invitations/clerk-invitations-go/"

// listed returns what `go list` prints, line by line.
func listed(t *testing.T, args ...string) []string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", append([]string{"list"}, args...)...)
	out, err := command.Output()
	var failure *exec.ExitError
	if errors.As(err, &failure) {
		t.Logf("%s", failure.Stderr)
	}
	require.NoError(t, err)
	return strings.Fields(string(out))
}

// Importing the package, or building the program, is to cost a user nothing that the client has not
// cost already.
func TestImportingItAddsNoDependencies(t *testing.T) {
	t.Parallel()
	const foreign = "{{if not .Standard}}{{.ImportPath}}{{end}}"
	generated := listed(t, "-deps", "-f", foreign, ours+"gen/...")
	needed := listed(t, "-deps", "-f", foreign, ours+"invitations/invitationstest/...")
	require.Contains(t, needed, ours+"invitations/invitationstest/cmd/fakeclerk")
	for _, path := range needed {
		assert.True(t, strings.HasPrefix(path, ours) || slices.Contains(generated, path), path)
	}
	assert.NotContains(t, listed(t, "-deps", "."), "net/http/httptest", "it registers a flag")
}
