package invitations

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
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
	body, err := readAll(io.LimitReader(resp.Body, maxAnswer+1), resp.ContentLength)
	if len(body) > maxAnswer {
		return body[:maxAnswer], errTooLarge
	}
	return body, err
}

// readAll is io.ReadAll for a body of which the size is known, or -1.
func readAll(r io.Reader, size int64) ([]byte, error) {
	if size < 0 || size > maxAnswer {
		return io.ReadAll(r)
	}
	body := make([]byte, 0, size+1) // one more, to find the end without growing
	for {
		n, err := r.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		switch {
		case errors.Is(err, io.EOF):
			return body, nil
		case err != nil:
			return body, err
		case len(body) == cap(body):
			body = append(body, 0)[:len(body)]
		}
	}
}

// The decoders below take the shape that an operation promises and nothing else, and end at the first
// value that has another: an answer of a great many things that are no invitations costs little.

// decode has cut take a value that is all there is in a JSON text.
func decode[T any](text []byte, cut func(*cutter) (T, error)) (T, error) {
	c := cutter{text}
	result, err := cut(&c)
	if err == nil {
		err = c.end()
	}
	if err == nil {
		return result, nil
	}
	var zero T
	if errors.Is(err, errNotJSON) {
		err = json.Unmarshal(text, new(json.RawMessage)) // which says where
	}
	return zero, err
}

func decodeInvitation(body []byte) (*Invitation, error) {
	list, err := decodeCreated(body)
	if err != nil {
		return nil, err
	}
	return &list[0], nil
}

// decodeCreated returns a list of one.
func decodeCreated(body []byte) ([]Invitation, error) {
	return decode(body, func(c *cutter) ([]Invitation, error) {
		inv, err := c.wholeInvitation()
		return []Invitation{inv}, err
	})
}

func (c *cutter) wholeInvitation() (Invitation, error) {
	inv, err := c.invitation()
	if err == nil && !inv.isWhole() {
		err = errUnpromisedShape
	}
	return inv, err
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

func decodeList(body []byte) ([]Invitation, error) {
	return decode(body, (*cutter).list)
}

// list cuts off an array of invitations.
func (c *cutter) list() ([]Invitation, error) {
	const least = 200 // bytes of an invitation
	list := make([]Invitation, 0, min(len(c.rest)/least, MaxLimit))
	err := c.array(func() error {
		inv, err := c.wholeInvitation()
		list = append(list, inv)
		return err
	})
	return list, err
}

func decodePage(body []byte) (*Page, error) {
	page, err := decode(body, (*cutter).page)
	if err != nil {
		return nil, err
	}
	return &page, nil
}

// page cuts off an array of invitations, or an object that holds one and how many there are in all.
func (c *cutter) page() (Page, error) {
	if c.isNext('[') {
		list, err := c.list()
		return Page{Invitations: list, TotalCount: len(list)}, err
	}
	var page Page
	var total value
	err := c.object(func(name []byte) (err error) {
		switch string(name) {
		case "data":
			page.Invitations, err = c.list()
		case "total_count":
			total, err = c.value()
		default:
			_, err = c.value()
		}
		return err
	})
	if err != nil {
		return Page{}, err
	}
	if page.Invitations == nil || total.text == nil || total.isNull() {
		return Page{}, errUnpromisedShape
	}
	count, err := total.int64()
	if err == nil && (count < 0 || count > math.MaxInt) {
		err = errUnpromisedShape
	}
	page.TotalCount = int(count)
	return page, err
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
