package wire

import (
	"bytes"
	"io"
	"net/http"
)

// Handler returns next, recorded under the name of a test. It is for handlers without a server of
// invitationstest; the others have [Record].
func Handler(test string, next http.Handler) http.Handler {
	return recorded(test, next, false)
}

func recorded(test string, next http.Handler, answersOnly bool) http.Handler {
	folder := recordTo()
	if folder == "" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e := &Exchange{
			Test: test, AnswerOnly: answersOnly,
			Method: r.Method, URL: r.URL.RequestURI(), RequestHeader: r.Header.Clone(),
		}
		e.RequestHeader.Del("Authorization") // the document says nothing about its value
		if r.Body != nil {
			body, err := io.ReadAll(r.Body)
			e.RequestBody = body
			e.AnswerOnly = e.AnswerOnly || err != nil // the client left in the middle of what it had to say
			r = r.WithContext(r.Context())            // a copy: in-process, the request belongs to the caller
			r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), endingWith{err}))
		}
		out := &copyingWriter{ResponseWriter: w}
		defer func() {
			caught := recover()
			e.Status, e.Header, e.Body = out.status, out.sent, out.body.Bytes()
			e.Cut = caught != nil || r.Context().Err() != nil
			if err := e.write(folder); err != nil {
				panic(err) // an exchange that is not checked must not pass
			}
			if caught != nil {
				panic(caught)
			}
		}()
		next.ServeHTTP(out, r)
		out.note(http.StatusOK) // which net/http sends where nothing was written
	})
}

// endingWith ends a body the way the original ended.
type endingWith struct{ err error }

func (r endingWith) Read([]byte) (int, error) {
	if r.err == nil {
		return 0, io.EOF
	}
	return 0, r.err
}

// copyingWriter keeps a copy of what it writes.
type copyingWriter struct {
	http.ResponseWriter
	status int
	sent   http.Header
	body   bytes.Buffer
}

// note keeps the first final status there is, and the headers that go with it.
func (w *copyingWriter) note(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status, w.sent = status, w.Header().Clone()
	}
}

// WriteHeader sends a status.
func (w *copyingWriter) WriteHeader(status int) {
	w.note(status)
	w.ResponseWriter.WriteHeader(status)
}

// Write sends a part of the body.
func (w *copyingWriter) Write(p []byte) (int, error) {
	w.note(http.StatusOK)
	n, err := w.ResponseWriter.Write(p)
	w.body.Write(p[:n])
	return n, err
}

// Unwrap lets [http.ResponseController] reach the server's own writer.
func (w *copyingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
