package wire

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
)

// An Exchange is one request and its answer, as a line of a record.
type Exchange struct {
	Test       string `json:"test"`
	AnswerOnly bool   `json:"answer_only,omitempty"` // only the answer is to be checked, see [RecordAnswers]

	Method        string      `json:"method"`
	URL           string      `json:"url"`
	RequestHeader http.Header `json:"request_header"`
	RequestBody   []byte      `json:"request_body"`

	Status int         `json:"status"` // 0 where the connection ended without one
	Header http.Header `json:"header"`
	Body   []byte      `json:"body"`
	Cut    bool        `json:"cut,omitempty"` // the server ended the connection on purpose
}

var writing sync.Mutex //nolint:gochecknoglobals // one process, one file

// write appends the exchange to the record of this process.
func (e *Exchange) write(folder string) error {
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	writing.Lock()
	defer writing.Unlock()
	name := filepath.Join(folder, strconv.Itoa(os.Getpid())+".jsonl")
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // the folder is make's
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}
