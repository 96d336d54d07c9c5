// Package benchmarks compares this library with clerk-sdk-go, Clerk's Go SDK for its whole API. It
// holds benchmarks and tests only, in a module of their own, so that the library does not depend on
// clerk-sdk-go.
//
// make bench runs the benchmarks and prints benchstat's tables; BENCH='ListPage/.*/transport=in-process'
// selects some of the rows. GOTOOLCHAIN selects another version of Go: encoding/json, which does most of
// the work, differs between 1.26 and 1.27.
//
// # How to read benchstat's output
//
// There is a table for each unit, such as sec/op, B/op and allocs/op. The columns are the clients:
// clerk-sdk-go first, as the base, then ours. "vs base" is the difference between the two: -20.00% means
// that ours takes 0.8 of the time or memory. "± 2%" is how far the six runs are from their median, and
// "~" means that the difference is within that noise. The last row, geomean, mixes unlike rows: ignore it.
//
// The rows are:
//
//   - Create: one invitation with metadata.
//   - ListPage: a page of 10, 100 or 500, whose items have no "revoked" or "revoked":false. Clerk sends
//     both.
//   - ListAll: 10,000 invitations at 50 ms a request, clerk-sdk-go in a loop over pages of 500. Both send
//     one request at a time, and so what counts is requests/op: pages of ours overlap, because the list
//     may change meanwhile.
//
// Create and ListPage run over loopback, with net/http's client and server, and in process: a
// transport that returns a fixed response at once, so that the work of the client is what remains.
// Bytes and allocations are counted in process only, because a server on loopback allocates too. They
// hardly vary, and so the tests limit them; times vary too much for a test. Both clients have a timeout.
package benchmarks
