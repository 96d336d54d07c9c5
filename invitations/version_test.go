package invitations_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// A number in the documents after the name of this library, or after "version" or "release", is the
// constant Version. Numbers after other words are versions of others.
func TestVersionInDocuments(t *testing.T) {
	t.Parallel()
	version := regexp.MustCompile(`(?i)(?:clerk-invitations-go\S*|version|release|status:?)[ /@*]*v?(\d+\.\d+\.\d+)\b`)
	for _, name := range []string{"../README.md", "MIGRATING.md", "../.github/SECURITY.md", "doc.go", "option.go"} {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, found := range version.FindAllStringSubmatch(string(text), -1) {
			assert.Equal(t, invitations.Version, found[1], "%s says %q, which is not the version in client.go", name, found[0])
		}
	}
}
