package invitations

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

// refuse returns a refusal by code that does not know which operation it checks for.
func refuse(field, reason string) *ArgumentError {
	return &ArgumentError{Field: field, Reason: reason}
}

// in completes a refusal with its operation and, in a bulk, its item.
func (e *ArgumentError) in(op, prefix string) *ArgumentError {
	e.Op = op
	e.Field = prefix + e.Field
	return e
}
