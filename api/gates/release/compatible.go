package release

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"
	"golang.org/x/exp/apidiff"

	"github.com/clerk-invitations/clerk-invitations-go/api/gates/exported"
)

// Compatible reports what breaks the users of the last tag, in the exported names and in the document,
// and returns an error if something does and the version does not say so.
func Compatible(out io.Writer, root string) error {
	version, err := versionOf(root)
	if err != nil {
		return err
	}
	tag, err := lastTag(root, version)
	if err != nil {
		return err
	}
	if tag == "" {
		_, _ = fmt.Fprintln(out, "compatible: there is no release before this one to be compatible with")
		return nil
	}
	before, err := os.MkdirTemp("", "release")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(before) }()
	absolute, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	if _, err := git(absolute, "-c", "advice.detachedHead=false", "clone", "--quiet", "--branch", tag, absolute, before); err != nil {
		return err
	}
	breaks, err := breaksBetween(before, root)
	if err != nil {
		return err
	}
	for _, line := range breaks {
		_, _ = fmt.Fprintf(out, "    %s\n", line)
	}
	switch {
	case len(breaks) == 0:
		_, _ = fmt.Fprintf(out, "compatible: nothing breaks the users of %s\n", tag)
	case mayBreak(tag, version):
		_, _ = fmt.Fprintf(out, "compatible: %d breaks since %s, which version %s may bring: CHANGELOG.md has to tell them\n", len(breaks), tag, version)
	default:
		return fmt.Errorf("%d breaks since %s, which version %s must not bring: take them back, or raise invitations/version.go and tell them in CHANGELOG.md", len(breaks), tag, version)
	}
	return nil
}

func breaksBetween(before, after string) ([]string, error) {
	names, err := brokenNames(before, after)
	if err != nil {
		return nil, err
	}
	document, err := brokenDocument(before, after)
	return append(names, document...), err
}

// versionChanged is what a release is about, and none of the breaks.
const versionChanged = "Version: value changed from "

// brokenNames finds what no longer compiles.
func brokenNames(before, after string) ([]string, error) {
	old, err := exported.Load(before)
	if err != nil {
		return nil, fmt.Errorf("the last release: %w", err)
	}
	now, err := exported.Load(after)
	if err != nil {
		return nil, err
	}
	var breaks []string
	for _, path := range slices.Sorted(maps.Keys(old)) {
		if now[path] == nil {
			breaks = append(breaks, path+": removed")
			continue
		}
		for _, change := range apidiff.Changes(old[path], now[path]).Changes {
			if !change.Compatible && !strings.HasPrefix(change.Message, versionChanged) {
				breaks = append(breaks, path+": "+change.Message)
			}
		}
	}
	return breaks, nil
}

// brokenDocument finds what a program written for the old document cannot live with.
func brokenDocument(before, after string) ([]string, error) {
	var both [2]*load.SpecInfo
	for i, root := range []string{before, after} {
		data, err := os.ReadFile(filepath.Join(root, "api", "invitations.yaml")) //nolint:gosec // a file of this repository
		if err != nil {
			return nil, err
		}
		if both[i], err = load.NewSpecInfoFromData(openapi3.NewLoader(), data, "api/invitations.yaml", load.WithFlattenAllOf()); err != nil {
			return nil, err
		}
	}
	found, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), both[0], both[1])
	if err != nil {
		return nil, err
	}
	config := checker.NewConfig(checker.GetAllChecks())
	english := checker.NewDefaultLocalizer()
	var breaks []string
	for _, change := range checker.CheckBackwardCompatibilityUntilLevel(config, found, sources, checker.WARN) {
		breaks = append(breaks, fmt.Sprintf("api/invitations.yaml: %s %s: %s", change.GetOperation(), change.GetPath(), change.GetUncolorizedText(english)))
	}
	return breaks, nil
}
