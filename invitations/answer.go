package invitations

import (
	"encoding/json"
	"errors"
	"math"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
)

var (
	errUnpromisedStatus = errors.New("not the status of a success")
	errUnpromisedShape  = errors.New("not the answer the operation promises")
)

// The decoders below take the shape that an operation promises and nothing else, and end at the first
// value that has another: an answer of a great many things that are no invitations costs little.

// decode has cut take a value that is all there is in a JSON text.
func decode[T any](text []byte, cut func(*cutter) (T, error)) (T, error) {
	c := cutter{rest: text}
	result, err := cut(&c)
	if err == nil {
		err = c.end()
	}
	if err == nil {
		return result, nil
	}
	var zero T
	if errors.Is(err, errNotJSON) {
		var all json.RawMessage
		if syntax := json.Unmarshal(text, &all); syntax != nil { // it says where
			err = syntax
		}
	}
	return zero, err
}

func decodeInvitation(body []byte) (*Invitation, error) {
	return decode(body, func(c *cutter) (*Invitation, error) {
		inv, err := c.wholeInvitation()
		return &inv, err
	})
}

// decodeCreated makes the list of one that a creation takes.
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
		isData, isTotal := string(name) == "data", string(name) == "total_count"
		switch {
		case isData && page.Invitations != nil, isTotal && total.raw != nil:
			err = errUnpromisedShape // twice
		case isData:
			page.Invitations, err = c.list()
		case isTotal:
			total, err = c.next()
		default:
			_, err = c.next()
		}
		return err
	})
	if err != nil {
		return Page{}, err
	}
	if page.Invitations == nil || total.raw == nil || total.isNull() {
		return Page{}, errUnpromisedShape
	}
	count, err := total.integer()
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
