//go:build race

package invitations_test

// The race detector slows the randomized tests down tenfold; `go test` without it runs all of their lists.
const listsPerGroup = 50
