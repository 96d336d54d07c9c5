package invitations

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

// maxAnswer is the most bytes that are read of an answer, after decompression.
const maxAnswer = 16 << 20

var (
	errTooLarge         = fmt.Errorf("answer is larger than %d bytes", maxAnswer)
	errUnpromisedStatus = errors.New("not the status of a success")
	errUnpromisedShape  = errors.New("not the answer the operation promises")
)

// readBody returns all of an answer's body, or what could be read of it and why no more.
func readBody(resp *http.Response) ([]byte, error) {
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return nil, nil // what follows is no body, and would end when the server likes
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
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
	if !inv.isWhole() {
		return nil, errUnpromisedShape
	}
	return inv, nil
}

// decodeRevoked also holds the answer against the request.
func decodeRevoked(id string) func([]byte) (*Invitation, error) {
	return func(body []byte) (*Invitation, error) {
		inv, err := decodeInvitation(body)
		if err != nil {
			return nil, err
		}
		if inv.ID != id || inv.Status != StatusRevoked {
			return nil, errUnpromisedShape
		}
		return inv, nil
	}
}

// decodeList reads one item after the other, so that an answer of a great many that are not
// invitations ends at the first.
func decodeList(body []byte) ([]Invitation, error) {
	if !isArray(body) {
		return nil, errUnpromisedShape
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	list := []Invitation{}
	for decoder.More() {
		var inv Invitation
		if err := decoder.Decode(&inv); err != nil {
			return nil, err
		}
		if !inv.isWhole() {
			return nil, errUnpromisedShape
		}
		list = append(list, inv)
	}
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errUnpromisedShape
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
	if envelope.TotalCount == nil || *envelope.TotalCount < 0 {
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

func decodeDeleted(id string) func([]byte) (struct{}, error) {
	return func(body []byte) (struct{}, error) {
		var deleted gen.DeletedInvitation
		if err := json.Unmarshal(body, &deleted); err != nil {
			return struct{}{}, err
		}
		if !deleted.Deleted || deleted.ID != id {
			return struct{}{}, errUnpromisedShape
		}
		return struct{}{}, nil
	}
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
