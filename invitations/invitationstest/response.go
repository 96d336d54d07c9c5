package invitationstest

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
)

// Clerk sends the first of these headers; its Go SDK reads the second.
const (
	traceHeader      = "X-Clerk-Trace-Id"
	otherTraceHeader = "Clerk-Trace-Id"
)

func setTrace(header http.Header, trace string) {
	header.Set(traceHeader, trace)
	header.Set(otherTraceHeader, trace)
}

// reply sends err, or v if err is nil.
func (h *Handler) reply(w http.ResponseWriter, v any, err *apiError) {
	if err != nil {
		h.writeError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, v)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false) // metadata keeps its bytes
	if err := enc.Encode(v); err != nil {
		panic("invitationstest: " + err.Error())
	}
	writeBody(w, status, "application/json", bytes.TrimSuffix(body.Bytes(), []byte("\n")))
}

// writeBody announces the length of the body, so that a client notices if it is cut.
func writeBody(w http.ResponseWriter, status int, contentType string, body []byte) {
	if contentType != "" {
		w.Header().Set("Content-Type", contentType)
	}
	if len(body) > 0 {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // an error means that the client has gone
}

// A responseWriter records the status before the client can know it, dates the response by the clock of
// the handler, and sets the headers of a fault.
type responseWriter struct {
	http.ResponseWriter
	handler     *Handler
	request     *Request
	header      http.Header
	wroteHeader bool
}

// WriteHeader implements [http.ResponseWriter].
func (w *responseWriter) WriteHeader(status int) {
	if !w.wroteHeader && status >= http.StatusOK {
		w.wroteHeader = true
		w.complete(status)
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *responseWriter) complete(status int) {
	w.handler.mu.Lock()
	defer w.handler.mu.Unlock()
	w.request.Status = status
	header := w.Header()
	if _, ok := header["Date"]; !ok {
		header.Set("Date", w.handler.clock.now().UTC().Format(http.TimeFormat))
	}
	maps.Copy(header, w.header)
}

// Write implements [http.ResponseWriter].
func (w *responseWriter) Write(p []byte) (int, error) {
	if !w.wroteHeader {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets [http.ResponseController] use the server's own writer.
func (w *responseWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func record(next http.Handler, r *http.Request) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	next.ServeHTTP(recorder, r)
	return recorder
}

// replay returns a handler that sends a recorded response.
func replay(recorder *httptest.ResponseRecorder) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		maps.Copy(w.Header(), recorder.Header())
		w.WriteHeader(recorder.Code)
		_, _ = w.Write(recorder.Body.Bytes())
	})
}
