package wire

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Run checks a recorded folder, reports to out, and returns an error unless every exchange conforms and
// every operation was seen to succeed and to fail.
func Run(out io.Writer, document, folder string) error {
	data, err := os.ReadFile(document) //nolint:gosec // a file that make names
	if err != nil {
		return err
	}
	c, err := newChecker(data)
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil {
		return err
	}
	t := tally{seen: map[string]int{}, exempt: map[exemption]int{}}
	for _, name := range files {
		if err := t.read(out, c, name); err != nil {
			return err
		}
	}
	return t.report(out, c)
}

// tally counts what was checked.
type tally struct {
	requests, answers, wrong int
	seen                     map[string]int // by operation and whether it succeeded, clients' exchanges only
	exempt                   map[exemption]int
}

func (t *tally) read(out io.Writer, c *checker, name string) error {
	f, err := os.Open(name) //nolint:gosec // a file that make names
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewReader(f)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		var e exchange
		if err := json.Unmarshal(line, &e); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		t.add(out, c, &e)
	}
}

func (t *tally) add(out io.Writer, c *checker, e *exchange) {
	operation, problems, exempt := c.check(e)
	if !e.AnswerOnly {
		t.requests++
	}
	if exempt != "" {
		t.exempt[exempt]++
	} else {
		t.answers++
		if !e.AnswerOnly {
			t.seen[seenAs(operation, e.Status == 200)]++
		}
	}
	if len(problems) > 0 {
		t.wrong++
		target, _, _ := strings.Cut(e.URL, "?")
		_, _ = fmt.Fprintf(out, "%s: %s %s\n", e.Test, e.Method, target)
		for _, problem := range problems {
			_, _ = fmt.Fprintf(out, "    %s\n", problem)
		}
	}
}

func seenAs(operation string, success bool) string {
	if success {
		return operation + " succeeding"
	}
	return operation + " failing"
}

func (t *tally) report(out io.Writer, c *checker) error {
	_, _ = fmt.Fprintf(out, "wire: %d requests and %d answers held against the document, %d exchanges differ from it\n", t.requests, t.answers, t.wrong)
	for _, why := range slices.Sorted(maps.Keys(t.exempt)) {
		_, _ = fmt.Fprintf(out, "wire: %d answers exempt: %s\n", t.exempt[why], why)
	}
	var missing []string
	for _, item := range c.doc.Paths.Map() {
		for _, operation := range item.Operations() {
			for _, success := range []bool{true, false} {
				if name := seenAs(operation.OperationID, success); t.seen[name] == 0 {
					missing = append(missing, name)
				}
			}
		}
	}
	slices.Sort(missing)
	switch {
	case t.wrong > 0:
		return errors.New("the document and the wire differ: correct whichever is wrong")
	case len(missing) > 0:
		return fmt.Errorf("no client's test was recorded with %s: does it use wire.Record?", strings.Join(missing, ", "))
	default:
		return nil
	}
}
