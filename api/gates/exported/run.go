package exported

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// Run compares what the module at root exports with the golden file, or writes that.
func Run(out io.Writer, root, golden string, write bool) error {
	all, err := Load(root)
	if err != nil {
		return err
	}
	have := textOf(all)
	if write {
		return os.WriteFile(golden, []byte(have), 0o644) //nolint:gosec // as any other file of a checkout
	}
	data, err := os.ReadFile(golden) //nolint:gosec // a file that make names
	if err != nil {
		return err
	}
	want := strings.ReplaceAll(string(data), "\r\n", "\n")
	if have == want {
		return nil
	}
	printDifference(out, want, have)
	return fmt.Errorf("the exported names are not those of %s: where that is meant, run \"make api\" and commit the difference", golden)
}

// printDifference prints the lines that only one of two texts has.
func printDifference(out io.Writer, before, after string) {
	old, now := occurrences(before), occurrences(after)
	for line := range strings.Lines(before) {
		if now[line] < old[line] {
			_, _ = fmt.Fprint(out, "- "+line)
		}
	}
	for line := range strings.Lines(after) {
		if old[line] < now[line] {
			_, _ = fmt.Fprint(out, "+ "+line)
		}
	}
}

func occurrences(text string) map[string]int {
	count := map[string]int{}
	for line := range strings.Lines(text) {
		count[line]++
	}
	return count
}
