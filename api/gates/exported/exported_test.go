package exported

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const library = `package invitations

import "encoding/json"

type Params struct { Address string ` + "`json:\"a\"`" + `; Raw json.RawMessage; hidden int }
type Plain struct{ N int }
type Kind string
type Shape interface { Area() int; hidden() }
type Words = []string
type Outer struct { *Params }
const One Kind = "one"
var Err error
func New[T any](key string, more ...T) (*Params, error) { return nil, nil }
func (p *Params) Change(n int) {}
func (p Params) Read() Kind { return "" }
func (p Params) unseen() {}
func unseen() {}
`

const golden = `package example.com/canary/invitations

var Err error
type Kind string
func New[T any](key string, more ...T) (*Params, error)
const One Kind = "one"
type Outer struct (comparable)
    field embedded Params *Params
    method (Outer) Change(n int)
    method (Outer) Read() Kind
type Params struct
    field Address string "json:\"a\""
    field Raw encoding/json.RawMessage
    and unexported fields
    method (*Params) Change(n int)
    method (Params) Read() Kind
type Plain struct (comparable)
    field N int
type Shape interface
    method Area() int
    and unexported methods
type Words = []string
`

func module(t *testing.T, source string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":                         "module example.com/canary\n\ngo 1.25.0\n",
		"invitations/library.go":         source,
		"invitations/internal/a/a.go":    "package a\n\nfunc NotPromised() {}\n",
		"invitations/examples/b/main.go": "package main\n\nfunc main() {}\n",
		"invitations/library_test.go":    "package invitations\n\nfunc NotPromised() {}\n",
		"gen/gen.go":                     "package gen\n\nfunc NotPromised() {}\n",
	} {
		name = filepath.Join(root, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
	}
	return root
}

func TestText(t *testing.T) {
	t.Parallel()
	all, err := Load(module(t, library))
	require.NoError(t, err)
	assert.Equal(t, golden, textOf(all))
}

func TestEveryChangeShows(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "exported.txt")
	require.NoError(t, os.WriteFile(file, []byte(golden), 0o600))
	require.NoError(t, Run(&bytes.Buffer{}, module(t, library), file, false))
	for name, test := range map[string]struct{ from, to, want string }{
		"function":    {"func New[", "func Make[", "- func New[T any](key string, more ...T) (*Params, error)\n+ func Make["},
		"constant":    {`= "one"`, `= "two"`, "+ const One Kind = \"two\""},
		"field":       {"N int", "N, M int", "+     field M int"},
		"field order": {"Plain struct{ N int }", "Plain struct{ n, N int }", "+     and unexported fields"},
		"tag":         {`json:\"a\"`, `json:\"b\"`, ""},
		"receiver":    {"(p Params) Read", "(p *Params) Read", "+     method (*Params) Read() Kind"},
		"variable":    {"var Err error", "var Err, More error", "+ var More error"},
		"comparable":  {"Plain struct{ N int }", "Plain struct{ N int; f []int }", "+ type Plain struct\n"},
		"interface":   {"Area() int", "Area() int64", "+     method Area() int64"},
		"alias":       {"Words = []string", "Words = []any", "+ type Words = []any"},
	} {
		from, to := strings.ReplaceAll(test.from, `\"`, `"`), strings.ReplaceAll(test.to, `\"`, `"`)
		changed := strings.Replace(library, from, to, 1)
		require.NotEqual(t, library, changed, name)
		var out bytes.Buffer
		root := module(t, changed)
		require.ErrorContains(t, Run(&out, root, file, false), "make api", name)
		assert.Contains(t, out.String(), test.want, name)

		rewritten := filepath.Join(t.TempDir(), "exported.txt")
		require.NoError(t, Run(&out, root, rewritten, true))
		require.NoError(t, Run(&out, root, rewritten, false))
	}
	require.NoError(t, Run(&bytes.Buffer{}, module(t, strings.ReplaceAll(library, "unseen", "unheard")), file, false))
	require.Error(t, Run(&bytes.Buffer{}, module(t, "package invitations\nfunc {"), file, false))
	require.Error(t, Run(&bytes.Buffer{}, t.TempDir(), file, false))
}
