package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// An output is where the outcomes go: standard output, or a file that takes its name only when it is
// complete. Until then there may be another under that name, the input for one.
type output struct {
	io.Writer
	name string
	file *os.File // nil where it is standard output
}

func newOutput(name string, stdout io.Writer) (*output, error) {
	if name == "" {
		return &output{Writer: stdout}, nil
	}
	mode := fs.FileMode(0o600) // it holds addresses
	if info, err := os.Lstat(name); err == nil {
		if !info.Mode().IsRegular() {
			return nil, fmt.Errorf("%s: is not a regular file, and would be replaced by one", name)
		}
		mode = info.Mode().Perm()
	}
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*.tmp")
	if err != nil {
		return nil, err
	}
	if err := file.Chmod(mode); err != nil {
		_ = file.Close()
		_ = os.Remove(file.Name())
		return nil, err
	}
	return &output{Writer: file, name: name, file: file}, nil
}

// close gives the file its name if it is complete, which it is without an error. Else it stays beside
// the other, under the name it has.
func (o *output) close(err error) error {
	if o.file == nil {
		return err
	}
	if err = errors.Join(err, o.file.Sync(), o.file.Close()); err == nil {
		err = os.Rename(o.file.Name(), o.name)
	}
	if err != nil {
		return fmt.Errorf("%w; the outcomes so far are in %s", err, o.file.Name())
	}
	return nil
}
