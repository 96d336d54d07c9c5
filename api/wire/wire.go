// Package wire notes down what the tests of this repository say to the Clerk in memory and what it
// answers, so that both can be held against api/invitations.yaml afterwards.
//
// The holding against is done by api/gates/wire, of another module: a validator imported here would stand
// in the go.sum of everyone who imports invitations, whose tests import this package. `make wire`
// does both halves. In a plain `go test` nothing is noted.
//
// It is for this repository alone and may change at any time.
package wire

import "os"

// RecordTo names the environment variable that holds the folder to record into.
const RecordTo = "WIRE_RECORD"

// recordTo is read at each use: go test then knows that its cached results depend on it.
func recordTo() string { return os.Getenv(RecordTo) }
