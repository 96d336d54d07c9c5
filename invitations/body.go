package invitations

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// maxAnswer is the most bytes that are read of an answer, after decompression.
const maxAnswer = 16 << 20

// mostKept is how much memory is held ready for an answer, more than a page takes by far.
const mostKept = 1 << 20

var errTooLarge = fmt.Errorf("answer is larger than %d bytes", maxAnswer)

// readBody reads an answer's body into a buffer, and returns it, or what could be read of it and why
// no more.
func readBody(resp *http.Response, buffer *bytes.Buffer) ([]byte, error) {
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return nil, nil // what follows is no body, and would end when the server likes
	}
	if size := resp.ContentLength; size > 0 {
		buffer.Grow(int(min(size, mostKept)) + bytes.MinRead)
	}
	_, err := buffer.ReadFrom(io.LimitReader(resp.Body, maxAnswer+1))
	body := buffer.Bytes()
	if len(body) > maxAnswer {
		return body[:maxAnswer], errTooLarge
	}
	return body, err
}

// buffers are those that a client reads its answers into, one after the other. They are not referred
// to by what is made of an answer.
type buffers struct{ pool sync.Pool }

func (b *buffers) borrow() *bytes.Buffer {
	if buffer, ok := b.pool.Get().(*bytes.Buffer); ok {
		return buffer
	}
	return new(bytes.Buffer)
}

// giveBack takes a buffer in again, unless it is one that few answers need.
func (b *buffers) giveBack(buffer *bytes.Buffer) {
	if buffer.Cap() <= 2*mostKept {
		buffer.Reset()
		b.pool.Put(buffer)
	}
}
