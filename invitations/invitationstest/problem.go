package invitationstest

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// problem is a refusal: a status and Clerk's errors.
type problem struct {
	status  int
	entries []gen.ErrorEntry
}

func refuse(status int, entries ...gen.ErrorEntry) *problem {
	return &problem{status: status, entries: entries}
}

func entry(code, message, long string) gen.ErrorEntry {
	return gen.ErrorEntry{Code: code, Message: message, LongMessage: long}
}

// paramEntry is an error about one field of a body or one query parameter.
func paramEntry(code, param, message, long string) gen.ErrorEntry {
	e := entry(code, message, long)
	e.Meta = mustMarshal(map[string]string{"param_name": param})
	return e
}

func mustMarshal(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil {
		panic("invitationstest: " + err.Error())
	}
	return data
}

// writeProblem answers with p. The trace id in the body is the one in the header, which ServeHTTP
// has set.
func (h *Handler) writeProblem(w http.ResponseWriter, p *problem) {
	trace := w.Header().Get(traceHeader)
	body := gen.ErrorResponse{Errors: append([]gen.ErrorEntry{}, p.entries...)}
	if h.settings.oldErrorBodies {
		for i := range body.Errors {
			body.Errors[i].ClerkTraceID = &trace
		}
	} else {
		body.ClerkTraceID = &trace
	}
	writeJSON(w, p.status, body)
}

func notFound(long string) *problem {
	return refuse(http.StatusNotFound, entry("resource_not_found", "not found", long))
}

func methodNotAllowed() *problem {
	return refuse(http.StatusMethodNotAllowed,
		entry("method_not_allowed", "method not allowed", "This path does not take this method."))
}

func bodyInvalid(long string) *problem {
	return refuse(http.StatusBadRequest, entry("request_body_invalid", "invalid request body", long))
}

func tooManyRequests() *problem {
	return refuse(http.StatusTooManyRequests,
		entry("too_many_requests", "too many requests", "Too many requests in too short a time. Try again later."))
}

// usualProblem is what Clerk says with a status when nothing more is known about the cause.
func usualProblem(status int) *problem {
	switch status {
	case http.StatusUnauthorized:
		return keyInvalid()
	case http.StatusForbidden:
		return refuse(status, entry("authorization_invalid", "not allowed", "This request is not allowed."))
	case http.StatusNotFound:
		return notFound("Nothing was found here.")
	case http.StatusMethodNotAllowed:
		return methodNotAllowed()
	case http.StatusTooManyRequests:
		return tooManyRequests()
	case http.StatusInternalServerError:
		return refuse(status, entry("internal_clerk_error", "internal error", "Something went wrong on our side."))
	default:
		text := strings.ToLower(http.StatusText(status))
		if text == "" {
			text = "unknown error"
		}
		return refuse(status, entry(strings.ReplaceAll(text, " ", "_"), text, "The request could not be served."))
	}
}
