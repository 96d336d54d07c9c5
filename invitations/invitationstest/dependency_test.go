package invitationstest_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The package and the program must not need a module that the client does not need.
func TestDependencies(t *testing.T) {
	t.Parallel()
	const module = "github.com/clerk-invitations/clerk-invitations-go/"
	list := func(pattern string) []string {
		out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", module+pattern).Output()
		require.NoError(t, err)
		return strings.Fields(string(out))
	}
	generated := list("gen/...")
	needed := list("invitations/invitationstest/...")
	require.Contains(t, needed, module+"invitations/invitationstest/cmd/fakeclerk")
	for _, path := range needed {
		assert.True(t, strings.HasPrefix(path, module) || slices.Contains(generated, path), path)
	}
}
