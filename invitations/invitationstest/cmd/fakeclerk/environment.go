package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"strings"
)

// printEnvironment writes what a shell is to set for a program to find the server.
func printEnvironment(w io.Writer, key string, addr net.Addr) error {
	_, err := fmt.Fprintf(w, "export CLERK_SECRET_KEY=%s\nexport CLERK_API_URL=%s\nFAKECLERK_PID=%d\n",
		quote(key), quote("http://"+reachable(addr)), os.Getpid())
	return err
}

// reachable is the address for a client on this machine: a listener on every address has none of its
// own.
func reachable(addr net.Addr) string {
	if tcp, ok := addr.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return (&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: tcp.Port}).String()
	}
	return addr.String()
}

// quote makes s one word to a POSIX shell.
func quote(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
