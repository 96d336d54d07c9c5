// Benchmarks prints one table that holds this library against clerk-sdk-go and against the floor:
// net/http and encoding/json, used by hand for the one job.
//
// Every row is measured side by side in one run: the columns take turns, round after round, and the
// table shows the median of the rounds. A ratio below 1 is in favour of this library. Where bytes and
// allocations are counted, servers run in a process of their own, so that they are the client's alone.
package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"testing"
	"time"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		exitOn(serve(os.Args[2:]))
		return
	}
	testing.Init()
	rounds := flag.Int("rounds", 5, "how many `times` each cell is measured")
	perCell := flag.Duration("time", 300*time.Millisecond, "how `long` a call is repeated for one measurement")
	only := flag.String("only", "", "measure the rows that match this `pattern` alone")
	flag.Parse()
	pattern, err := regexp.Compile(*only)
	exitOn(err)
	exitOn(flag.Set("test.benchtime", perCell.String()))

	table := &bench{rounds: *rounds, only: pattern, rows: new([]row)}
	for _, measure := range []func(*bench) error{callsOverStub, callsOverTCP, many, disturbed, memory} {
		exitOn(measure(table))
	}
	fmt.Printf("%s %s/%s, %d processors; median of %d rounds\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), *rounds)
	table.print(os.Stdout)
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		os.Exit(1)
	}
}
