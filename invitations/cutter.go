package invitations

import (
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf8"
)

// A cutter cuts a JSON text into values, from front to back, in one pass. It reads what stands
// between values, strings without escapes and whole numbers; of every other value encoding/json says
// whether it is one and what it means. Decoding all of it with encoding/json would take several times
// as long, take names in any case for known ones and forget those that are not known.
type cutter struct{ rest []byte }

// errNotJSON is for the cutter's callers, who have encoding/json say what is wrong.
var errNotJSON = errors.New("not JSON")

// array has item cut off each item of an array.
func (c *cutter) array(item func() error) error {
	return c.sequence('[', ']', item)
}

// object has member cut off the value of each member of an object.
func (c *cutter) object(member func(name []byte) error) error {
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

func (c *cutter) sequence(first, last byte, element func() error) error {
	if !c.take(first) {
		return errUnpromisedShape
	}
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
func (c *cutter) name() ([]byte, error) {
	name, err := c.value()
	if err != nil || name.text[0] != '"' {
		return nil, errNotJSON
	}
	if text, ok := name.unquoted(); ok {
		return text, nil
	}
	text, err := name.string()
	return []byte(text), err
}

// value cuts off a value.
func (c *cutter) value() (value, error) {
	c.skipSpace()
	size, plain := extent(c.rest)
	v := value{c.rest[:size], plain}
	c.rest = c.rest[size:]
	if !plain && !json.Valid(v.text) {
		return value{}, errNotJSON
	}
	return v, nil
}

// end returns an error if there is more than the values that were cut off.
func (c *cutter) end() error {
	c.skipSpace()
	if len(c.rest) > 0 {
		return errNotJSON
	}
	return nil
}

// take cuts off a delimiter, if it comes next.
func (c *cutter) take(delimiter byte) bool {
	if !c.isNext(delimiter) {
		return false
	}
	c.rest = c.rest[1:]
	return true
}

func (c *cutter) isNext(delimiter byte) bool {
	c.skipSpace()
	return len(c.rest) > 0 && c.rest[0] == delimiter
}

func (c *cutter) skipSpace() {
	for len(c.rest) > 0 && isSpace(c.rest[0]) {
		c.rest = c.rest[1:]
	}
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\r' || b == '\n' }

// extent returns where the value that begins text ends, if it is one, and whether it is a plain one.
func extent(text []byte) (size int, plain bool) {
	if len(text) == 0 {
		return 0, false
	}
	switch text[0] {
	case '"':
		return stringExtent(text)
	case '{', '[':
		return bracketExtent(text), false
	}
	size = 0
	plain = text[0] != '0'
	for size < len(text) && !isSpace(text[size]) && text[size] != ',' && text[size] != '}' && text[size] != ']' {
		plain = plain && '0' <= text[size] && text[size] <= '9'
		size++
	}
	const surelyInt64 = 18
	return size, plain && 0 < size && size <= surelyInt64
}

func stringExtent(text []byte) (size int, plain bool) {
	plain = true
	for i := 1; i < len(text); i++ {
		switch b := text[i]; {
		case b == '"':
			return i + 1, plain
		case b == '\\':
			plain = false
			i++
		case b < ' ' || b >= utf8.RuneSelf:
			plain = false
		}
	}
	return len(text), false
}

// bracketExtent does not tell one bracket from the other, which is json.Valid's to do.
func bracketExtent(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			size, _ := stringExtent(text[i:])
			i += size - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// A value is a JSON value as it stood in the text; the zero value is none at all.
type value struct {
	text []byte
	// plain is whether it is a string without escapes, all ASCII, or a positive number that an int64
	// holds, without a sign, a fraction and an exponent.
	plain bool
}

func (v value) isNull() bool { return isNull(v.text) }

// unquoted returns the text of a plain string.
func (v value) unquoted() (text []byte, ok bool) {
	if !v.plain || v.text[0] != '"' {
		return nil, false
	}
	return v.text[1 : len(v.text)-1], true
}

func (v value) string() (string, error) {
	if text, ok := v.unquoted(); ok {
		return string(text), nil
	}
	var s string
	err := json.Unmarshal(v.text, &s)
	return s, err
}

func (v value) int64() (int64, error) {
	if v.plain && v.text[0] != '"' {
		return strconv.ParseInt(string(v.text), 10, 64)
	}
	var n int64
	err := json.Unmarshal(v.text, &n)
	return n, err
}
