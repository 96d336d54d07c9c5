package invitationstest

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"time"
)

const traceHeader = "X-Clerk-Trace-Id"

// writeJSON answers in one piece, so that the answer has a length and a cut of it is a cut.
func writeJSON(w http.ResponseWriter, status int, v any) {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false) // metadata keeps its bytes
	if err := enc.Encode(v); err != nil {
		panic("invitationstest: " + err.Error())
	}
	writeBody(w, status, "application/json", bytes.TrimSuffix(body.Bytes(), []byte("\n")))
}

func writeBody(w http.ResponseWriter, status int, contentType string, body []byte) {
	if contentType != "" {
		w.Header().Set("Content-Type", contentType)
	}
	if status != http.StatusNoContent && status != http.StatusNotModified {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(status)
	if len(body) > 0 {
		_, _ = w.Write(body) // an error means that nobody is listening any more
	}
}

// answerWriter tells the journal the status before the client can know it, dates the answer by the
// clock of the handler, and puts the headers of a fault over the others.
type answerWriter struct {
	http.ResponseWriter
	now      func() time.Time
	extra    http.Header
	answered func(status int)
	wrote    bool
}

// WriteHeader sends the first final status there is.
func (w *answerWriter) WriteHeader(status int) {
	if status >= 200 {
		w.settle(status)
	}
	w.ResponseWriter.WriteHeader(status)
}

// settle prepares the header that goes with the first final status.
func (w *answerWriter) settle(status int) {
	if w.wrote {
		return
	}
	w.wrote = true
	if _, ok := w.Header()["Date"]; !ok {
		w.Header().Set("Date", w.now().UTC().Format(http.TimeFormat))
	}
	maps.Copy(w.Header(), w.extra)
	w.answered(status)
}

// Write sends a part of the body, and 200 before it where there is no status yet.
func (w *answerWriter) Write(p []byte) (int, error) {
	if !w.wrote {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets [http.ResponseController] reach the server's own writer.
func (w *answerWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// answerBuffer holds an answer back until a fault has decided what becomes of it.
type answerBuffer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// holdAnswer lets next answer r, with the headers that w has so far.
func holdAnswer(w http.ResponseWriter, r *http.Request, next http.Handler) *answerBuffer {
	b := &answerBuffer{header: w.Header().Clone()}
	next.ServeHTTP(b, r)
	return b
}

// Header is what sendHeader will send.
func (b *answerBuffer) Header() http.Header { return b.header }

// WriteHeader keeps the first final status.
func (b *answerBuffer) WriteHeader(status int) {
	if b.status == 0 && status >= 200 {
		b.status = status
	}
}

// Write keeps a part of the body.
func (b *answerBuffer) Write(p []byte) (int, error) {
	b.WriteHeader(http.StatusOK)
	return b.body.Write(p)
}

// sendHeader sends what comes before the body.
func (b *answerBuffer) sendHeader(w http.ResponseWriter) {
	b.WriteHeader(http.StatusOK)
	maps.Copy(w.Header(), b.header)
	w.WriteHeader(b.status)
}

// ServeHTTP sends the whole answer, to whatever request.
func (b *answerBuffer) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	b.sendHeader(w)
	_, _ = w.Write(b.body.Bytes())
}
