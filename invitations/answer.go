package invitations

import (
	"encoding/json"
	"errors"
	"math"

	"github.com/clerk-invitations/clerk-invitations-go/gen"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/jsoncut"
)

var (
	errUnpromisedStatus = errors.New("not the status of a success")
	errUnpromisedShape  = errors.New("not the answer the operation promises")
)

// The decoders below take the shape that an operation promises and nothing else, and end at the first
// value that has another: an answer of a great many things that are no invitations costs little.

// decode is jsoncut.Decode, but for the name of an error.
func decode[T any](body []byte, cut func(*jsoncut.Cutter) (T, error)) (T, error) {
	result, err := jsoncut.Decode(body, cut)
	if errors.Is(err, jsoncut.ErrShape) {
		err = errUnpromisedShape
	}
	return result, err
}

func decodeInvitation(body []byte) (*Invitation, error) {
	return decode(body, func(c *jsoncut.Cutter) (*Invitation, error) {
		inv, err := cutWholeInvitation(c)
		return &inv, err
	})
}

// decodeCreated makes the list of one that a creation takes.
func decodeCreated(body []byte) ([]Invitation, error) {
	return decode(body, func(c *jsoncut.Cutter) ([]Invitation, error) {
		inv, err := cutWholeInvitation(c)
		return []Invitation{inv}, err
	})
}

func cutWholeInvitation(c *jsoncut.Cutter) (Invitation, error) {
	inv, object, err := cutInvitation(c)
	if err == nil && !inv.isWhole(object) {
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
	return decode(body, cutList)
}

// cutList cuts off an array of invitations.
func cutList(c *jsoncut.Cutter) ([]Invitation, error) {
	const least = 200 // bytes of an invitation
	list := make([]Invitation, 0, min(c.Len()/least, MaxLimit))
	err := c.Array(func() error {
		inv, err := cutWholeInvitation(c)
		list = append(list, inv)
		return err
	})
	return list, err
}

func decodePage(body []byte) (*Page, error) {
	page, err := decode(body, cutPage)
	if err != nil {
		return nil, err
	}
	return &page, nil
}

// cutPage cuts off an array of invitations, or an object that holds one and how many there are in all.
func cutPage(c *jsoncut.Cutter) (Page, error) {
	if c.IsNext('[') {
		list, err := cutList(c)
		return Page{Invitations: list, TotalCount: len(list)}, err
	}
	var page Page
	var total jsoncut.Value
	err := c.Object(func(name []byte) (err error) {
		isData, isTotal := string(name) == "data", string(name) == "total_count"
		switch {
		case isData && page.Invitations != nil, isTotal && !total.IsNone():
			err = errUnpromisedShape // twice
		case isData:
			page.Invitations, err = cutList(c)
		case isTotal:
			total, err = c.Next()
		default:
			_, err = c.Next()
		}
		return err
	})
	if err != nil {
		return Page{}, err
	}
	if page.Invitations == nil || total.IsNone() || total.IsNull() {
		return Page{}, errUnpromisedShape
	}
	count, err := total.Integer()
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
