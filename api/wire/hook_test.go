package wire_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every test of the client that talks to the Clerk in memory is to be recorded.
func TestEveryTestOfTheClientIsRecorded(t *testing.T) {
	t.Parallel()
	made := 0
	err := filepath.WalkDir("../../invitations", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Name() == "invitationstest" {
			return skipOr(err)
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		total, unrecorded := servers(file)
		made += total
		for _, at := range unrecorded {
			assert.Fail(t, "not recorded: wrap it in wire.Record or wire.Handler", "%s", fset.Position(at))
		}
		return nil
	})
	require.NoError(t, err)
	assert.NotZero(t, made)
}

func skipOr(err error) error {
	if err != nil {
		return err
	}
	return filepath.SkipDir // the server's own tests, which record at their one place
}

// servers counts the servers and handlers a file makes, and finds those outside of a call of this
// package.
func servers(file *ast.File) (total int, unrecorded []token.Pos) {
	wrapped := map[ast.Node]bool{}
	handlers := 0
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		switch name := nameOf(call.Fun); {
		case name == "wire.Handler":
			handlers++
		case strings.HasPrefix(name, "wire."):
			for _, arg := range call.Args {
				wrapped[arg] = true
			}
		case name == "invitationstest.NewServer":
			total++
			if !wrapped[call] {
				unrecorded = append(unrecorded, call.Pos())
			}
		case name == "invitationstest.NewHandler":
			total++
			handlers--
		}
		return true
	})
	if handlers < 0 {
		unrecorded = append(unrecorded, file.Package)
	}
	return total, unrecorded
}

func nameOf(fun ast.Expr) string {
	selector, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	pkg, ok := selector.X.(*ast.Ident)
	if !ok {
		return ""
	}
	return pkg.Name + "." + selector.Sel.Name
}

func TestServersAreFound(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]int{
		`wire.Record(t, invitationstest.NewServer(t))`:                                0,
		`wire.RecordAnswers(t, invitationstest.NewServer(t))`:                         0,
		`invitationstest.NewServer(t)`:                                                1,
		`f(t, invitationstest.NewServer(t)); wire.Record(t, nil)`:                     1,
		`invitationstest.NewHandler()`:                                                1,
		`h := invitationstest.NewHandler(); httptest.NewServer(wire.Handler("a", h))`: 0,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "a.go", "package a\nfunc f() { "+source+" }", 0)
		require.NoError(t, err)
		total, unrecorded := servers(file)
		assert.Equal(t, 1, total, source)
		assert.Len(t, unrecorded, want, source)
	}
}
