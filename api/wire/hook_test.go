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

// servers counts the servers a file makes, and finds what would reach one, or a handler, unrecorded.
func servers(file *ast.File) (total int, unrecorded []token.Pos) {
	recorded := map[ast.Node]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		bad := false
		switch name := nameOf(call.Fun); {
		case strings.HasPrefix(name, "wire."):
			for _, arg := range call.Args {
				recorded[arg] = true
			}
		case name == "invitationstest.NewServer":
			total++
			bad = !recorded[call]
		case name == "httptest.NewServer", name == "invitationstest.NewTransport": // of a handler in a variable, which may be a Clerk in memory
			_, isCall := call.Args[0].(*ast.CallExpr)
			bad = !isCall
		case name == "ServeHTTP":
			bad = true
		}
		if bad {
			unrecorded = append(unrecorded, call.Pos())
		}
		return true
	})
	return total, unrecorded
}

// nameOf is package.Function for what has that form, and Method for what is called on a variable or
// anything but wire.Handler.
func nameOf(fun ast.Expr) string {
	selector, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	switch of := selector.X.(type) {
	case *ast.Ident:
		switch of.Name {
		case "wire", "invitationstest", "httptest":
			return of.Name + "." + selector.Sel.Name
		case "next":
			return "" // what a fault or a middleware hands on to
		}
	case *ast.CallExpr:
		if nameOf(of.Fun) == "wire.Handler" {
			return ""
		}
	}
	return selector.Sel.Name
}

func TestServersAreFound(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]struct{ total, unrecorded int }{
		`wire.Record(t, invitationstest.NewServer(t))`:            {1, 0},
		`wire.RecordAnswers(t, invitationstest.NewServer(t))`:     {1, 0},
		`invitationstest.NewServer(t)`:                            {1, 1},
		`f(t, invitationstest.NewServer(t)); wire.Record(t, nil)`: {1, 1},
		`httptest.NewServer(wire.Handler("a", h))`:                {0, 0},
		`httptest.NewServer(h)`:                                   {0, 1},
		`httptest.NewServer(http.HandlerFunc(f))`:                 {0, 0},
		`invitationstest.NewTransport(wire.Handler("a", h))`:      {0, 0},
		`invitationstest.NewTransport(h)`:                         {0, 1},
		`wire.Handler("a", h).ServeHTTP(w, r)`:                    {0, 0},
		`h.ServeHTTP(w, r)`:                                       {0, 1},
		`t.handler.ServeHTTP(w, r)`:                               {0, 1},
		`invitationstest.NewHandler().ServeHTTP(w, r)`:            {0, 1},
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "a.go", "package a\nfunc f() { "+source+" }", 0)
		require.NoError(t, err)
		total, unrecorded := servers(file)
		assert.Equal(t, want.total, total, source)
		assert.Len(t, unrecorded, want.unrecorded, source)
	}
}
