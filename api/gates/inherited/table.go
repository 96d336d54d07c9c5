package inherited

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// programs are the folders that are measured: ours, and the same on Clerk's own SDK.
func programs() [2]string { return [...]string{"ours", "clerk-sdk-go"} }

// A table has a column for each of the programs.
type table [2]column

// tolerance is by how many percent the size of a binary may differ: compilers differ that much.
const tolerance = 10

const heading = `# What a program that invites one person takes on with the library, and with Clerk's own SDK.
# "make inherited" measures it on api/consumer and fails where it is not this; "make inherit" writes
# it anew. The binary is linux/amd64, stripped, and may differ by 10 percent, as compilers do. The
# consumer has this checkout in place of a published version: its go.sum lacks the two lines that the
# version itself would have, and everything else is as a stranger gets it.

`

// Run measures the programs below folder and compares them with the table there, or writes that.
func Run(out io.Writer, folder string, write bool) error {
	var measured table
	for i, program := range programs() {
		var err error
		if measured[i], err = measure(filepath.Join(folder, program)); err != nil {
			return err
		}
	}
	file := filepath.Join(folder, "inherited.txt")
	if write {
		return os.WriteFile(file, []byte(format(measured)), 0o644) //nolint:gosec // as any other file of a checkout
	}
	data, err := os.ReadFile(file) //nolint:gosec // a file of this repository
	if err != nil {
		return err
	}
	committed, err := parse(string(data))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	_, _ = fmt.Fprint(out, strings.TrimPrefix(format(measured), heading))
	differences := compare(committed, measured)
	for _, difference := range differences {
		_, _ = fmt.Fprintf(out, "    %s\n", difference)
	}
	if len(differences) > 0 {
		return fmt.Errorf("%s says otherwise: where the change is worth it to everyone who imports the library, run \"make inherit\" and commit the difference", file)
	}
	return nil
}

func format(measured table) string {
	var text strings.Builder
	text.WriteString(heading)
	fmt.Fprintf(&text, "%-24s%14s%14s\n", "", programs()[0], programs()[1])
	for i, row := range rows() {
		fmt.Fprintf(&text, "%-24s%14d%14d\n", row, measured[0][i], measured[1][i])
	}
	return text.String()
}

func parse(text string) (table, error) {
	var t table
	for i, row := range rows() {
		_, rest, ok := strings.Cut(text, "\n"+row+" ")
		fields := strings.Fields(strings.SplitN(rest, "\n", 2)[0])
		if !ok || len(fields) != len(t) {
			return t, fmt.Errorf("has no line %q with %d numbers", row, len(t))
		}
		for p, field := range fields {
			var err error
			if t[p][i], err = strconv.Atoi(field); err != nil {
				return t, err
			}
		}
	}
	return t, nil
}

func compare(committed, measured table) []string {
	var differences []string
	for p, program := range programs() {
		for i, row := range rows() {
			was, is := committed[p][i], measured[p][i]
			if was == is || i == size && 100*max(is-was, was-is) <= tolerance*was {
				continue
			}
			differences = append(differences, fmt.Sprintf("%s of %s: %d, were %d", row, program, is, was))
		}
	}
	return differences
}
