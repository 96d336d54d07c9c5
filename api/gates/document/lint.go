// Package document checks what api/invitations.yaml has to be, beyond being valid OpenAPI.
package document

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Run reports what is wrong with the document, given how it is compiled.
func Run(out io.Writer, document string, configs ...string) error {
	data, err := os.ReadFile(document) //nolint:gosec // a file that make names
	if err != nil {
		return err
	}
	problems := problemsOf(data)
	for _, name := range configs {
		config, err := os.ReadFile(name) //nolint:gosec // a file that make names
		if err != nil {
			return err
		}
		if !compilesEmail(config) {
			problems = append(problems, name+": does not compile format: email to a plain string, so answers with other addresses would not decode")
		}
	}
	for _, problem := range problems {
		_, _ = fmt.Fprintf(out, "    %s\n", problem)
	}
	if len(problems) > 0 {
		return fmt.Errorf("%d problems in %s", len(problems), document)
	}
	return nil
}

// problemsOf validates a document, its examples and defaults included, and holds it against our rules.
func problemsOf(data []byte) []string {
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		return []string{err.Error()}
	}
	err = doc.Validate(context.Background(), openapi3.EnableExamplesValidation(),
		openapi3.EnableSchemaDefaultsValidation(), openapi3.EnableSchemaPatternValidation())
	if err != nil {
		text, _, _ := strings.Cut(err.Error(), "\nSchema:")
		return []string{text}
	}
	l := &linter{doc: doc}
	if doc.OpenAPI != "3.0.3" {
		l.add("openapi", "is %s: stay on 3.0.3, as Clerk's document does (in 3.1, nullable means nothing)", doc.OpenAPI)
	}
	if len(doc.Security) == 0 {
		l.add("security", "is missing: every request needs the key")
	}
	for path, item := range ordered(doc.Paths.Map()) {
		for method, operation := range ordered(item.Operations()) {
			l.operation(method+" "+path, operation)
		}
	}
	for name, schema := range ordered(doc.Components.Schemas) {
		l.describe("components schemas "+name, schema.Value.Description)
		l.schema("components schemas "+name, schema, false)
	}
	slices.Sort(l.problems)
	return slices.Compact(l.problems)
}

type linter struct {
	doc      *openapi3.T
	problems []string
}

func (l *linter) add(where, format string, args ...any) {
	l.problems = append(l.problems, where+": "+fmt.Sprintf(format, args...))
}

func (l *linter) describe(where, description string) {
	if strings.TrimSpace(description) == "" {
		l.add(where, "has no description")
	}
}

// ordered ranges over a map in the order of its keys.
func ordered[V any](m map[string]V) func(yield func(string, V) bool) {
	return func(yield func(string, V) bool) {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			if !yield(key, m[key]) {
				return
			}
		}
	}
}
