package invitationstest

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

const alphanumerics = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// digest makes what looks random out of a counter, so that every run has the same identifiers.
func digest(kind string, n int64) [sha256.Size]byte {
	return sha256.Sum256(strconv.AppendInt([]byte(kind), n, 10))
}

func alphanumeric(kind string, n int64, length int) string {
	sum := digest(kind, n)
	out := make([]byte, length)
	for i := range out {
		out[i] = alphanumerics[int(sum[i])%len(alphanumerics)]
	}
	return string(out)
}

func invitationID(n int64) string {
	return "inv_" + alphanumeric("invitation", n, 27)
}

func ticketURL(n int64) string {
	return "https://clerk.example.com/v1/tickets/accept?ticket=" + alphanumeric("ticket", n, sha256.Size)
}

func traceID(n int64) string {
	sum := digest("trace", n)
	return hex.EncodeToString(sum[:16])
}

// rayID is what the edge in front of the API calls a request.
func rayID(trace string) string {
	return trace[:16] + "-FRA"
}
