package invitations_test

import (
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

const readme = "../README.md"

func readDocument(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	return strings.ReplaceAll(string(data), "\r\n", "\n")
}

// goBlocks returns the blocks of Go in a document, each after a line that says where it is from.
func goBlocks(t *testing.T, name string) (blocks []string) {
	t.Helper()
	if testing.Short() {
		t.Skip("what follows runs go")
	}
	text := readDocument(t, name)
	for _, at := range regexp.MustCompile("(?ms)^```go\n(.*?)^```$").FindAllStringSubmatchIndex(text, -1) {
		block := text[at[2]:at[3]]
		formatted, err := format.Source([]byte(block))
		require.NoError(t, err, block)
		assert.Equal(t, string(formatted), block)
		blocks = append(blocks, fmt.Sprintf("//line %s:%d\n%s", filepath.Base(name), strings.Count(text[:at[2]], "\n")+1, block))
	}
	assert.Equal(t, 2*len(blocks), strings.Count(text, "```"), "all blocks are Go")
	return blocks
}

// The blocks that are not whole programs are compiled as one file. It begins with what they import, and
// ends with a test of a type that the guide declares.
const (
	docsBegin = `package docs

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)
`
	docsEnd = `
type tracing struct {
	next http.RoundTripper
	urls *strings.Builder
}

func (t tracing) RoundTrip(r *http.Request) (*http.Response, error) {
	t.urls.WriteString(r.URL.String())
	return t.next.RoundTrip(r)
}

func TestSwapQuery(t *testing.T) {
	fake := invitationstest.NewHandler()
	fake.AddInvitation("ada@example.com")
	var urls strings.Builder
	transport := swapQuery{tracing{swapQuery{invitationstest.NewTransport(fake)}, &urls}}
	client := fake.Client(invitations.WithHTTPClient(&http.Client{Transport: transport}))
	if found, err := client.FindByEmail(t.Context(), "ada@example.com"); err != nil || len(found) != 1 || strings.Contains(urls.String(), "?") {
		t.Fatal(err, found, urls.String())
	}
}
`
)

// inFunction returns statements in a function, which need not use the variables that they declare.
func inFunction(statements string) string {
	var uses strings.Builder
	for _, names := range regexp.MustCompile(`(?m)^((?:\w+, )*\w+) :=`).FindAllStringSubmatch(statements, -1) {
		for name := range strings.SplitSeq(names[1], ", ") {
			if name != "_" {
				fmt.Fprintf(&uses, "_ = %s\n", name)
			}
		}
	}
	return "func _(ctx context.Context, client *invitations.Client, people []invitations.CreateParams, secretKey string) error {{\n" +
		statements + uses.String() + "}\nreturn nil\n}\n"
}

func TestGoOfTheDocumentsCompilesAndItsTestsPass(t *testing.T) {
	t.Parallel()
	source := docsBegin
	for _, block := range slices.Concat(goBlocks(t, readme), goBlocks(t, "GUIDE.md"), goBlocks(t, "MIGRATING.md")) {
		switch {
		case strings.Contains(block, "\npackage main\n"): // is run below
		case regexp.MustCompile(`(?m)^(func|type) `).MatchString(block):
			source += block
		default:
			source += inFunction(block)
		}
	}
	file := filepath.Join(t.TempDir(), "docs_test.go")
	require.NoError(t, os.WriteFile(file, []byte(source+docsEnd), 0o600))
	out, err := exec.CommandContext(t.Context(), "go", "test", "-v", file).CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Contains(t, string(out), "--- PASS: TestInvite")
	assert.Contains(t, string(out), "--- PASS: TestSwapQuery")
}

func TestFirstProgramRuns(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "main.go")
	require.NoError(t, os.WriteFile(file, []byte(goBlocks(t, readme)[0]), 0o600))
	fake := invitationstest.NewServer(t)
	run := func() string {
		command := exec.CommandContext(t.Context(), "go", "run", file)
		command.Env = append(os.Environ(), "CLERK_SECRET_KEY="+fake.SecretKey, "CLERK_API_URL="+strings.TrimSuffix(fake.URL, "/v1"))
		out, _ := command.CombinedOutput()
		return string(out)
	}
	assert.Regexp(t, `^inv_\w+ pending\n$`, run())
	assert.Contains(t, run(), "ada@example.com has a pending invitation")
}

// The README has all options and sentinels.
func TestReadmeIsComplete(t *testing.T) {
	t.Parallel()
	text := readDocument(t, readme)
	names := regexp.MustCompile(`(?m)^(?:func |\t)(With\w+|Err[A-Z]\w+)(?:\(| error = sentinel)`).
		FindAllStringSubmatch(readDocument(t, "option.go")+readDocument(t, "sentinel.go"), -1)
	require.Len(t, names, 11+11)
	for _, name := range names {
		assert.Contains(t, text, "`"+name[1]+"`")
	}
}

// A number in the documents after the name of this library, or after "version" or "release", is the
// constant Version. Numbers after other words are versions of others.
func TestVersionInDocuments(t *testing.T) {
	t.Parallel()
	version := regexp.MustCompile(`(?i)(?:clerk-invitations-go\S*|version|release|status:?)[ /@*]*v?(\d+\.\d+\.\d+)\b`)
	for _, name := range []string{readme, "MIGRATING.md", "../.github/SECURITY.md", "doc.go", "option.go"} {
		for _, found := range version.FindAllStringSubmatch(readDocument(t, name), -1) {
			assert.Equal(t, invitations.Version, found[1], "%s says %q, which is not the version in client.go", name, found[0])
		}
	}
}
