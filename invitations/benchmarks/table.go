package main

import (
	"fmt"
	"io"
	"time"
	"unicode/utf8"
)

// A unit is what a row counts.
type unit struct {
	name string
	text func(float64) string
}

var (
	inTime        = unit{"time", func(v float64) string { return shortDuration(time.Duration(v)) }}
	inBytes       = unit{"bytes", shortBytes}
	inAllocations = unit{"allocations", count}
)

func counted(name string) unit { return unit{name, count} }

func count(v float64) string { return fmt.Sprintf("%.0f", v) }

func shortDuration(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%.1f µs", float64(d)/float64(time.Microsecond))
	case d < time.Second:
		return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond))
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}

func shortBytes(v float64) string {
	switch {
	case v < 1<<10:
		return fmt.Sprintf("%.0f B", v)
	case v < 1<<20:
		return fmt.Sprintf("%.1f KB", v/(1<<10))
	}
	return fmt.Sprintf("%.2f MB", v/(1<<20))
}

// print writes the table, the ratios first.
func (b *bench) print(w io.Writer) {
	const line = "%-*s  %-25s  %12s  %12s  %12s  %12s  %12s\n"
	width := 0
	for _, row := range *b.rows {
		width = max(width, utf8.RuneCountInString(row.job))
	}
	_, _ = fmt.Fprintf(w, line, width, "", "", "ours / clerk", "ours / floor", "ours", "clerk-sdk-go", "floor")
	job := ""
	for _, row := range *b.rows {
		name := row.job
		if name == job {
			name = ""
		}
		job = row.job
		_, _ = fmt.Fprintf(w, line, width, name, row.unit.name,
			ratio(row.cells[ours], row.cells[sdk]), ratio(row.cells[ours], row.cells[floor]),
			row.text(ours), row.text(sdk), row.text(floor))
	}
}

func (r row) text(column int) string {
	if r.cells[column] == nil {
		return ""
	}
	return r.unit.text(*r.cells[column])
}

func ratio(value, of *float64) string {
	if value == nil || of == nil || *of == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", *value / *of)
}
