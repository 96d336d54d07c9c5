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

// An answerBuffer is what the body of an answer is read into.
type answerBuffer struct {
	bytes.Buffer
	limited io.LimitedReader
}

// read returns an answer's body, or what could be read of it and why no more.
func (b *answerBuffer) read(resp *http.Response) ([]byte, error) {
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return nil, nil // what follows is no body, and would end when the server likes
	}
	if size := resp.ContentLength; size > 0 {
		b.Grow(int(min(size, mostKept)) + bytes.MinRead)
	}
	b.limited = io.LimitedReader{R: resp.Body, N: maxAnswer + 1}
	_, err := b.ReadFrom(&b.limited)
	body := b.Bytes()
	if len(body) > maxAnswer {
		return body[:maxAnswer], errTooLarge
	}
	return body, err
}

// buffers are those that a client reads its answers into, one after the other. They are not referred
// to by what is made of an answer.
type buffers struct{ pool sync.Pool }

func (b *buffers) borrow() *answerBuffer {
	if buffer, ok := b.pool.Get().(*answerBuffer); ok {
		return buffer
	}
	return new(answerBuffer)
}

// giveBack takes a buffer in again, unless it is one that few answers need.
func (b *buffers) giveBack(buffer *answerBuffer) {
	if buffer.Cap() <= 2*mostKept {
		buffer.Reset()
		buffer.limited.R = nil
		b.pool.Put(buffer)
	}
}
