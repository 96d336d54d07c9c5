package invitations

import (
	"bytes"
	"encoding/json"
	"reflect"
)

// MetadataAs decodes an invitation's public metadata into a T as encoding/json does; an invitation
// without metadata gives T's zero value. An integer that a float64 cannot hold survives in a T that
// has an integer type for it.
//
// The error is an [*ArgumentError] that wraps encoding/json's, and T is then its zero value.
func MetadataAs[T any](inv *Invitation) (T, error) {
	const op = "MetadataAs"
	var zero, metadata T
	if inv == nil {
		return zero, &ArgumentError{Op: op, Field: "inv", Reason: "is nil"}
	}
	if len(inv.PublicMetadata) == 0 {
		return zero, nil
	}
	if err := json.Unmarshal(inv.PublicMetadata, &metadata); err != nil {
		return zero, &ArgumentError{Op: op, Field: "PublicMetadata", Reason: "does not fit the type asked for", err: err}
	}
	return metadata, nil
}

// encodeMetadata returns metadata as a JSON object, or nil where there is none.
func encodeMetadata(metadata any) (json.RawMessage, *ArgumentError) {
	const field = "PublicMetadata"
	if isUnset(metadata) {
		return nil, nil
	}
	encoded, err := json.Marshal(metadata)
	if err != nil {
		return nil, &ArgumentError{Field: field, Reason: "cannot be encoded as JSON", err: err}
	}
	if !bytes.HasPrefix(encoded, []byte("{")) {
		return nil, &ArgumentError{Field: field, Reason: "is not a JSON object"}
	}
	return encoded, nil
}

// isUnset reports whether metadata is nil, or a nil map, pointer or slice of bytes: a field nobody filled
// in, rather than a JSON null somebody asked for.
func isUnset(metadata any) bool {
	if metadata == nil {
		return true
	}
	v := reflect.ValueOf(metadata)
	kind := v.Kind()
	isBytes := kind == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8
	return (kind == reflect.Map || kind == reflect.Pointer || isBytes) && v.IsNil()
}
