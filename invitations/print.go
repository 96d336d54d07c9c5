package invitations

import (
	"encoding/json"
	"fmt"
	"log/slog"
)

// What the types of this package show when they are printed, with whatever verb, or logged with
// log/slog: chosen field by field, so that a field added later is not shown until somebody
// decides so. fmt.Formatter alone covers every verb; a String method would leave %#v and %d.

func printAs(f fmt.State, verb rune, text string) {
	if verb == 'v' {
		verb = 's'
	}
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), text)
}

// String returns "invitations.Client" and the server's URL.
func (c Client) String() string {
	if c.config == nil {
		return "invitations.Client(not made by New)"
	}
	return "invitations.Client(" + c.config.baseURL + ")"
}

// Format implements [fmt.Formatter]: every verb prints [Client.String].
func (c Client) Format(f fmt.State, verb rune) { printAs(f, verb, c.String()) }

// LogValue implements [slog.LogValuer].
func (c Client) LogValue() slog.Value { return slog.StringValue(c.String()) }

// String returns the invitation's id and status.
func (i Invitation) String() string {
	return "Invitation(" + safeText(i.ID, maxTextCode) + " " + safeText(string(i.Status), maxTextCode) + ")"
}

// Format implements [fmt.Formatter]: every verb prints [Invitation.String].
func (i Invitation) Format(f fmt.State, verb rune) { printAs(f, verb, i.String()) }

// LogValue implements [slog.LogValuer]: the id and the status.
func (i Invitation) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("id", safeText(i.ID, maxTextCode)),
		slog.String("status", safeText(string(i.Status), maxTextCode)),
	)
}

// String returns how many invitations the page has, and of how many.
func (p Page) String() string {
	return fmt.Sprintf("Page(%d of %d invitations)", len(p.Invitations), p.TotalCount)
}

// Format implements [fmt.Formatter]: every verb prints [Page.String].
func (p Page) Format(f fmt.State, verb rune) { printAs(f, verb, p.String()) }

// LogValue implements [slog.LogValuer].
func (p Page) LogValue() slog.Value { return slog.StringValue(p.String()) }

// String returns "CreateParams" and nothing of what they hold.
func (p CreateParams) String() string { return "CreateParams" }

// Format implements [fmt.Formatter]: every verb prints [CreateParams.String].
func (p CreateParams) Format(f fmt.State, verb rune) { printAs(f, verb, p.String()) }

// LogValue implements [slog.LogValuer].
func (p CreateParams) LogValue() slog.Value { return slog.StringValue(p.String()) }

// String returns the index, and what became of the item.
func (r CreateResult) String() string {
	if r.Err != nil {
		return fmt.Sprintf("CreateResult(%d %s)", r.Index, safeText(r.Err.Error(), maxTextMessage))
	}
	return fmt.Sprintf("CreateResult(%d %v)", r.Index, r.Invitation)
}

// Format implements [fmt.Formatter]: every verb prints [CreateResult.String].
func (r CreateResult) Format(f fmt.State, verb rune) { printAs(f, verb, r.String()) }

// LogValue implements [slog.LogValuer].
func (r CreateResult) LogValue() slog.Value { return slog.StringValue(r.String()) }

// String returns the limit and the offset.
func (p ListParams) String() string {
	return fmt.Sprintf("ListParams(limit %d offset %d)", p.Limit, p.Offset)
}

// Format implements [fmt.Formatter]: every verb prints [ListParams.String].
func (p ListParams) Format(f fmt.State, verb rune) { printAs(f, verb, p.String()) }

// LogValue implements [slog.LogValuer].
func (p ListParams) LogValue() slog.Value { return slog.StringValue(p.String()) }

// String returns the status, the trace id and the number of attempts.
func (r Response) String() string {
	return fmt.Sprintf("Response(%d trace %s attempts %d)", r.StatusCode, safeText(r.TraceID, maxTextCode), r.Attempts)
}

// Format implements [fmt.Formatter]: every verb prints [Response.String].
func (r Response) Format(f fmt.State, verb rune) { printAs(f, verb, r.String()) }

// LogValue implements [slog.LogValuer].
func (r Response) LogValue() slog.Value { return slog.StringValue(r.String()) }

// Format implements [fmt.Formatter]: every verb prints [Error.Error].
func (e Error) Format(f fmt.State, verb rune) { printAs(f, verb, e.Error()) }

// LogValue implements [slog.LogValuer]: the operation, the status, Clerk's first code, the trace id
// and the text.
func (e Error) LogValue() slog.Value {
	var code string
	if len(e.Details) > 0 {
		code = safeText(e.Details[0].Code, maxTextCode)
	}
	return slog.GroupValue(
		slog.String("op", e.Op),
		slog.Int("status", e.StatusCode),
		slog.String("code", code),
		slog.String("trace_id", safeText(e.TraceID, maxTextCode)),
		slog.String("text", e.Error()),
	)
}

// MarshalJSON returns what [Error.LogValue] shows, because log/slog encodes errors within other
// values as JSON.
func (e Error) MarshalJSON() ([]byte, error) {
	object := make(map[string]any)
	for _, attr := range e.LogValue().Group() {
		object[attr.Key] = attr.Value.Any()
	}
	return json.Marshal(object)
}

// String returns the code and the message, without email addresses and links.
func (d ErrorDetail) String() string {
	return "ErrorDetail(" + safeText(d.Code, maxTextCode) + ": " + safeText(d.Message, maxTextMessage) + ")"
}

// Format implements [fmt.Formatter]: every verb prints [ErrorDetail.String].
func (d ErrorDetail) Format(f fmt.State, verb rune) { printAs(f, verb, d.String()) }

// LogValue implements [slog.LogValuer].
func (d ErrorDetail) LogValue() slog.Value { return slog.StringValue(d.String()) }

// Format implements [fmt.Formatter]: every verb prints [ArgumentError.Error].
func (e ArgumentError) Format(f fmt.State, verb rune) { printAs(f, verb, e.Error()) }
