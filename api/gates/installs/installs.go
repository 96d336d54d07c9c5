// Package installs does what the README tells a newcomer to do first, with this checkout for the newest
// release.
package installs

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"

	"github.com/clerk-invitations/clerk-invitations-go/api/gates/command"
)

// Run takes the first go get of a README, runs it in a module of a newcomer's, and builds a program
// that imports what it names.
func Run(out io.Writer, repo, readme string) error {
	text, err := os.ReadFile(readme) //nolint:gosec // a file of this repository
	if err != nil {
		return err
	}
	line := regexp.MustCompile(`(?m)^ +go (get ([^\s#]+))`).FindSubmatch(text)
	if line == nil {
		return fmt.Errorf("%s does not say what to go get", readme)
	}
	scratch, err := os.MkdirTemp("", "installs")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	proxy, err := publish(repo, scratch)
	if err != nil {
		return err
	}
	newcomer := newcomer{filepath.Join(scratch, "newcomer"), filepath.Join(scratch, "modules"), proxy}
	get, importPath := strings.Fields(string(line[1])), string(line[2])
	if err := newcomer.tries(get, importPath); err != nil {
		return fmt.Errorf("after go %s, as %s has it, a program that imports %s: %w", line[1], readme, importPath, err)
	}
	_, err = fmt.Fprintf(out, "installs: after go %s a program builds\n", line[1])
	return err
}

// publish makes a module proxy, in the form of files, that has the checkout as a release.
func publish(repo, scratch string) (url string, err error) {
	gomod, err := os.ReadFile(filepath.Join(repo, "go.mod")) //nolint:gosec // a file of this repository
	if err != nil {
		return "", err
	}
	release := module.Version{Path: modfile.ModulePath(gomod), Version: "v0.9999.0"}
	escaped, err := module.EscapePath(release.Path)
	if err != nil {
		return "", err
	}
	folder := filepath.Join(scratch, "proxy", filepath.FromSlash(escaped), "@v")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	for name, content := range map[string]string{
		"list":                    release.Version + "\n",
		release.Version + ".info": fmt.Sprintf(`{"Version":%q}`, release.Version),
		release.Version + ".mod":  string(gomod),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			return "", err
		}
	}
	archive, err := os.Create(filepath.Join(folder, release.Version+".zip")) //nolint:gosec // in a folder made here
	if err != nil {
		return "", err
	}
	files, err := tracked(repo)
	if err != nil {
		return "", errors.Join(err, archive.Close())
	}
	err = errors.Join(zip.Create(archive, release, files), archive.Close())
	return "file://" + filepath.ToSlash(filepath.Join(scratch, "proxy")), err
}

// A file is one of the checkout.
type file struct{ root, path string }

// Path returns where the file stands in the module.
func (f file) Path() string { return f.path }

// Lstat describes the file.
func (f file) Lstat() (os.FileInfo, error) { return os.Lstat(filepath.Join(f.root, f.path)) }

// Open opens the file.
func (f file) Open() (io.ReadCloser, error) { return os.Open(filepath.Join(f.root, f.path)) }

// tracked returns the files of the checkout that a release would have: those git knows, or would if
// they were added, outside of modules of their own.
func tracked(repo string) ([]zip.File, error) {
	names, err := command.Output(repo, nil, "git", "ls-files", "--cached", "--others", "--exclude-standard")
	if err != nil {
		return nil, err
	}
	nested := map[string]bool{}
	for name := range strings.Lines(names) {
		if name = strings.TrimSpace(name); path.Base(name) == "go.mod" && name != "go.mod" {
			nested[path.Dir(name)] = true
		}
	}
	var files []zip.File
	for name := range strings.Lines(names) {
		name = strings.TrimSpace(name)
		if _, err := os.Lstat(filepath.Join(repo, name)); err != nil || within(nested, name) {
			continue // deleted and not committed, or another module's
		}
		files = append(files, file{repo, name})
	}
	return files, nil
}

func within(folders map[string]bool, name string) bool {
	for name != "." {
		if name = path.Dir(name); folders[name] {
			return true
		}
	}
	return false
}

// A newcomer has a module of their own, and has never heard of ours.
type newcomer struct{ folder, modules, proxy string }

func (n newcomer) tries(get []string, importPath string) error {
	if err := os.MkdirAll(n.folder, 0o700); err != nil {
		return err
	}
	program := fmt.Sprintf("package main\n\nimport library %q\n\nfunc main() { _, _ = library.New(\"\") }\n", importPath)
	if err := os.WriteFile(filepath.Join(n.folder, "main.go"), []byte(program), 0o600); err != nil { //nolint:gosec // in a folder made here
		return err
	}
	known, err := command.Output(n.folder, nil, "go", "env", "GOMODCACHE", "GOPROXY")
	if err != nil {
		return err
	}
	cache, proxies, _ := strings.Cut(strings.TrimSpace(known), "\n")
	env := []string{
		"GOPROXY=" + n.proxy + ",file://" + filepath.ToSlash(cache) + "/cache/download," + proxies,
		"GOMODCACHE=" + n.modules, "GOFLAGS=-modcacherw", "GONOSUMDB=*", "GOWORK=off",
	}
	for _, args := range [][]string{{"mod", "init", "example.com/newcomer"}, get, {"build", "-o", os.DevNull, "."}} {
		if _, err := command.Output(n.folder, env, "go", args...); err != nil {
			return err
		}
	}
	return nil
}
