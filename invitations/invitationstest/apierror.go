package invitationstest

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

type errorEntry = gen.ErrorEntry

// An apiError is an error response: a status and Clerk's errors.
type apiError struct {
	status  int
	entries []errorEntry
}

func newError(status int, code, long string) *apiError {
	return &apiError{status, []errorEntry{newEntry(code, long)}}
}

func newEntry(code, long string) errorEntry {
	return errorEntry{Code: code, Message: strings.ReplaceAll(code, "_", " "), LongMessage: long}
}

// paramError is an error about one field of a body or one query parameter.
func paramError(code, param, reason string) errorEntry {
	e := newEntry(code, param+" "+reason+".")
	e.Meta = marshal(map[string]string{"param_name": param})
	return e
}

func marshal(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil {
		panic("invitationstest: " + err.Error())
	}
	return data
}

// asError returns what a method of [Handler] returns for err, which may be nil.
func (err *apiError) asError() error {
	if err == nil {
		return nil
	}
	return errors.New("invitationstest: " + err.entries[0].LongMessage)
}

func notFound(long string) *apiError {
	return newError(http.StatusNotFound, "resource_not_found", long)
}

func invalidBody(long string) *apiError {
	return newError(http.StatusBadRequest, "request_body_invalid", long)
}

// usualError is what Clerk returns with a status if nothing more is known about the cause.
func usualError(status int) *apiError {
	code := strings.ReplaceAll(strings.ToLower(http.StatusText(status)), " ", "_")
	switch status {
	case http.StatusUnauthorized:
		code = "clerk_key_invalid"
	case http.StatusForbidden:
		code = "authorization_invalid"
	case http.StatusNotFound:
		code = "resource_not_found"
	case http.StatusGone:
		code = "operation_deprecated"
	case http.StatusRequestEntityTooLarge:
		code = "request_body_too_large"
	case http.StatusUnsupportedMediaType:
		code = "unsupported_content_type"
	case http.StatusInternalServerError:
		code = "internal_clerk_error"
	}
	return newError(status, code, "The request could not be served.")
}

// writeError sends err with the trace id of the response's header.
func (h *Handler) writeError(w http.ResponseWriter, err *apiError) {
	trace := w.Header().Get(traceHeader)
	body := gen.ErrorResponse{Errors: append([]errorEntry{}, err.entries...), ClerkTraceID: &trace}
	if h.options.choices.ErrorTraceNotAtTop {
		body.ClerkTraceID = nil
		for i := range body.Errors {
			body.Errors[i].ClerkTraceID = &trace
		}
	}
	writeJSON(w, err.status, body)
}
