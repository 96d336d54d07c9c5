package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"slices"
	"testing"
)

// The columns.
const (
	ours = iota
	sdk
	floor
	columns
)

// A bench measures rows and collects them.
type bench struct {
	rounds int
	only   *regexp.Regexp
	rows   *[]row
}

// slowly returns a bench for jobs that take seconds: at most three rounds.
func (b *bench) slowly() *bench {
	slow := *b
	slow.rounds = min(b.rounds, 3)
	return &slow
}

// A row is one measure of one job, in each column that has it.
type row struct {
	job   string
	unit  unit
	cells [columns]*float64
}

// A run does a job once and returns what it measured, one value for each unit of its row.
type run func() ([]float64, error)

// measure has the runs take turns, and adds a row for each unit. A column without a run stays empty.
func (b *bench) measure(job string, units []unit, runs [columns]run) error {
	if !b.only.MatchString(job) {
		return nil
	}
	fmt.Fprintln(os.Stderr, "measuring:", job)
	var values [columns][][]float64 // by column, unit and round
	for column := range columns {
		values[column] = make([][]float64, len(units))
	}
	for round := range b.rounds {
		for turn := range columns {
			column := (turn + round) % columns
			if runs[column] == nil {
				continue
			}
			runtime.GC()
			measured, err := runs[column]()
			if err != nil {
				return fmt.Errorf("%s: %w", job, err)
			}
			for i, value := range measured {
				values[column][i] = append(values[column][i], value)
			}
		}
	}
	for i, unit := range units {
		row := row{job: job, unit: unit}
		for column := range columns {
			if runs[column] != nil {
				row.cells[column] = median(values[column][i])
			}
		}
		*b.rows = append(*b.rows, row)
	}
	return nil
}

func median(values []float64) *float64 {
	slices.Sort(values)
	return &values[len(values)/2]
}

var perCall = []unit{inTime, inBytes, inAllocations}

var errFailed = errors.New("a call has failed")

// repeated makes a run of a call that is repeated for a while.
func repeated(call func() error) run {
	return func() ([]float64, error) {
		var failure error
		result := testing.Benchmark(func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if failure = call(); failure != nil {
					b.FailNow()
				}
			}
		})
		if failure != nil {
			return nil, failure
		}
		if result.N == 0 {
			return nil, errFailed
		}
		return []float64{
			float64(result.T.Nanoseconds()) / float64(result.N),
			float64(result.MemBytes) / float64(result.N),
			float64(result.MemAllocs) / float64(result.N),
		}, nil
	}
}
