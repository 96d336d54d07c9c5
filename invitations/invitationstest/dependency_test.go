package invitationstest_test

import (
	"go/build"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Importing the package is to cost a user nothing that the client has not cost already.
func TestImports(t *testing.T) {
	t.Parallel()
	const ours = "github.com/clerk-invitations/clerk-invitations-go/"
	pkg, err := build.ImportDir(".", 0)
	require.NoError(t, err)
	require.NotEmpty(t, pkg.Imports)
	for _, path := range pkg.Imports {
		first, _, _ := strings.Cut(path, "/")
		assert.True(t, !strings.Contains(first, ".") || strings.HasPrefix(path, ours), path)
		assert.NotEqual(t, "net/http/httptest", path, "it registers a flag")
	}
}
