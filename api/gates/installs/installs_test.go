package installs

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const repo = "../../.."

func TestTheReadmeInstalls(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	require.NoError(t, Run(&out, repo, filepath.Join(repo, "README.md")))
	assert.Contains(t, out.String(), "a program builds")
}

func TestWhatDoesNotInstallIsFound(t *testing.T) {
	t.Parallel()
	for readme, want := range map[string]string{
		"Install it.\n": "does not say",
		"    go get github.com/clerk-invitations/clerk-invitations-go\n":         "go build",
		"    go get github.com/clerk-invitations/clerk-invitations-go/nowhere\n": "go get",
	} {
		name := filepath.Join(t.TempDir(), "README.md")
		require.NoError(t, os.WriteFile(name, []byte(readme), 0o600))
		require.ErrorContains(t, Run(io.Discard, repo, name), want, readme)
	}
}
