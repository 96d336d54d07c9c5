// Bulkinvite invites the people in a CSV file.
//
//	bulkinvite people.csv                  # checks the file, and sends nothing
//	bulkinvite -send people.csv            # creates the invitations, and Clerk sends the emails
//	bulkinvite -send -no-email people.csv  # creates the invitations, and Clerk sends no email
//
// The file is in UTF-8, with commas between the columns and headings in the first row. The column
// email_address is required; the other columns are optional and become public metadata under their
// headings. Blank rows are skipped, and spaces around cells are removed.
//
// The check creates the invitations on an in-memory fake of the Clerk API, and prints which rows would be
// rejected and why. It needs no key, and it cannot tell who is invited already or a user: a row is
// already_invited there if an earlier row has its address.
//
// -send needs CLERK_SECRET_KEY. It appends the outcome of each row to people.outcomes.csv:
//
//	invited          the invitation was created
//	already_invited  a pending invitation has the address
//	user_exists      a user has the address
//	invalid          the row was rejected, and error says why
//	unknown          the response was lost, and the invitation may exist
//	failed           something else went wrong, and no invitation was created
//
// It prints rows that are not invited, its progress (on a terminal in one line, otherwise for each hundred
// rows), and a log line with the wait before it waits for Clerk's rate limits. It can be interrupted. Run
// it again to go on: addresses with one of the first three outcomes are skipped, also if they were invited
// with -no-email, and all others are retried. Up to ten rows whose creation was interrupted may be
// already_invited in the next run, because Clerk rejects a second pending invitation for an address.
package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // so that a second interrupt kills
	erase := ""
	if info, err := os.Stderr.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		erase = "\x1b[K\r" // of a terminal: to the end of the line, whose beginning is written next
	}
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr, erase); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bulkinvite:", err)
		os.Exit(1)
	}
}

// run draws its progress in one line if erase is not empty, and passes the options to the client of -send.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, erase string, opts ...invitations.Option) error {
	var params invitations.CreateParams
	flags := flag.NewFlagSet("bulkinvite [flags] people.csv", flag.ContinueOnError)
	flags.SetOutput(stdout)
	isSend := flags.Bool("send", false, "create the invitations, instead of only checking the file")
	flags.BoolVar(&params.SkipEmail, "no-email", false, "create the invitations without sending an email")
	flags.StringVar(&params.RedirectURL, "redirect", "", "the `URL` that the links in the emails lead to")
	if err := flags.Parse(args); err != nil || flags.NArg() != 1 {
		return cmp.Or(err, errors.New("name one CSV file; -h lists the flags"))
	}
	name, outcomesName := flags.Arg(0), strings.TrimSuffix(flags.Arg(0), ".csv")+".outcomes.csv"
	earlier, err := os.ReadFile(outcomesName) //nolint:gosec // it is next to the file that the user named
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	settled, before := settledIn(string(earlier))
	people, lines, err := readPeople(name, params, settled)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	tally, total := make(tally), len(people)
	_, _ = fmt.Fprintf(stdout, "%d rows, besides %d settled addresses, take up to %d h at Clerk's limits, or longer if some are rejected\n", total, len(settled), tally.hours(total, 0))

	client := invitationstest.NewHandler().Client()
	outcomes, progress := io.Discard, io.Discard
	if *isSend {
		// Clerk limits creates by the hour, and so Retry-After can be almost one.
		waiting := invitations.WithRetry(invitations.RetryPolicy{MaxRetryAfter: time.Hour})
		logging := invitations.WithLogger(slog.New(slog.NewTextHandler(stderr, nil)))
		if client, err = invitations.NewFromEnv(append(opts, waiting, logging)...); err != nil {
			return err
		}
		file, err := os.OpenFile(outcomesName, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // as above
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }() // its writes are not buffered
		outcomes, progress = file, stderr
	}
	for result, end := range client.CreateAll(ctx, slices.Values(people)) {
		if err = end; err != nil {
			break
		}
		row := []string{result.Params.EmailAddress, outcomeOf(result.Err), "", ""}
		if result.Err == nil {
			row[2] = result.Invitation.ID
		} else {
			row[3] = result.Err.Error()
			_, _ = fmt.Fprintf(stdout, "%s:%d: %s: %s\n", name, lines[result.Index], row[1], row[3])
		}
		tally[row[1]]++
		before, err = nil, csv.NewWriter(outcomes).WriteAll(append(before, row))
		if err != nil {
			break
		}
		if done := result.Index + 1; done%100 == 0 || erase != "" {
			_, _ = fmt.Fprintf(progress, "%d of %d rows %v, up to %d h left%s", done, total, tally, tally.hours(total-done, done), cmp.Or(erase, "\n"))
		}
	}
	_, _ = fmt.Fprint(progress, erase)
	_, _ = fmt.Fprintf(stdout, "%d rows %v\n", total, tally)
	if err != nil {
		return fmt.Errorf("%w; run it again to go on", err)
	}
	if failed := tally["invalid"] + tally["unknown"] + tally["failed"]; failed > 0 {
		return fmt.Errorf("%d of %d rows failed: correct them, or run it again", failed, total)
	}
	return nil
}

// readPeople adds the address and metadata of each row to params, and returns the lines of the rows too.
// It skips rows that are blank or settled.
func readPeople(name string, params invitations.CreateParams, settled map[string]bool) (people []invitations.CreateParams, lines []int, err error) {
	data, err := os.ReadFile(name) //nolint:gosec // it is the file that the user named
	if err != nil {
		return nil, nil, err
	}
	text := strings.TrimPrefix(string(data), "\ufeff") // Excel puts this byte order mark before UTF-8
	firstLine, _, _ := strings.Cut(text, "\n")
	broken := strings.IndexRune(text, '\uFFFD') // also finds bytes that are not UTF-8
	switch {
	case broken >= 0:
		return nil, nil, fmt.Errorf("line %d is not UTF-8, or has lost characters (\uFFFD): save the file in UTF-8, in Excel as \"CSV UTF-8\"", 1+strings.Count(text[:broken], "\n"))
	case strings.Contains(strings.TrimSuffix(firstLine, "\r"), "\r"):
		return nil, nil, errors.New("the lines end with CR alone: save the file with line ends LF or CRLF")
	case strings.ContainsAny(firstLine, ";\t") && !strings.Contains(firstLine, ","):
		return nil, nil, errors.New("semicolons or tabs separate the columns: save the file with commas")
	}
	var headings []string
	reader := csv.NewReader(strings.NewReader(text))
	reader.FieldsPerRecord, reader.TrimLeadingSpace = -1, true
	cells, err := reader.Read()
	for ; err == nil; cells, err = reader.Read() {
		for i, cell := range cells {
			cells[i] = strings.TrimSpace(cell)
		}
		line, _ := reader.FieldPos(0)
		switch {
		case strings.Join(cells, "") == "":
			continue
		case headings == nil:
			headings = cells
			continue
		case len(cells) != len(headings):
			return nil, nil, fmt.Errorf("line %d has %d cells for %d headings: put a cell with a comma in quotes", line, len(cells), len(headings))
		}
		metadata := make(map[string]string)
		for i, cell := range cells {
			if strings.EqualFold(headings[i], "email_address") {
				params.EmailAddress = cell
			} else if cell != "" {
				metadata[headings[i]] = cell
			}
		}
		params.PublicMetadata = metadata
		if !settled[strings.ToLower(params.EmailAddress)] {
			people, lines = append(people, params), append(lines, line)
		}
	}
	if !errors.Is(err, io.EOF) {
		return nil, nil, err
	}
	return people, lines, checkHeadings(headings)
}

func checkHeadings(headings []string) error {
	columns := make(map[string]int)
	for i, heading := range headings {
		lower := strings.ToLower(heading)
		if lower == "" || columns[lower] > 0 {
			return fmt.Errorf("column %d has no heading, or that of an earlier column: rename it, or remove the column", i+1)
		}
		columns[lower] = i + 1
	}
	switch {
	case columns["email_address"] == 0:
		return errors.New("the first row has no heading email_address: put it above the addresses")
	case columns["outcome"] > 0 && columns["invitation_id"] > 0:
		return errors.New("this is a file of outcomes: name the file of the people")
	}
	return nil
}

// settledIn returns the addresses that the text of an outcomes file says are settled, in lower case, and
// the rows to append before further ones. An address that is settled is one that Clerk accepted, and holds
// neither commas nor quotes.
func settledIn(text string) (settled map[string]bool, before [][]string) {
	settled, before = make(map[string]bool), [][]string{{"email_address", "outcome", "invitation_id", "error"}}
	for line := range strings.Lines(text) {
		switch cells := strings.Split(line+",", ","); cells[1] {
		case "invited", "already_invited", "user_exists":
			settled[strings.ToLower(cells[0])] = true
		}
		if before = nil; !strings.HasSuffix(line, "\n") {
			before = [][]string{{}} // ends the line that a full disk has cut
		}
	}
	return settled, before
}

func outcomeOf(err error) string {
	switch {
	case err == nil:
		return "invited"
	case errors.Is(err, invitations.ErrAlreadyInvited):
		return "already_invited"
	case errors.Is(err, invitations.ErrUserExists):
		return "user_exists"
	case errors.Is(err, invitations.ErrInvalid):
		return "invalid"
	case errors.Is(err, invitations.ErrOutcomeUnknown):
		return "unknown"
	}
	return "failed"
}

// A tally counts rows by their outcomes.
type tally map[string]int

// String returns a text such as "[invited:248 user_exists:2]".
func (t tally) String() string { return fmt.Sprint(map[string]int(t))[len("map"):] }

// hours returns how long n rows take at Clerk's limits of 25 bulks of ten and 100 single creates an hour, if
// as many of them are rejected as of the done ones. Of a bulk with a row that Clerk rejects, all rows are
// created one by one. What an hour allows may be used up at its start.
func (t tally) hours(n, done int) int {
	singles := min(n, 10*n*(done-t["invited"])/max(done, 1))
	return max((n+249)/250, (singles+99)/100)
}
