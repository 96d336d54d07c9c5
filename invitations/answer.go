package invitations

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// maxAnswer is the most bytes that are read of an answer, after decompression.
const maxAnswer = 16 << 20

var (
	errTooLarge         = fmt.Errorf("answer is larger than %d bytes", maxAnswer)
	errUnpromisedStatus = errors.New("not the status of a success")
	errUnpromisedShape  = errors.New("not the answer the operation promises")
)

// readBody returns all of body, or what could be read of it and why no more.
func readBody(body io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(body, maxAnswer+1))
	if len(data) > maxAnswer {
		return data[:maxAnswer], errTooLarge
	}
	return data, err
}

// The decoders below take the shape that an operation promises and nothing else: JSON null, for
// one, unmarshals into anything without an error.

func decodeInvitation(body []byte) (*Invitation, error) {
	inv := new(Invitation)
	if err := json.Unmarshal(body, inv); err != nil {
		return nil, err
	}
	if inv.ID == "" {
		return nil, errUnpromisedShape
	}
	return inv, nil
}

func decodeList(body []byte) ([]Invitation, error) {
	var list []Invitation
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, err
	}
	if list == nil {
		return nil, errUnpromisedShape
	}
	for _, inv := range list {
		if inv.ID == "" {
			return nil, errUnpromisedShape
		}
	}
	return list, nil
}

func decodePage(body []byte) (*Page, error) {
	if isArray(body) {
		list, err := decodeList(body)
		if err != nil {
			return nil, err
		}
		return &Page{Invitations: list, TotalCount: len(list)}, nil
	}
	var envelope struct {
		Data       json.RawMessage `json:"data"`
		TotalCount *int            `json:"total_count"`
	}
	if err := json.Unmarshal(body, &envelope); err != nil {
		return nil, err
	}
	if !isArray(envelope.Data) || envelope.TotalCount == nil {
		return nil, errUnpromisedShape
	}
	list, err := decodeList(envelope.Data)
	if err != nil {
		return nil, err
	}
	return &Page{Invitations: list, TotalCount: *envelope.TotalCount}, nil
}

// decodeBulk also holds the answer against the request: one invitation for each item.
func decodeBulk(ps []CreateParams) func([]byte) ([]Invitation, error) {
	return func(body []byte) ([]Invitation, error) {
		list, err := decodeList(body)
		if err != nil {
			return nil, err
		}
		return inOrderOf(ps, list)
	}
}

func decodeDeleted(body []byte) (struct{}, error) {
	var deleted gen.DeletedInvitation
	if err := json.Unmarshal(body, &deleted); err != nil {
		return struct{}{}, err
	}
	if !deleted.Deleted {
		return struct{}{}, errUnpromisedShape
	}
	return struct{}{}, nil
}

func isArray(body []byte) bool {
	for _, b := range body {
		switch b {
		case ' ', '\t', '\r', '\n':
		default:
			return b == '['
		}
	}
	return false
}
