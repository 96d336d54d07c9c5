package invitations

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// An Error is a call that did not end in the success its operation promises: an answer with another
// status, whatever its body, an answer that is not what was promised, or no answer.
//
// errors.Is finds in it the sentinels of this package that apply, and its cause, such as
// [context.DeadlineExceeded]. Its text is one line, made of the fields below; email addresses,
// links and keys in what Clerk says are left out of it. They are still in Details, Meta and Body,
// which are data: as sent, not for printing.
type Error struct {
	// Op is the operation that failed, named after its method, such as "Create"; of a call made of
	// several operations, the one of them. A Get that finds nothing is "Get".
	Op string
	// StatusCode is the answer's HTTP status; 0 where there was no answer.
	StatusCode int
	// Details are Clerk's errors, in their order; empty where the answer held none, as when the edge
	// in front of Clerk sent it.
	Details []ErrorDetail
	// Meta is what Clerk says about the answer as a whole, as sent; nil where it says nothing.
	Meta json.RawMessage
	// TraceID names the request to Clerk's support. It is taken from the body, else from the headers
	// X-Clerk-Trace-Id, Clerk-Trace-Id and CF-Ray, in this order.
	TraceID string
	// RetryAfter is how long the server asks to wait before the next attempt; 0 where it does not.
	RetryAfter time.Duration
	// Body is the answer's body as it came, cut after 64 KiB.
	Body []byte
	// Revoked are the ids of the invitations that [Client.Resend] has revoked before it failed.
	Revoked []string

	err     error
	fate    fate
	unknown bool // whether the call may have had its effect nevertheless
}

// An ErrorDetail is one of the errors in an answer of Clerk's.
type ErrorDetail struct {
	Code        string // for programs: "duplicate_record"
	Message     string // in a few words
	LongMessage string // in a sentence; it may hold email addresses
	Meta        json.RawMessage
}

// Param returns the request's parameter that the error is about, such as "email_address", or "".
func (d ErrorDetail) Param() string {
	var meta struct {
		ParamName string `json:"param_name"`
	}
	if json.Unmarshal(d.Meta, &meta) != nil {
		return ""
	}
	return meta.ParamName
}

// EmailAddresses returns the addresses that the error is about, as far as Clerk names them: with
// [ErrAlreadyInvited], those of a bulk that a pending invitation has.
func (d ErrorDetail) EmailAddresses() []string {
	var meta struct {
		EmailAddresses []string `json:"email_addresses"`
	}
	if json.Unmarshal(d.Meta, &meta) != nil {
		return nil
	}
	return meta.EmailAddresses
}

// Error returns the operation, the status, Clerk's first error, the cause and the trace id, as far as
// there are any.
func (e *Error) Error() string {
	var text strings.Builder
	text.WriteString("invitations: " + e.Op + ": ")
	if e.StatusCode != 0 {
		text.WriteString(strconv.Itoa(e.StatusCode))
	} else {
		text.WriteString("no answer")
	}
	if len(e.Details) > 0 {
		first := e.Details[0]
		if code := safeText(first.Code, maxTextCode); code != "" {
			text.WriteString(" " + code)
		}
		if message := safeText(first.Message, maxTextMessage); message != "" {
			text.WriteString(": " + message)
		}
		if more := len(e.Details) - 1; more > 0 {
			fmt.Fprintf(&text, " (and %d more)", more)
		}
	}
	if e.err != nil {
		text.WriteString(": " + safeText(e.err.Error(), maxTextMessage))
	}
	if e.unknown {
		text.WriteString(": outcome unknown")
	}
	if n := len(e.Revoked); n > 0 {
		fmt.Fprintf(&text, ": after %d revoked", n)
	}
	if trace := safeText(e.TraceID, maxTextCode); trace != "" {
		text.WriteString(" (trace " + trace + ")")
	}
	return text.String()
}

// Unwrap returns the cause: why there was no answer, why the answer is not the promised one, or what
// ended the wait for another attempt. It is nil where the answer itself says all.
func (e *Error) Unwrap() error { return e.err }

// during returns e with what ended the call while it waited for another attempt.
func (e *Error) during(end error) *Error {
	ended := *e
	ended.err = end
	if e.err != nil {
		ended.err = fmt.Errorf("%w: %w", end, e.err)
	}
	return &ended
}

// unknownOutcome returns err so that errors.Is finds ErrOutcomeUnknown in it.
func unknownOutcome(err error) error {
	var failure *Error
	if !errors.As(err, &failure) {
		return err
	}
	unknown := *failure
	unknown.unknown = true
	return &unknown
}
