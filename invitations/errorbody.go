package invitations

import (
	"bytes"
	"encoding/json"
)

// maxErrorBody is how much of a body an Error keeps.
const maxErrorBody = 64 << 10

// newError makes the error of an answer that is not the promised success.
func newError(op string, answer Response, body []byte, err error) *Error {
	failure := &Error{
		Op:         op,
		StatusCode: answer.StatusCode,
		TraceID:    answer.TraceID,
		RetryAfter: retryAfter(answer.Header),
		Body:       bytes.Clone(body[:min(len(body), maxErrorBody)]),
		err:        err,
	}
	var envelope struct {
		Errors  json.RawMessage `json:"errors"`
		Meta    json.RawMessage `json:"meta"`
		TraceID json.RawMessage `json:"clerk_trace_id"`
	}
	if json.Unmarshal(body, &envelope) != nil {
		return failure
	}
	failure.Meta = notNull(envelope.Meta)
	details, traceID := decodeDetails(envelope.Errors)
	failure.Details = details
	for _, trace := range []string{stringOf(envelope.TraceID), traceID} {
		if trace != "" {
			failure.TraceID = trace
			break
		}
	}
	return failure
}

// decodeDetails reads Clerk's errors one member at a time, so that one that is not as documented
// loses none of the others. It also returns the trace id that older servers put on each error.
func decodeDetails(data json.RawMessage) (details []ErrorDetail, traceID string) {
	var entries []json.RawMessage
	if json.Unmarshal(data, &entries) != nil {
		return nil, ""
	}
	for _, entry := range entries {
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
			Message:     stringOf(members.Message),
			LongMessage: stringOf(members.LongMessage),
			Meta:        notNull(members.Meta),
		})
		if traceID == "" {
			traceID = stringOf(members.TraceID)
		}
	}
	return details, traceID
}

// stringOf returns the string in data, or data itself where it holds something else.
func stringOf(data json.RawMessage) string {
	var s string
	if len(data) == 0 || isNull(data) {
		return ""
	}
	if json.Unmarshal(data, &s) != nil {
		return string(data)
	}
	return s
}

func notNull(data json.RawMessage) json.RawMessage {
	if isNull(data) {
		return nil
	}
	return data
}
