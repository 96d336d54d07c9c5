// Package release holds what users of the last release have against what they would get now.
package release

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/clerk-invitations/clerk-invitations-go/api/gates/command"
)

// git runs git in a folder and returns what it prints.
func git(folder string, args ...string) (string, error) {
	out, err := command.Output(folder, nil, "git", args...)
	return strings.TrimSpace(out), err
}

// lastTag returns the newest version tag in the history of root that is older than version, empty
// where there is none: on the commit of a release, that of the release before.
func lastTag(root, version string) (string, error) {
	shallow, err := git(root, "rev-parse", "--is-shallow-repository")
	if err != nil {
		return "", err
	}
	if shallow == "true" {
		return "", errors.New("the checkout is not whole, so its tags are not known: git fetch --unshallow --tags")
	}
	listed, err := git(root, "tag", "--merged", "HEAD", "--list", "v*")
	if err != nil {
		return "", err
	}
	last := ""
	for tag := range strings.FieldsSeq(listed) {
		if semver.IsValid(tag) && tag != "v"+version && semver.Compare(tag, last) > 0 {
			last = tag
		}
	}
	if last != "" && semver.Compare(last, "v"+version) > 0 {
		return "", fmt.Errorf("invitations/version.go says %s, which is older than the last tag, %s", version, last)
	}
	return last, nil
}

var versionLine = regexp.MustCompile(`(?m)^const Version = "([^"]+)"$`)

// versionOf reads the version of the library at root.
func versionOf(root string) (string, error) {
	name := filepath.Join(root, "invitations", "version.go")
	data, err := os.ReadFile(name) //nolint:gosec // a file of this repository
	if err != nil {
		return "", err
	}
	found := versionLine.FindSubmatch(data)
	if found == nil || !semver.IsValid("v"+string(found[1])) {
		return "", fmt.Errorf("%s has no line like const Version = \"1.2.3\"", name)
	}
	return string(found[1]), nil
}

// mayBreak tells whether a version may take things away that were there at tag: by a new major
// version, or before 1.0.0 by a new minor one.
func mayBreak(tag, version string) bool {
	if semver.Major(tag) == "v0" && semver.Major("v"+version) == "v0" {
		return semver.MajorMinor(tag) != semver.MajorMinor("v"+version)
	}
	return semver.Major(tag) != semver.Major("v"+version)
}
