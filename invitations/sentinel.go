package invitations

import (
	"errors"
	"net/http"
	"slices"
	"strings"
)

// The errors that a call can return, for [errors.Is]. An [*Error] can be several.
var (
	// ErrOutcomeUnknown is returned when a create may have made an invitation: its response was lost
	// or was a 5xx, and the client could not tell. Test for it first: the error can match others too,
	// such as [ErrServer]. Retry, but not with IgnoreExisting, which could send a second email, or
	// call [Client.FindByEmail] later. After a retry, ErrAlreadyInvited can mean the first invitation.
	ErrOutcomeUnknown = errors.New("invitations: outcome unknown")
	// ErrAlreadyInvited is returned when a pending invitation has the address (400 duplicate_record).
	ErrAlreadyInvited = errors.New("invitations: already invited")
	// ErrUserExists is returned when a user has the address (422 form_identifier_exists).
	ErrUserExists = errors.New("invitations: user exists")
	// ErrInvalid is returned when an argument is wrong: every [*ArgumentError], status 422 except
	// for ErrUserExists, and status 400 with a code about the request, such as request_body_invalid.
	ErrInvalid = errors.New("invitations: invalid argument")
	// ErrNotFound is returned when no invitation has the id (404 resource_not_found).
	ErrNotFound = errors.New("invitations: not found")
	// ErrAlreadyRevoked is returned when the invitation is revoked (400 invitation_already_revoked).
	ErrAlreadyRevoked = errors.New("invitations: already revoked")
	// ErrAlreadyAccepted is returned when the invitation is accepted (400 invitation_already_accepted).
	ErrAlreadyAccepted = errors.New("invitations: already accepted")
	// ErrUnauthorized is returned when Clerk does not accept the secret key (401).
	ErrUnauthorized = errors.New("invitations: unauthorized")
	// ErrForbidden is returned when Clerk or the CDN in front of it forbids the request (403).
	ErrForbidden = errors.New("invitations: forbidden")
	// ErrRateLimited is returned when there were too many requests (429); see [Error.RetryAfter].
	ErrRateLimited = errors.New("invitations: rate limited")
	// ErrServer is returned when Clerk or the CDN in front of it fails (500 to 599).
	ErrServer = errors.New("invitations: server error")
)

// codeDuplicate is the code of ErrAlreadyInvited.
const codeDuplicate = "duplicate_record"

// Is reports whether target is a sentinel that e matches by its status and codes.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrUnauthorized:
		return e.StatusCode == http.StatusUnauthorized
	case ErrForbidden:
		return e.StatusCode == http.StatusForbidden
	case ErrNotFound:
		return e.has(http.StatusNotFound, "resource_not_found")
	case ErrAlreadyInvited:
		return e.has(http.StatusBadRequest, codeDuplicate)
	case ErrUserExists:
		return e.has(http.StatusUnprocessableEntity, "form_identifier_exists")
	case ErrAlreadyRevoked:
		return e.has(http.StatusBadRequest, "invitation_already_revoked")
	case ErrAlreadyAccepted:
		return e.has(http.StatusBadRequest, "invitation_already_accepted")
	case ErrInvalid:
		return e.isInvalid()
	case ErrRateLimited:
		return e.StatusCode == http.StatusTooManyRequests
	case ErrServer:
		return e.StatusCode >= 500 && e.StatusCode <= 599
	case ErrOutcomeUnknown:
		return e.OutcomeUnknown
	}
	return false
}

// has reports whether e has a status and, among its details, a code.
func (e *Error) has(status int, code string) bool {
	return e.StatusCode == status &&
		slices.ContainsFunc(e.Details, func(d ErrorDetail) bool { return d.Code == code })
}

func (e *Error) isInvalid() bool {
	switch e.StatusCode {
	case http.StatusUnprocessableEntity:
		return len(e.Details) == 0 ||
			slices.ContainsFunc(e.Details, func(d ErrorDetail) bool { return d.Code != "form_identifier_exists" })
	case http.StatusBadRequest:
		return slices.ContainsFunc(e.Details, func(d ErrorDetail) bool {
			switch d.Code {
			case "bulk_size_exceeded", "request_body_invalid", "api_version_invalid":
				return true
			}
			return strings.HasPrefix(d.Code, "form_param_")
		})
	}
	return false
}

// Is reports whether target is [ErrInvalid].
func (e *ArgumentError) Is(target error) bool { return target == ErrInvalid }
