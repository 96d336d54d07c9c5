package main

import (
	"flag"
	"regexp"
	"testing"
)

// What is measured in bytes and allocations hardly differs from run to run, so that it can be a test.
// What is measured in time does. The race detector allocates, too: make allocations does without it.
func TestWhatCallsAllocate(t *testing.T) {
	if err := flag.Set("test.benchtime", "1000x"); err != nil {
		t.Fatal(err)
	}
	table := &bench{rounds: 3, only: regexp.MustCompile(""), rows: new([]row)}
	if err := callsOverStub(table); err != nil {
		t.Fatal(err)
	}
	bounds := map[string]map[string][2]float64{ // of clerk-sdk-go's, of the floor's
		"create, stub transport":   {"bytes": {0.9, 1.15}, "allocations": {0.9, 1.35}},
		"list 500, stub transport": {"bytes": {0.7, 0.5}, "allocations": {0.6, 0.9}},
	}
	seen := 0
	for _, row := range *table.rows {
		bound, ok := bounds[row.job][row.unit.name]
		if !ok {
			continue
		}
		seen++
		for i, column := range []int{sdk, floor} {
			if got := *row.cells[ours] / *row.cells[column]; got > bound[i] {
				t.Errorf("%s: %s: %.2f of column %d's, more than %.2f", row.job, row.unit.name, got, column, bound[i])
			}
		}
	}
	if seen != 4 {
		t.Errorf("%d rows", seen)
	}
}
