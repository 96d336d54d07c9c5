package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheOutputTakesItsNameWhenItIsComplete(t *testing.T) {
	t.Parallel()
	name := write(t, "before")
	require.NoError(t, os.Chmod(name, 0o640))
	out, err := newOutput(name, io.Discard)
	require.NoError(t, err)
	_, err = io.WriteString(out, "after")
	require.NoError(t, err)
	assert.Equal(t, "before", read(t, name))
	require.NoError(t, out.close(nil))
	assert.Equal(t, "after", read(t, name))
	info, err := os.Stat(name)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o640), info.Mode())
	assert.Len(t, filesBeside(t, name), 1)
}

func TestAnIncompleteOutputReplacesNothing(t *testing.T) {
	t.Parallel()
	name := write(t, "before")
	out, err := newOutput(name, io.Discard)
	require.NoError(t, err)
	_, err = io.WriteString(out, "part")
	require.NoError(t, err)
	broken := errors.New("broken")
	err = out.close(broken)
	require.ErrorIs(t, err, broken)
	assert.Equal(t, "before", read(t, name))
	_, kept, _ := strings.Cut(err.Error(), "; the outcomes so far are in ")
	assert.Equal(t, "part", read(t, kept))
}

func TestWhatIsNoFileIsNotReplaced(t *testing.T) {
	newClerk(t)
	dir := t.TempDir()
	link := filepath.Join(dir, "link.csv")
	require.NoError(t, os.Symlink(write(t, ""), link))
	for _, name := range []string{dir, link, filepath.Join(dir, "missing", "out.csv")} {
		status, _, _ := bulkinvite(t, t.Context(), "-o", name, write(t, crowd(1)))
		assert.Equal(t, 1, status, name)
	}
}

func filesBeside(t *testing.T, name string) []os.DirEntry {
	t.Helper()
	files, err := os.ReadDir(filepath.Dir(name))
	require.NoError(t, err)
	return files
}
