package invitations

import (
	"errors"
	"net/http"
)

// A fate is what became of a request that failed.
type fate int

const (
	// final: the answer is the server's last word.
	final fate = iota
	// untouched: no server has acted on the request, and another attempt may pass.
	untouched
	// lost: the server may have acted on the request, and nothing readable says whether it has.
	lost
)

// fateOf returns what an answer that is no success says of the request. Err is why the answer could
// not be read, if it could not: a refusal that cannot be read is asked for again.
func fateOf(status int, err error) fate {
	switch {
	case status == http.StatusTooManyRequests:
		return untouched
	case status >= http.StatusInternalServerError, status < http.StatusMultipleChoices:
		return lost
	case status >= http.StatusBadRequest && err != nil && !errors.Is(err, errTooLarge):
		return untouched
	}
	return final
}

// fate returns what became of a request without an answer: no server can have acted on one whose
// body nobody has read.
func (d *doer) fate() fate {
	if d.body.ReadCloser != nil && !d.body.read.Load() {
		return untouched
	}
	return lost
}
