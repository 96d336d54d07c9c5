package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// A person is a row of the file.
type person struct {
	line   int
	params invitations.CreateParams
}

func readPeople(name string) ([]person, error) {
	data, err := os.ReadFile(name) //nolint:gosec // the file is the one that the user named
	if err != nil {
		return nil, err
	}
	const byteOrderMark = "\ufeff" // spreadsheets put it before their UTF-8
	rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte(byteOrderMark))))
	headings, err := rows.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	addressColumn := slices.Index(headings, "email_address")
	if addressColumn < 0 {
		return nil, fmt.Errorf("%s: the first row has no heading email_address", name)
	}
	var people []person
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return people, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		metadata := make(map[string]string)
		for column, value := range row {
			if column != addressColumn && value != "" {
				metadata[headings[column]] = value
			}
		}
		line, _ := rows.FieldPos(0)
		people = append(people, person{line, invitations.CreateParams{
			EmailAddress:   row[addressColumn],
			PublicMetadata: metadata,
		}})
	}
}
