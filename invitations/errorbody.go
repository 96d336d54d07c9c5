package invitations

import "encoding/json"

const (
	// maxErrorBody is how much of a failing answer's body an Error keeps.
	maxErrorBody = 64 << 10
	// maxErrorJSON and maxDetails bound what is made of it: Clerk's error bodies are far smaller.
	maxErrorJSON = 1 << 20
	maxDetails   = 100
)

// newError makes the error of an answer that is not the promised success.
func (c *call) newError(answer Response, body []byte, err error) *Error {
	hide := c.config.hideKey
	failure := &Error{
		Op:         c.op,
		StatusCode: answer.StatusCode,
		TraceID:    hide(answer.TraceID),
		RetryAfter: retryAfter(answer.Header),
		Body:       []byte(hide(string(body[:min(len(body), maxErrorBody)]))),
		err:        err,
	}
	var envelope struct {
		Errors  json.RawMessage `json:"errors"`
		Meta    json.RawMessage `json:"meta"`
		TraceID json.RawMessage `json:"clerk_trace_id"`
	}
	if len(body) > maxErrorJSON || json.Unmarshal(body, &envelope) != nil {
		return failure
	}
	failure.Meta = rawOf(envelope.Meta, hide)
	details, traceID := decodeDetails(envelope.Errors, hide)
	failure.Details = details
	if trace := stringOf(envelope.TraceID); trace != "" {
		traceID = trace
	}
	if traceID != "" {
		failure.TraceID = hide(traceID)
	}
	return failure
}

// decodeDetails reads Clerk's errors one member at a time, so that one that is not as documented
// loses none of the others. It also returns the first trace id that older servers put on an error.
func decodeDetails(data json.RawMessage, hide func(string) string) (details []ErrorDetail, traceID string) {
	var entries []json.RawMessage
	if json.Unmarshal(data, &entries) != nil {
		return nil, ""
	}
	for _, entry := range entries[:min(len(entries), maxDetails)] {
		var members struct {
			Code        json.RawMessage `json:"code"`
			Message     json.RawMessage `json:"message"`
			LongMessage json.RawMessage `json:"long_message"`
			Meta        json.RawMessage `json:"meta"`
			TraceID     json.RawMessage `json:"clerk_trace_id"`
		}
		if isNull(entry) || json.Unmarshal(entry, &members) != nil {
			continue
		}
		details = append(details, ErrorDetail{
			Code:        stringOf(members.Code),
			Message:     hide(stringOf(members.Message)),
			LongMessage: hide(stringOf(members.LongMessage)),
			Meta:        rawOf(members.Meta, hide),
		})
		if traceID == "" {
			traceID = stringOf(members.TraceID)
		}
	}
	return details, traceID
}

// stringOf returns the string in data, or data itself where it holds something else.
func stringOf(data json.RawMessage) string {
	if len(data) == 0 || isNull(data) {
		return ""
	}
	var s string
	if json.Unmarshal(data, &s) != nil {
		return string(data)
	}
	return s
}

func rawOf(data json.RawMessage, hide func(string) string) json.RawMessage {
	if len(data) == 0 || isNull(data) {
		return nil
	}
	return json.RawMessage(hide(string(data)))
}
