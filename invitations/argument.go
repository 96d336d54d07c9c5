package invitations

import (
	"net/mail"
	"net/url"
	"strings"
)

// An ArgumentError is a call refused before anything was sent. errors.Is finds [ErrInvalid] in it.
type ArgumentError struct {
	// Op is the method or function that was called, such as "Create".
	Op string
	// Field is the parameter, field or option at fault, such as "EmailAddress"; in a bulk it begins
	// with the item's index, as in "[3].EmailAddress".
	Field string
	// Reason says what is wrong with it. It never holds the value.
	Reason string

	err error
}

// Error returns the operation, the field and the reason.
func (e *ArgumentError) Error() string {
	return "invitations: " + e.Op + ": " + e.Field + " " + e.Reason
}

// Is reports whether target is [ErrInvalid].
func (e *ArgumentError) Is(target error) bool { return target == ErrInvalid }

// Unwrap returns the cause, if there is one, such as encoding/json's error for metadata.
func (e *ArgumentError) Unwrap() error { return e.err }

// in completes a refusal that does not know yet which operation it is of, nor which item.
func (e *ArgumentError) in(op, prefix string) *ArgumentError {
	e.Op = op
	e.Field = prefix + e.Field
	return e
}

// isEmailAddress reports whether s is one address as it would stand between < and >.
func isEmailAddress(s string) bool {
	const longest = 254 // RFC 5321, less the brackets
	if len(s) > longest {
		return false
	}
	address, err := mail.ParseAddress(s)
	return err == nil && address.Address == s
}

func isAbsoluteURL(s string) bool {
	if strings.ContainsAny(s, " \t\r\n") {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && u.Scheme != "" && u.Host != ""
}

// checkID lets through what Clerk's ids are made of and nothing else, because an id becomes a part
// of the path: "..", a slash or an escape would reach another resource.
func checkID(id string) *ArgumentError {
	const longest = 255
	if id == "" || len(id) > longest || strings.ContainsFunc(id, func(r rune) bool { return !isWordRune(r) }) {
		return refuse("id", "is not made of 1 to 255 letters, digits, _ and -")
	}
	return nil
}
