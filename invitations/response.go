package invitations

import "net/http"

// A Response is what came back beside a call's result; [WithResponse] has it filled in. It speaks
// of the last answer: that of a look-up, where one found what a lost answer would have said. Where
// no server answered, StatusCode is 0.
type Response struct {
	StatusCode int
	Header     http.Header
	// TraceID names the request to Clerk's support.
	TraceID string
	// Attempts is how many times the request was sent, look-ups not counted.
	Attempts int
}
