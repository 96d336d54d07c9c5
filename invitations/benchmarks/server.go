package main

import (
	"bufio"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// A server is a process that answers on loopback. It ends with this one, whatever becomes of it.
type server struct {
	url   string
	cmd   *exec.Cmd
	stdin io.Closer
}

// startServer starts this program again, as a server.
func startServer(args ...string) (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, append([]string{"serve"}, args...)...)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	started := &server{cmd: cmd, stdin: stdin}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		started.stop()
		return nil, fmt.Errorf("the server has not started: %w", err)
	}
	started.url = strings.TrimSpace(line)
	return started, nil
}

func (s *server) stop() {
	_ = s.stdin.Close()
	_ = s.cmd.Wait()
}

// serve prints its URL and answers until the standard input ends.
func serve(args []string) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	seed := flags.Int("seed", 0, "how many invitations there are")
	compress := flags.Bool("compress", false, "whether answers are compressed for who takes them so, as by an edge")
	delay := flags.Duration("delay", 0, "how long every answer takes")
	if len(args) == 0 {
		return errors.New("serve what?")
	}
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	var handler http.Handler = stub{answerCreate(), answerPage()}
	if args[0] == "clerk" {
		clerk := invitationstest.NewHandler(invitationstest.WithSecretKey(secretKey), invitationstest.WithHistory(0))
		clerk.Seed(*seed)
		clerk.Advance(time.Hour) // what was made just now is remembered, in case an answer is lost
		handler = clerk
	}
	if *compress {
		handler = compressed(handler)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s/v1\n", listener.Addr())
	server := &http.Server{
		ReadHeaderTimeout: 10 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(*delay)
			handler.ServeHTTP(w, r)
		}),
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// compressed answers in gzip, without a length.
func compressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "gzip" {
			next.ServeHTTP(w, r)
			return
		}
		held := httptest.NewRecorder()
		next.ServeHTTP(held, r)
		maps.Copy(w.Header(), held.Header())
		w.Header().Del("Content-Length")
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(held.Code)
		zip := gzip.NewWriter(w)
		_, _ = zip.Write(held.Body.Bytes())
		_ = zip.Close()
	})
}
