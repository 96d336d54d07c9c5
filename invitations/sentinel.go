package invitations

import (
	"errors"
	"net/http"
	"slices"
	"strings"
)

// The errors that a call can return, for [errors.Is]. They exclude each other: an error is at most one.
var (
	// ErrOutcomeUnknown is returned when a create may have made an invitation: a response was lost, and
	// the client could not find out what the request has done. Call [Client.FindByEmail] later, or retry
	// without IgnoreExisting: ErrAlreadyInvited can then mean the invitation of the first call.
	ErrOutcomeUnknown error = sentinel("invitations: outcome unknown")
	// ErrAlreadyInvited is returned when a pending invitation has the address (400 duplicate_record).
	ErrAlreadyInvited error = sentinel("invitations: already invited")
	// ErrUserExists is returned when a user has the address (422 form_identifier_exists).
	ErrUserExists error = sentinel("invitations: user exists")
	// ErrInvalid is returned when an argument is wrong: every [*ArgumentError], status 422 with another
	// code, and status 400 with a code about the request, such as request_body_invalid.
	ErrInvalid error = sentinel("invitations: invalid argument")
	// ErrNotFound is returned when no invitation has the id that Revoke, Delete or Get was called with.
	ErrNotFound error = sentinel("invitations: not found")
	// ErrAlreadyRevoked is returned when the invitation is revoked (400 invitation_already_revoked).
	ErrAlreadyRevoked error = sentinel("invitations: already revoked")
	// ErrAlreadyAccepted is returned when the invitation is accepted (400 invitation_already_accepted).
	ErrAlreadyAccepted error = sentinel("invitations: already accepted")
	// ErrUnauthorized is returned when Clerk does not accept the secret key (401).
	ErrUnauthorized error = sentinel("invitations: unauthorized")
	// ErrForbidden is returned when Clerk or the CDN in front of it forbids the request (403).
	ErrForbidden error = sentinel("invitations: forbidden")
	// ErrRateLimited is returned when there were too many requests (429); see [Error.RetryAfter].
	ErrRateLimited error = sentinel("invitations: rate limited")
	// ErrServer is returned when Clerk or the CDN in front of it fails (500 to 599).
	ErrServer error = sentinel("invitations: server error")
)

// A sentinel is one of the errors above.
type sentinel string

// Error returns the text.
func (s sentinel) Error() string { return string(s) }

// foreign returns err, of a transport, a context or an encoder, without our own errors in its chain: the
// error that wraps it would be several sentinels.
func foreign(err error) error {
	_, isError := errors.AsType[*Error](err)
	_, isArgument := errors.AsType[*ArgumentError](err)
	_, isSentinel := errors.AsType[sentinel](err)
	if isError || isArgument || isSentinel {
		return &cause{text: err.Error()}
	}
	return err
}

// codeDuplicate is the code of ErrAlreadyInvited.
const codeDuplicate = "duplicate_record"

// Is reports whether target is the sentinel for the status and the codes of e.
func (e *Error) Is(target error) bool {
	own := e.sentinel()
	return own != nil && target == own
}

// sentinel returns the sentinel for e, or nil.
func (e *Error) sentinel() error {
	switch {
	case e.OutcomeUnknown:
		return ErrOutcomeUnknown
	case e.StatusCode >= 500 && e.StatusCode <= 599:
		return ErrServer
	}
	switch e.StatusCode {
	case http.StatusUnauthorized:
		return ErrUnauthorized
	case http.StatusForbidden:
		return ErrForbidden
	case http.StatusTooManyRequests:
		return ErrRateLimited
	case http.StatusNotFound:
		if e.hasID() && e.has("resource_not_found") {
			return ErrNotFound
		}
	case http.StatusUnprocessableEntity:
		if e.has("form_identifier_exists") {
			return ErrUserExists
		}
		return ErrInvalid
	case http.StatusBadRequest:
		switch {
		case e.has(codeDuplicate):
			return ErrAlreadyInvited
		case e.has("invitation_already_revoked"):
			return ErrAlreadyRevoked
		case e.has("invitation_already_accepted"):
			return ErrAlreadyAccepted
		case e.has("bulk_size_exceeded", "request_body_invalid", "api_version_invalid"),
			slices.ContainsFunc(e.Details, func(d ErrorDetail) bool { return strings.HasPrefix(d.Code, "form_param_") }):
			return ErrInvalid
		}
	}
	return nil
}

// has reports whether e has one of the codes among its details.
func (e *Error) has(codes ...string) bool {
	return slices.ContainsFunc(e.Details, func(d ErrorDetail) bool { return slices.Contains(codes, d.Code) })
}

// hasID reports whether the operation of e is one on the invitation with an id. For the others a 404
// means that the server does not know the path.
func (e *Error) hasID() bool {
	return e.Op != opCreate && e.Op != opCreateBulk && e.Op != opList
}

// Is reports whether target is [ErrInvalid].
func (e *ArgumentError) Is(target error) bool { return target == ErrInvalid }
