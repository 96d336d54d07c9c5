// Package jsoncut decodes JSON of a known shape in one pass.
//
// It reads what stands between values, strings without escapes and whole numbers; of every other value
// encoding/json says whether it is one and what it means. Decoding all of it with encoding/json would
// take three times as long, take names in any case for known ones and forget those that are not known.
package jsoncut

import (
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf8"
)

// A Cutter cuts a JSON text into values, from front to back.
type Cutter struct {
	rest  []byte
	depth int // of the arrays and objects around rest
}

// maxDepth is encoding/json's, which could not encode what is nested deeper.
const maxDepth = 10_000

var (
	// ErrShape is for a value of another kind than was asked for.
	ErrShape = errors.New("JSON of another kind than is expected")

	errNotJSON = errors.New("not JSON")
)

// Decode has cut take a value that is all there is in a text. Where the text is no JSON, the error is
// encoding/json's.
func Decode[T any](text []byte, cut func(*Cutter) (T, error)) (T, error) {
	c := Cutter{rest: text}
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

// Array has item cut off each item of an array.
func (c *Cutter) Array(item func() error) error {
	return c.sequence('[', ']', item)
}

// Object has member cut off the value of each member of an object.
func (c *Cutter) Object(member func(name []byte) error) error {
	return c.sequence('{', '}', func() error {
		name, err := c.name()
		if err != nil {
			return err
		}
		if !c.take(':') {
			return errNotJSON
		}
		return member(name)
	})
}

func (c *Cutter) sequence(first, last byte, element func() error) error {
	if !c.take(first) {
		return ErrShape
	}
	c.depth++
	defer func() { c.depth-- }()
	if c.take(last) {
		return nil
	}
	for {
		if err := element(); err != nil {
			return err
		}
		if c.take(last) {
			return nil
		}
		if !c.take(',') {
			return errNotJSON
		}
	}
}

// name cuts off an object member's name.
func (c *Cutter) name() ([]byte, error) {
	name, err := c.Next()
	if err != nil || name.raw[0] != '"' {
		return nil, errNotJSON
	}
	if text, ok := name.Unquoted(); ok {
		return text, nil
	}
	text, err := name.Text()
	return []byte(text), err
}

// Next cuts off the next value.
func (c *Cutter) Next() (Value, error) {
	c.skipSpace()
	size, depth, isPlain := extent(c.rest)
	v := Value{c.rest[:size], isPlain}
	c.rest = c.rest[size:]
	if !isPlain && (c.depth+depth > maxDepth || !json.Valid(v.raw)) {
		return Value{}, errNotJSON
	}
	return v, nil
}

// Len returns how many bytes of the text are left.
func (c *Cutter) Len() int { return len(c.rest) }

// end returns an error if there is more than the values that were cut off.
func (c *Cutter) end() error {
	c.skipSpace()
	if len(c.rest) > 0 {
		return errNotJSON
	}
	return nil
}

// take cuts off a delimiter, if it comes next.
func (c *Cutter) take(delimiter byte) bool {
	if !c.IsNext(delimiter) {
		return false
	}
	c.rest = c.rest[1:]
	return true
}

// IsNext reports whether a delimiter comes next.
func (c *Cutter) IsNext(delimiter byte) bool {
	c.skipSpace()
	return len(c.rest) > 0 && c.rest[0] == delimiter
}

func (c *Cutter) skipSpace() {
	for len(c.rest) > 0 && isSpace(c.rest[0]) {
		c.rest = c.rest[1:]
	}
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\r' || b == '\n' }

// extent returns where the value that begins text ends if it is one, how deep it is, and whether it is
// plain, and thereby surely one.
func extent(text []byte) (size, depth int, isPlain bool) {
	if len(text) == 0 {
		return 0, 0, false
	}
	switch text[0] {
	case '"':
		size, isPlain = stringExtent(text)
		return size, 0, isPlain
	case '{', '[':
		size, depth = bracketExtent(text)
		return size, depth, false
	}
	size, isPlain = wordExtent(text)
	return size, 0, isPlain
}

func stringExtent(text []byte) (size int, isPlain bool) {
	isPlain = true
	for i := 1; i < len(text); i++ {
		switch b := text[i]; {
		case b == '"':
			return i + 1, isPlain
		case b == '\\':
			isPlain = false
			i++
		case b < ' ' || b >= utf8.RuneSelf:
			isPlain = false
		}
	}
	return len(text), false
}

// bracketExtent does not tell one bracket from the other, which is json.Valid's to do.
func bracketExtent(text []byte) (size, depth int) {
	open := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			size, _ := stringExtent(text[i:])
			i += size - 1
		case '{', '[':
			open++
			depth = max(depth, open)
		case '}', ']':
			if open--; open == 0 {
				return i + 1, depth
			}
		}
	}
	return len(text), depth
}

// wordExtent is for numbers, true, false and null.
func wordExtent(text []byte) (size int, isPlain bool) {
	isPlain = text[0] != '0'
	for _, b := range text {
		if isSpace(b) || b == ',' || b == '}' || b == ']' {
			break
		}
		isPlain = isPlain && '0' <= b && b <= '9'
		size++
	}
	return size, isPlain && size > 0
}

// A Value is a JSON value as it stood in the text; the zero value is none at all.
type Value struct {
	raw []byte
	// isPlain is whether it is a string without escapes, all ASCII, or a number of digits alone.
	isPlain bool
}

// IsNone reports whether there is no value.
func (v Value) IsNone() bool { return v.raw == nil }

// IsNull reports whether it is null.
func (v Value) IsNull() bool { return string(v.raw) == "null" }

// Raw returns the value as it stood in the text, which it is a part of.
func (v Value) Raw() []byte { return v.raw }

// Unquoted returns the text of a string that stands there as it is, as a part of the text.
func (v Value) Unquoted() (text []byte, ok bool) {
	if !v.isPlain || v.raw[0] != '"' {
		return nil, false
	}
	return v.raw[1 : len(v.raw)-1], true
}

// Text returns the text of a string.
func (v Value) Text() (string, error) {
	if text, ok := v.Unquoted(); ok {
		return string(text), nil
	}
	var text string
	err := json.Unmarshal(v.raw, &text)
	return text, err
}

// Integer returns a whole number.
func (v Value) Integer() (int64, error) {
	if n, err := strconv.ParseInt(string(v.raw), 10, 64); err == nil {
		return n, nil
	}
	var n int64
	err := json.Unmarshal(v.raw, &n)
	return n, err
}
