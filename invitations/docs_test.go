package invitations_test

import (
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

const (
	readme    = "../README.md"
	guide     = "GUIDE.md"
	migrating = "MIGRATING.md"
)

func readDocument(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	return strings.ReplaceAll(string(data), "\r\n", "\n")
}

// goBlocks returns the blocks of Go in a document, each after a line that says where it is from. All
// code in the document is Go in such a block, or an indented command.
func goBlocks(t *testing.T, name string) (blocks []string) {
	t.Helper()
	if testing.Short() {
		t.Skip("what follows runs go")
	}
	text := readDocument(t, name)
	fence := regexp.MustCompile("(?ms)^```go\n(.*?)^```$")
	for _, at := range fence.FindAllStringSubmatchIndex(text, -1) {
		block := text[at[2]:at[3]]
		formatted, err := format.Source([]byte(block))
		require.NoError(t, err, block)
		assert.Equal(t, string(formatted), block)
		blocks = append(blocks, fmt.Sprintf("//line %s:%d\n%s", filepath.Base(name), strings.Count(text[:at[2]], "\n")+1, block))
	}
	rest := fence.ReplaceAllString(text, "")
	assert.Empty(t, regexp.MustCompile("(?m)^ *(```|~~~).*").FindAllString(rest, -1), "blocks that are not Go")
	for _, line := range regexp.MustCompile(`(?m)^(?: {4}|\t).*`).FindAllString(rest, -1) {
		assert.Regexp(t, "^    (go|git|make) ", line)
	}
	return blocks
}

// fragment makes a file of a block that is not a whole program: of declarations, or of statements in a
// function that may use the function's parameters and need not use its own variables.
func fragment(block string) string {
	if _, err := parser.ParseFile(token.NewFileSet(), "", "package docs\n"+block, parser.SkipObjectResolution); err != nil {
		var uses strings.Builder
		for _, names := range regexp.MustCompile(`(?m)^((?:\w+, )*\w+) :=|^var (\w+)`).FindAllStringSubmatch(block, -1) {
			for name := range strings.SplitSeq(names[1]+names[2], ", ") {
				if name != "_" {
					fmt.Fprintf(&uses, "_ = %s\n", name)
				}
			}
		}
		block = "func _(ctx context.Context, client *invitations.Client, inv *invitations.Invitation, people []invitations.CreateParams, " +
			"secretKey string, file io.Reader, done int) error {{\n" + block + uses.String() + "}\nreturn nil\n}\n"
	}
	var imports strings.Builder
	for _, path := range []string{
		"context", "encoding/csv", "encoding/json", "errors", "fmt", "io", "log", "log/slog", "net/http", "net/url", "os", "slices", "strings", "testing", "time",
		"github.com/clerk-invitations/clerk-invitations-go/invitations",
		"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest",
	} {
		if regexp.MustCompile(`\b` + path[strings.LastIndex(path, "/")+1:] + `\.`).MatchString(block) {
			fmt.Fprintf(&imports, "import %q\n", path)
		}
	}
	return "package docs\n" + imports.String() + block
}

// swapQueryTest tests a type that the guide declares.
const swapQueryTest = `
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

func TestGoOfTheDocumentsCompilesAndItsTestsPass(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	args := []string{"test", "-v"}
	for i, block := range append(slices.Concat(goBlocks(t, readme), goBlocks(t, guide), goBlocks(t, migrating)), swapQueryTest) {
		if strings.Contains(block, "package main\n") {
			continue // is run below
		}
		file := filepath.Join(dir, fmt.Sprintf("block%d_test.go", i))
		require.NoError(t, os.WriteFile(file, []byte(fragment(block)), 0o600))
		args = append(args, file)
	}
	out, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Contains(t, string(out), "--- PASS: TestInvite")
	assert.Contains(t, string(out), "--- PASS: TestSwapQuery")
}

func TestFirstProgramRuns(t *testing.T) {
	t.Parallel()
	programs := slices.DeleteFunc(goBlocks(t, readme), func(block string) bool { return !strings.Contains(block, "package main\n") })
	require.Len(t, programs, 1)
	source, program := filepath.Join(t.TempDir(), "main.go"), filepath.Join(t.TempDir(), "program.exe")
	require.NoError(t, os.WriteFile(source, []byte(programs[0]), 0o600))
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, source).CombinedOutput()
	require.NoError(t, err, "%s", out)

	fake := invitationstest.NewServer(t)
	run := func() string {
		command := exec.CommandContext(t.Context(), program)
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
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	text, found := readDocument(t, readme), 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, name := range regexp.MustCompile(`(?m)^(?:func |\t)(With\w+|Err[A-Z]\w+)(?:\(| += errors)`).FindAllStringSubmatch(readDocument(t, file), -1) {
			found++
			assert.Contains(t, text, "`"+name[1]+"`")
		}
	}
	assert.Equal(t, 11+11, found)
}
