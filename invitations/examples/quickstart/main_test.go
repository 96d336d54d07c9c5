package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestQuickstartOnTheServerInMemory(t *testing.T) {
	t.Setenv("CLERK_SECRET_KEY", "")
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), nil, &out))
	var happened []string
	for line := range strings.Lines(out.String()) {
		if fields := strings.Fields(strings.TrimPrefix(line, "cleaned ")); len(fields) > 1 && strings.Contains(fields[1], "@") {
			happened = append(happened, fields[0]+" "+fields[1])
		}
	}
	assert.Equal(t, []string{
		"invited ada+clerk_test@example.com",
		"invited grace+clerk_test@example.com",
		"invited katherine+clerk_test@example.com",
		"pending ada+clerk_test@example.com",
		"pending grace+clerk_test@example.com",
		"pending katherine+clerk_test@example.com",
		"duplicate ada+clerk_test@example.com",
		"revoked ada+clerk_test@example.com",
		"deleted katherine+clerk_test@example.com",
		"up ada+clerk_test@example.com",
		"up grace+clerk_test@example.com",
	}, happened)
	assert.Contains(t, out.String(), "400 duplicate_record")
}

func TestAFileCanBeNamed(t *testing.T) {
	t.Setenv("CLERK_SECRET_KEY", "")
	name := filepath.Join(t.TempDir(), "one.csv")
	require.NoError(t, os.WriteFile(name, []byte("email_address\nalan@example.com\n"), 0o600))
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-send", name}, &out))
	assert.Contains(t, out.String(), "alan@example.com")
	assert.Error(t, run(t.Context(), []string{name + ".missing"}, &out))
}

func TestABadRowIsNamedByItsLine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ csv, want string }{
		"address":  {"email_address,team\na@example.com,x\nnobody,y\n", `p.csv: line 3: "nobody" is not an email address`},
		"columns":  {"email_address,team\na@example.com\n", "p.csv: record on line 2: wrong number of fields"},
		"quote":    {"email_address\na@example.com\n\"b@example.com\n", "p.csv: parse error on line 3"},
		"heading":  {"address\na@example.com\n", "p.csv: line 1: the first column's heading must be email_address"},
		"empty":    {"", "p.csv: is empty"},
		"broken":   {"\"email_address\n", "p.csv: parse error on line 1"},
		"twice":    {"email_address\nA@example.com\nb@example.com\na@example.com\n", "p.csv: line 4: a@example.com is in line 2 already"},
		"nobody":   {"email_address\n", "p.csv: there is nobody in it to invite"},
		"too many": {"email_address\n" + strings.Join(strings.Split("abcdefghijk", ""), "@example.com\n") + "@example.com\n", "p.csv: line 12: one more than the 10"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parsePeople("p.csv", strings.NewReader(test.csv))
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestASpreadsheetsByteOrderMarkIsNoPartOfTheHeading(t *testing.T) {
	t.Parallel()
	people, err := parsePeople("p.csv", strings.NewReader("\ufeffemail_address,team\na@example.com,x\n"))
	require.NoError(t, err)
	require.Len(t, people, 1)
	assert.Equal(t, map[string]string{"team": "x"}, people[0].PublicMetadata)
}

func TestHelpIsNoFailure(t *testing.T) {
	t.Parallel()
	require.NoError(t, run(t.Context(), []string{"-h"}, io.Discard))
}
