package invitations_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// nested is an object that holds arrays, so that it is so deep in all.
func nested(depth int) string {
	return `{"public_metadata":` + strings.Repeat("[", depth-1) + strings.Repeat("]", depth-1) + `}`
}

// byEncodingJSON decodes an invitation with encoding/json alone, member by member, because it would
// take a name in another case for a struct's field.
func byEncodingJSON(data []byte) (inv invitations.Invitation, err error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil || members == nil {
		return inv, err
	}
	extra := make(map[string]json.RawMessage)
	var expires, created, updated int64
	fields := map[string]any{
		"id": &inv.ID, "email_address": &inv.EmailAddress, "status": &inv.Status, "public_metadata": &inv.PublicMetadata, "url": &inv.URL,
		"expires_at": &expires, "created_at": &created, "updated_at": &updated,
	}
	for name, member := range members {
		text := string(member)
		field, known := fields[name]
		known = known && text != "null"
		if known {
			if err := json.Unmarshal(member, field); err != nil {
				return invitations.Invitation{}, err
			}
		}
		known = known && !reflect.ValueOf(field).Elem().IsZero() || known && name != "url" && name != "expires_at"
		known = known || name == "object" && text == `"invitation"`
		known = known || name == "revoked" && text == "true" && string(members["status"]) == `"revoked"`
		if !known {
			extra[name] = member
		}
	}
	for field, ms := range map[*time.Time]int64{&inv.ExpiresAt: expires, &inv.CreatedAt: created, &inv.UpdatedAt: updated} {
		if ms != 0 {
			*field = time.UnixMilli(ms).UTC()
		}
	}
	if len(extra) > 0 {
		var text bytes.Buffer
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		err = encoder.Encode(extra)
		inv.Extra = bytes.TrimSuffix(text.Bytes(), []byte("\n"))
	}
	return inv, err
}

// pageByEncodingJSON decodes a page with encoding/json alone. It reports false for a page whose
// members stand there twice, which encoding/json takes and the library does not.
func pageByEncodingJSON(data []byte) (page *invitations.Page, comparable bool) {
	var items []json.RawMessage
	total := -1
	if json.Unmarshal(data, &items) != nil {
		decoder := json.NewDecoder(bytes.NewReader(data))
		seen := map[string]json.RawMessage{}
		if start, err := decoder.Token(); err != nil || start != json.Delim('{') || !json.Valid(data) {
			return nil, true
		}
		for decoder.More() {
			name, _ := decoder.Token()
			var member json.RawMessage
			if err := decoder.Decode(&member); err != nil {
				return nil, true
			}
			if _, twice := seen[name.(string)]; twice {
				return nil, false
			}
			seen[name.(string)] = member
		}
		if json.Unmarshal(seen["total_count"], &total) != nil || json.Unmarshal(seen["data"], &items) != nil {
			return nil, true
		}
	} else {
		total = len(items)
	}
	if total < 0 || items == nil {
		return nil, true
	}
	page = &invitations.Page{Invitations: make([]invitations.Invitation, len(items)), TotalCount: total}
	for i, item := range items {
		inv, err := byEncodingJSON(item)
		var members map[string]json.RawMessage
		_ = json.Unmarshal(item, &members)
		object := "invitation"
		if given, ok := members["object"]; ok && json.Unmarshal(given, &object) != nil {
			object = ""
		}
		if err != nil || inv.ID == "" || inv.Status == "" || object != "invitation" {
			return nil, true
		}
		page.Invitations[i] = inv
	}
	return page, true
}
