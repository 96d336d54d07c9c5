package main

import (
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"os"
	"strings"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// byteOrderMark is what spreadsheets put before their UTF-8.
const byteOrderMark = "\ufeff"

//go:embed addresses.csv
var shipped string

// readPeople reads whom to invite from the named file, or from the one that ships with the program.
func readPeople(name string) ([]invitations.CreateParams, error) {
	if name == "" {
		return parsePeople("addresses.csv", strings.NewReader(shipped))
	}
	file, err := os.Open(name) //nolint:gosec // the file is the one the user named
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return parsePeople(name, file)
}

// parsePeople reads a CSV whose first column is email_address. The other columns become metadata
// under their headings.
func parsePeople(name string, r io.Reader) ([]invitations.CreateParams, error) {
	rows := csv.NewReader(r)
	heading, err := rows.Read()
	switch {
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("%s: is empty", name)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	case strings.TrimPrefix(heading[0], byteOrderMark) != "email_address":
		return nil, fmt.Errorf("%s: line 1: the first column's heading must be email_address", name)
	}
	var people []invitations.CreateParams
	lines := make(map[string]int)
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		line, _ := rows.FieldPos(0)
		if address, err := mail.ParseAddress(row[0]); err != nil || address.Address != row[0] {
			return nil, fmt.Errorf("%s: line %d: %q is not an email address", name, line, row[0])
		}
		if earlier, ok := lines[strings.ToLower(row[0])]; ok {
			return nil, fmt.Errorf("%s: line %d: %s is in line %d already", name, line, row[0], earlier)
		}
		lines[strings.ToLower(row[0])] = line
		if len(people) == invitations.MaxBulk {
			return nil, fmt.Errorf("%s: line %d: one more than the %d that a bulk call takes", name, line, invitations.MaxBulk)
		}
		people = append(people, invitations.CreateParams{EmailAddress: row[0], PublicMetadata: metadata(heading[1:], row[1:])})
	}
	if len(people) == 0 {
		return nil, fmt.Errorf("%s: there is nobody in it to invite", name)
	}
	return people, nil
}

func metadata(headings, values []string) map[string]string {
	m := make(map[string]string, len(headings))
	for i, heading := range headings {
		m[heading] = values[i]
	}
	return m
}
