package release

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Ready checks that what is tagged may be released: the tag is the version that the library says it
// is, and the changelog tells what is in it. It prints that part of the changelog.
func Ready(out io.Writer, root, tag string) error {
	version, err := versionOf(root)
	if err != nil {
		return err
	}
	if tag != "v"+version {
		return fmt.Errorf("the tag is %s, and invitations/version.go says %s", tag, version)
	}
	changelog, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md")) //nolint:gosec // a file of this repository
	if err != nil {
		return err
	}
	notes, err := notesOf(string(changelog), version)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, notes)
	return err
}

// notesOf returns what stands under the heading of a version.
func notesOf(changelog, version string) (string, error) {
	heading := regexp.MustCompile(`(?m)^## \[` + regexp.QuoteMeta(version) + `\] - \d{4}-\d{2}-\d{2}\r?$`)
	at := heading.FindStringIndex(changelog)
	if at == nil {
		return "", fmt.Errorf("CHANGELOG.md has no heading \"## [%s] - year-month-day\"", version)
	}
	notes, _, _ := strings.Cut(changelog[at[1]:], "\n## ")
	if notes = strings.TrimSpace(notes); notes == "" {
		return "", errors.New("CHANGELOG.md tells nothing about " + version)
	}
	return notes, nil
}
