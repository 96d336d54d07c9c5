package inherited

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stranger makes the two programs, of which the first imports a library with a dependency or two.
func stranger(t *testing.T, second bool) string {
	t.Helper()
	folder := t.TempDir()
	write := func(name, text string) {
		name = filepath.Join(folder, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
	}
	const program = "package main\n\nimport \"example.com/lib\"\n\nfunc main() { lib.F() }\n"
	gomod := "module example.com/consumer\n\ngo 1.25.0\n\nrequire example.com/lib v0.0.0\n\nrequire example.com/a v0.0.0 // indirect\n\n" +
		"replace example.com/lib => ../lib\n\nreplace example.com/a => ../a\n"
	lib := "module example.com/lib\n\ngo 1.25.0\n\nrequire example.com/a v0.0.0\n"
	library := "package lib\n\nimport \"example.com/a\"\n\nfunc F() { a.F() }\n"
	if second {
		gomod += "\nrequire example.com/b v0.0.0 // indirect\n\nreplace example.com/b => ../b\n"
		lib += "\nrequire example.com/b v0.0.0\n"
		library = "package lib\n\nimport (\n\"example.com/a\"\n\"example.com/b\"\n)\n\nfunc F() { a.F(); b.F() }\n"
	}
	for _, name := range programs() {
		write(name+"/go.mod", gomod)
		write(name+"/go.sum", "")
		write(name+"/main.go", program)
	}
	write("lib/go.mod", lib)
	write("lib/lib.go", library)
	for _, name := range []string{"a", "b"} {
		write(name+"/go.mod", "module example.com/"+name+"\n\ngo 1.25.0\n")
		write(name+"/a.go", "package "+name+"\n\nfunc F() {}\n")
	}
	return folder
}

func TestRun(t *testing.T) {
	t.Parallel()
	folder := stranger(t, false)
	var out bytes.Buffer
	require.Error(t, Run(&out, folder, false), "there is no table yet")
	require.NoError(t, Run(&out, folder, true))
	require.NoError(t, Run(&out, folder, false))
	written, err := os.ReadFile(filepath.Join(folder, "inherited.txt"))
	require.NoError(t, err)
	figures, err := parse(string(written))
	require.NoError(t, err)
	assert.Equal(t, []int{2, 2, 0, 2}, figures[0][:size])
	assert.Greater(t, figures[0][size], 500)

	another := stranger(t, true)
	require.NoError(t, os.WriteFile(filepath.Join(another, "inherited.txt"), written, 0o600))
	out.Reset()
	require.ErrorContains(t, Run(&out, another, false), "make inherit")
	assert.Contains(t, out.String(), "requirements in go.mod of ours: 3, were 2\n")
	assert.Contains(t, out.String(), "modules in the graph of ours: 3, were 2\n")
	assert.Contains(t, out.String(), "packages compiled in of ours: 3, were 2\n")

	require.NoError(t, os.WriteFile(filepath.Join(another, "lib", "lib.go"), []byte("package lib\n\nimport _ \"example.com/c\"\n"), 0o600))
	require.Error(t, Run(&out, another, false), "what go.mod does not have is not fetched")
}

func TestCompare(t *testing.T) {
	t.Parallel()
	was := table{{4, 96, 20, 6, 6000}, {3, 20, 58, 7, 6000}}
	for name, test := range map[string]struct {
		row, by int
		differs bool
	}{
		"a requirement more": {0, 1, true}, "a module less": {1, -1, true}, "a line more": {2, 1, true}, "a package more": {3, 1, true},
		"ten percent more": {size, 600, false}, "more than that": {size, 601, true}, "ten percent less": {size, -600, false}, "less than that": {size, -601, true},
	} {
		is := was
		is[0][test.row] += test.by
		assert.Equal(t, test.differs, len(compare(was, is)) == 1, name)
		is = was
		is[1][test.row] += test.by
		assert.Equal(t, test.differs, len(compare(was, is)) == 1, name)
	}
}

func TestATableThatCannotBeRead(t *testing.T) {
	t.Parallel()
	good := format(table{})
	_, err := parse(good)
	require.NoError(t, err)
	for _, bad := range []string{"", strings.Replace(good, rows()[2], "rows in go.sum", 1), strings.Replace(good, "0\n", "\n", 1), strings.Replace(good, "0\n", "many\n", 1)} {
		_, err := parse(bad)
		require.Error(t, err)
	}
}
