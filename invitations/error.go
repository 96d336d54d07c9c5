package invitations

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/redact"
)

// The operations, as errors and logs name them.
const (
	opCreate     = "Create"
	opCreateBulk = "CreateBulk"
	opList       = "List"
	opRevoke     = "Revoke"
	opDelete     = "Delete"

	opAll       = "All"
	opCreateAll = "CreateAll"
	opGet       = "Get"
)

// The longest parts of an error's text, in bytes, and the number of details in it.
const (
	maxCode    = 64  // a code, a name or an id
	maxMessage = 200 // a message of the server
	maxCause   = 500 // an error of Go's
	maxDetails = MaxBulk
)

// An Error is returned by a call that failed after its arguments were accepted: the response has
// another status than 200, or is not what the operation returns, or there is no response. Use
// [errors.Is] with the sentinels of this package, or with a cause such as [context.DeadlineExceeded].
//
// Its text is one line without keys, links and email addresses. It says what failed, and why there was no
// further attempt. Details, Meta and Body hold what the server sent.
type Error struct {
	Op             string          // the operation that failed, named after its method, such as "Create"
	StatusCode     int             // of the response, or 0 if there was none
	Details        []ErrorDetail   // what Clerk lists; empty if the response is not Clerk's JSON
	Meta           json.RawMessage // what Clerk says about the response as a whole
	TraceID        string          // for Clerk's support: of the body, X-Clerk-Trace-Id, Clerk-Trace-Id or CF-Ray
	RetryAfter     time.Duration   // how long the server asks to wait before a retry, or 0
	Body           []byte          // of the response, up to 64 KiB
	OutcomeUnknown bool            // whether the error is [ErrOutcomeUnknown]

	err     error
	from    string // which server sent what, unless it is Clerk's JSON
	isRay   bool   // whether TraceID is that of CF-Ray
	reason  string // why there was no further attempt, or ""
	outcome outcome
}

// An outcome is what is known of a request that failed.
type outcome int

const (
	// rejected: the response is final.
	rejected outcome = iota
	// notDone: no server has acted on the request.
	notDone
	// failed: Clerk may have acted on the request, and has ended it.
	failed
	// unknown: a server may have acted on the request, or may still do so.
	unknown
)

// An ErrorDetail is one error of those that Clerk lists in a response.
type ErrorDetail struct {
	Code        string // for programs, such as "duplicate_record"
	Message     string // a few words
	LongMessage string // a sentence; it may hold email addresses
	Meta        json.RawMessage
}

// Param returns the request's parameter that the error is about, such as "email_address", or "".
func (d ErrorDetail) Param() string { return d.meta().Param }

// EmailAddresses returns the addresses that the error is about, such as those with a pending invitation.
func (d ErrorDetail) EmailAddresses() []string { return d.meta().Addresses }

func (d ErrorDetail) meta() (meta struct {
	Param     string   `json:"param_name"`
	Addresses []string `json:"email_addresses"`
}) {
	_ = json.Unmarshal(d.Meta, &meta) // a member of another type is left out
	return meta
}

// text returns the code, the parameter and the message, unless the message only repeats the code.
func (d ErrorDetail) text() string {
	text := redact.Text(d.Code, maxCode)
	if param := redact.Text(d.Param(), maxCode); param != "" {
		text += " (" + param + ")"
	}
	message := redact.Text(d.Message, maxMessage)
	if message != "" && !strings.EqualFold(message, strings.ReplaceAll(d.Code, "_", " ")) {
		text += ": " + message
	}
	return text
}

// Error returns the text of e.
func (e *Error) Error() string {
	text := "invitations: " + e.Op + ": no response"
	if e.StatusCode != 0 {
		text = "invitations: " + e.Op + ": " + strconv.Itoa(e.StatusCode)
	}
	if len(e.Details) > 0 {
		text += " " + e.details()
	} else if e.from != "" {
		text += " " + e.from
	}
	if e.err != nil {
		text += ": " + redact.Cause(strings.TrimPrefix(e.err.Error(), "invitations: "), maxCause)
	}
	if e.StatusCode == http.StatusNotFound && !e.hasID() {
		text += ": the base URL is probably wrong"
	}
	if e.reason != "" {
		text += ": " + e.reason
	}
	if e.OutcomeUnknown {
		text += ": outcome unknown, an invitation may exist"
	}
	if trace := redact.Text(e.TraceID, maxCode); trace != "" {
		name := "trace"
		if e.isRay {
			name = "CF-Ray"
		}
		text += " (" + name + " " + trace + ")"
	}
	return text
}

// details returns the texts of the first details.
func (e *Error) details() string {
	texts := make([]string, 0, maxDetails+1)
	for _, detail := range e.Details[:min(len(e.Details), maxDetails)] {
		texts = append(texts, detail.text())
	}
	if len(e.Details) > maxDetails {
		texts = append(texts, "…")
	}
	return strings.Join(texts, "; ")
}

// wasLost reports whether the response does not tell what the request has done.
func (e *Error) wasLost() bool { return e.outcome == failed || e.outcome == unknown }

// Unwrap returns the cause, such as an error of the connection, or nil.
func (e *Error) Unwrap() error { return e.err }

// endedBy makes the end of ctx, if it has ended, a cause of e.
func (e *Error) endedBy(ctx context.Context) {
	switch {
	case ctx.Err() == nil || errors.Is(e.err, ctx.Err()):
	case e.err == nil:
		e.err = contextCause(ctx)
	default:
		e.err = fmt.Errorf("%w: %w", contextCause(ctx), e.err)
	}
}

// contextCause returns the cause of ctx in a form in which errors.Is also finds ctx.Err().
func contextCause(ctx context.Context) error {
	why := foreign(context.Cause(ctx))
	if errors.Is(why, ctx.Err()) {
		return why
	}
	return fmt.Errorf("%w: %w", ctx.Err(), why)
}

// A cause is an error with a text of its own.
type cause struct {
	text string
	err  error
}

// Error returns the text.
func (c *cause) Error() string { return c.text }

// Unwrap returns the error.
func (c *cause) Unwrap() error { return c.err }

// An ArgumentError is returned by a call whose arguments are rejected before anything is sent.
// [errors.Is] reports it to be [ErrInvalid].
type ArgumentError struct {
	Op     string // the method or function that was called, such as "Create"
	Field  string // the parameter, field or option, such as "EmailAddress" or "[3].EmailAddress"
	Reason string // what is wrong with the field, without its value

	err error
}

// Error returns the operation, the field and the reason.
func (e *ArgumentError) Error() string {
	return "invitations: " + e.Op + ": " + e.Field + " " + e.Reason
}

// Unwrap returns the cause, such as an error of encoding/json, or nil.
func (e *ArgumentError) Unwrap() error { return e.err }

// invalid returns an ArgumentError whose operation is still to be set, or nil if reason is empty.
func invalid(field, reason string) *ArgumentError {
	if reason == "" {
		return nil
	}
	return &ArgumentError{Field: field, Reason: reason}
}

// in returns e with its operation set and with prefix before its field.
func (e *ArgumentError) in(op, prefix string) *ArgumentError {
	e.Op, e.Field = op, prefix+e.Field
	return e
}

// rejectIf returns reason if a value is rejected, for invalid.
func rejectIf(isRejected bool, reason string) string {
	if isRejected {
		return reason
	}
	return ""
}
