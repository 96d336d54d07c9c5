package invitations

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/redact"
)

// An Error is returned by a call that failed after its arguments were accepted: the response has
// another status than 200, or is not what the operation returns, or there is no response. Use
// [errors.Is] with the sentinels of this package, or with a cause such as [context.DeadlineExceeded].
//
// The text of an Error is one line without keys, links and email addresses. Details, Meta and Body
// hold what the server sent, except for the key.
type Error struct {
	// Op is the operation that failed, named after its method, such as "Create".
	Op string
	// StatusCode is the HTTP status of the response, or 0 if there was none.
	StatusCode int
	// Details are the errors that Clerk lists. A response of the CDN in front of Clerk has none.
	Details []ErrorDetail
	// Meta is what Clerk says about the response as a whole.
	Meta json.RawMessage
	// TraceID identifies the request to Clerk's support. It is that of the body, or else of the first
	// of the headers X-Clerk-Trace-Id, Clerk-Trace-Id and CF-Ray.
	TraceID string
	// RetryAfter is how long the server asks to wait before a retry, or 0.
	RetryAfter time.Duration
	// Body is the body of the response, up to 64 KiB.
	Body []byte
	// Revoked holds the ids of the invitations that are revoked when [Client.Resend] fails.
	Revoked []string
	// OutcomeUnknown reports whether the error is [ErrOutcomeUnknown].
	OutcomeUnknown bool

	err     error
	outcome outcome
}

// An outcome is what became of a request that failed.
type outcome int

const (
	// rejected: the response is the server's final word.
	rejected outcome = iota
	// notSent: no server has acted on the request.
	notSent
	// ambiguous: a server may have acted on the request.
	ambiguous
)

// An ErrorDetail is one error of those that Clerk lists in a response.
type ErrorDetail struct {
	Code        string // for programs, such as "duplicate_record"
	Message     string // a few words
	LongMessage string // a sentence; it may hold email addresses
	Meta        json.RawMessage
}

// Param returns the name of the request's parameter that the error is about, such as
// "email_address", or "".
func (d ErrorDetail) Param() string { return d.meta().Param }

// EmailAddresses returns the addresses that the error is about. With [ErrAlreadyInvited] those are
// the addresses that have a pending invitation.
func (d ErrorDetail) EmailAddresses() []string { return d.meta().Addresses }

func (d ErrorDetail) meta() (meta struct {
	Param     string   `json:"param_name"`
	Addresses []string `json:"email_addresses"`
}) {
	_ = json.Unmarshal(d.Meta, &meta) // a member of another type is left out
	return meta
}

// Format implements [fmt.Formatter]: it prints the code and redacted message.
func (d ErrorDetail) Format(f fmt.State, verb rune) { printAs(f, verb, d.text()) }

// LogValue implements [slog.LogValuer] with the text that Format prints.
func (d ErrorDetail) LogValue() slog.Value { return slog.StringValue(d.text()) }

func (d ErrorDetail) text() string {
	text := redact.Text(d.Code, maxCode)
	if message := redact.Text(d.Message, maxMessage); message != "" {
		text += ": " + message
	}
	return text
}

// Error returns operation, status, Clerk's first error, cause and trace id.
func (e *Error) Error() string {
	var text strings.Builder
	text.WriteString("invitations: " + e.Op + ": ")
	if e.StatusCode != 0 {
		text.WriteString(strconv.Itoa(e.StatusCode))
	} else {
		text.WriteString("no response")
	}
	if len(e.Details) > 0 {
		if e.Details[0].Code != "" {
			text.WriteString(" ")
		}
		text.WriteString(e.Details[0].text())
		if more := len(e.Details) - 1; more > 0 {
			fmt.Fprintf(&text, " (and %d more)", more)
		}
	}
	if e.err != nil {
		text.WriteString(": " + redact.Text(e.err.Error(), maxMessage))
	}
	if e.OutcomeUnknown {
		text.WriteString(": outcome unknown")
	}
	if n := len(e.Revoked); n > 0 {
		fmt.Fprintf(&text, ": after %d revoked", n)
	}
	if trace := redact.Text(e.TraceID, maxCode); trace != "" {
		text.WriteString(" (trace " + trace + ")")
	}
	return text.String()
}

// Format implements [fmt.Formatter]: every verb prints the text of [Error.Error].
func (e Error) Format(f fmt.State, verb rune) { printAs(f, verb, e.Error()) }

// Unwrap returns the cause, such as an error of the connection, the decoding or the context, or nil.
func (e *Error) Unwrap() error { return e.err }

// endedBy makes end, which ended the call after e, a cause of e.
func (e *Error) endedBy(end error) {
	if e.err != nil {
		end = fmt.Errorf("%w: %w", end, e.err)
	}
	e.err = end
}

// An ArgumentError is returned by a call whose arguments are rejected before anything is sent.
// [errors.Is] reports it to be [ErrInvalid].
type ArgumentError struct {
	// Op is the method or function that was called, such as "Create".
	Op string
	// Field is the parameter, field or option, such as "EmailAddress" or "[3].EmailAddress".
	Field string
	// Reason says what is wrong with the field, without its value.
	Reason string

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
