package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// An outcome is what became of a row, in the words of the outcomes file.
type outcome string

const (
	invited        outcome = "invited"
	alreadyInvited outcome = "already_invited"
	userExists     outcome = "user_exists"
	invalid        outcome = "invalid"
	unknown        outcome = "unknown"
	failed         outcome = "failed"
)

// outcomeOf checks for ErrOutcomeUnknown first, because such an error also matches its cause.
func outcomeOf(err error) outcome {
	switch {
	case err == nil:
		return invited
	case errors.Is(err, invitations.ErrOutcomeUnknown):
		return unknown
	case errors.Is(err, invitations.ErrAlreadyInvited):
		return alreadyInvited
	case errors.Is(err, invitations.ErrUserExists):
		return userExists
	case errors.Is(err, invitations.ErrInvalid):
		return invalid
	}
	return failed
}

// isSettled reports whether a retry would change nothing.
func (o outcome) isSettled() bool { return o == invited || o == alreadyInvited || o == userExists }

// addressKey returns what is equal for addresses that Clerk takes to be the same.
func addressKey(address string) string { return strings.ToLower(address) }

// columns are those of an outcomes file.
func columns() []string { return []string{"email_address", "outcome", "invitation_id", "error"} }

// readSettled returns the keys of the addresses that an outcomes file says are settled: none if there is
// no such file.
func readSettled(name string) (map[string]bool, error) {
	settled := make(map[string]bool)
	file, err := os.Open(name) //nolint:gosec // the file is next to the one that the user named
	if errors.Is(err, fs.ErrNotExist) {
		return settled, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	reader := csv.NewReader(file)
	reader.FieldsPerRecord = len(columns())
	rows, err := reader.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, row := range rows {
		if outcome(row[1]).isSettled() {
			settled[addressKey(row[0])] = true
		}
	}
	return settled, nil
}

// A recorder appends to an outcomes file.
type recorder struct {
	file *os.File
	rows *csv.Writer
}

func newRecorder(name string) (*recorder, error) {
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // as in readSettled
	if err != nil {
		return nil, err
	}
	r := &recorder{file, csv.NewWriter(file)}
	info, err := file.Stat()
	if err == nil && info.Size() == 0 {
		err = r.write(columns())
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return r, nil
}

func (r *recorder) record(result invitations.CreateResult) error {
	var id, reason string
	if result.Err != nil {
		reason = result.Err.Error() // holds no address
	} else {
		id = result.Invitation.ID
	}
	return r.write([]string{result.Params.EmailAddress, string(outcomeOf(result.Err)), id, reason})
}

// write flushes, so that the row is in the file if the program dies.
func (r *recorder) write(row []string) error {
	_ = r.rows.Write(row) // Error returns its error, too
	r.rows.Flush()
	return r.rows.Error()
}

func (r *recorder) close() error { return r.file.Close() }
