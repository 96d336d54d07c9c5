package contract

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// Run compares the document at source, a file or an https URL, with ours, and returns an error unless
// exactly the intended differences are found.
func Run(out io.Writer, source, document, intended string) error {
	clerks, err := fetch(source)
	if err != nil {
		return fmt.Errorf("cannot read Clerk's document: %w", err)
	}
	ours, err := os.ReadFile(document) //nolint:gosec // a file that make names
	if err != nil {
		return err
	}
	list, err := os.ReadFile(intended) //nolint:gosec // a file that make names
	if err != nil {
		return err
	}
	return report(out, clerks, ours, string(list))
}

func report(out io.Writer, clerks, ours []byte, list string) error {
	meant, err := parseIntended(list)
	if err != nil {
		return fmt.Errorf("the list of intended differences: %w", err)
	}
	differences, err := differencesBetween(clerks, ours)
	if err != nil {
		return err
	}
	unmeant, stale := judge(differences, meant)
	if len(unmeant)+len(stale) == 0 {
		_, _ = fmt.Fprintf(out, "contract: Clerk's document and ours differ in %d places, all of them intended\n", len(differences))
		return nil
	}
	if len(unmeant) > 0 {
		_, _ = fmt.Fprint(out, "Clerk's document and ours differ where it is not intended:\n\n")
		for _, difference := range unmeant {
			_, _ = fmt.Fprintf(out, "    %s\n", difference)
		}
		_, _ = fmt.Fprint(out, `
For each of these: where Clerk is right, change api/invitations.yaml at that place, run
"make generate", and follow the compiler through invitations/. Where ours is meant to differ, add
the line above to api/differences.txt with " because " and the reason, and say so in the
description at that place of api/invitations.yaml.
`)
	}
	if len(stale) > 0 {
		_, _ = fmt.Fprint(out, "\nThese intended differences are no more. Where Clerk has come round, delete the line of\napi/differences.txt and what api/invitations.yaml says about it:\n\n")
		for _, one := range stale {
			_, _ = fmt.Fprintf(out, "    line %d: %s\n", one.line, one.difference)
		}
	}
	return fmt.Errorf("%d unintended differences, %d intended ones that are no more", len(unmeant), len(stale))
}

// maxDocument is many times what Clerk's document has.
const maxDocument = 64 << 20

func fetch(source string) ([]byte, error) {
	if !strings.HasPrefix(source, "https://") {
		return os.ReadFile(source) //nolint:gosec // a file that the caller names
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, source, nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s", source, answer.Status)
	}
	return io.ReadAll(io.LimitReader(answer.Body, maxDocument))
}
