package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// A report is the table of what happened.
type report struct {
	rows [][4]string
}

func (r *report) add(what, address, id, more string) {
	r.rows = append(r.rows, [4]string{what, address, id, more})
}

func (r *report) print(w io.Writer) {
	if len(r.rows) == 0 {
		return
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "WHAT\tADDRESS\tINVITATION\tMORE")
	for _, row := range r.rows {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", row[0], row[1], row[2], row[3])
	}
	_ = table.Flush()
}
