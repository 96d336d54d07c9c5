package invitations_test

import (
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// newDisturbance returns a fault that hits a third of all requests, in every way a network and the
// servers on it can: before the work, after it, with every kind of answer. Which requests it hits
// follows from the seed and their order.
func newDisturbance(seed uint64) invitationstest.Fault {
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(seed, 0))
	return invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		mu.Lock()
		hit, kind := random.IntN(3) == 0, random.IntN(10)
		mu.Unlock()
		if !hit {
			next.ServeHTTP(w, r)
			return
		}
		work := func() *httptest.ResponseRecorder {
			recorder := httptest.NewRecorder()
			next.ServeHTTP(recorder, r)
			return recorder
		}
		switch kind {
		case 0: // cut before the work
			panic(http.ErrAbortHandler)
		case 1: // cut after it
			work()
			panic(http.ErrAbortHandler)
		case 2: // stalled before
			<-r.Context().Done()
		case 3: // stalled after
			work()
			<-r.Context().Done()
		case 4: // truncated
			recorder := work()
			answer := recorder.Body.Bytes()
			w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
			w.WriteHeader(recorder.Code)
			_, _ = w.Write(answer[:len(answer)/2])
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		case 5, 6: // in trouble, after the work
			work()
			w.WriteHeader([]int{500, 502}[kind-5])
		case 7: // turned away
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
		case 8: // in trouble, before the work
			w.WriteHeader(http.StatusServiceUnavailable)
		case 9: // the edge
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusBadGateway)
			_, _ = io.WriteString(w, "<html>Bad gateway</html>")
		}
	}).Always()
}
