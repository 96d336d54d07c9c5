//go:build ignore

// Command tools generates gen/ from api/invitations.yaml. It replaces gen/ if all of it could be
// generated, and changes nothing otherwise.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// The generator is not in go.mod, because every user of the library would get what it depends on.
const generator = "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2"

func main() {
	if err := generate(); err != nil {
		fmt.Fprintln(os.Stderr, "tools:", err)
		os.Exit(1)
	}
}

func generate() (err error) {
	api, err := filepath.Abs("api")
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(".", ".gen-") // on the disk of gen/, so that it can be renamed
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	for _, config := range []string{"codegen-client.yaml", "codegen-server.yaml"} {
		command := exec.Command("go", "run", generator, "-config", filepath.Join(api, config), filepath.Join(api, "invitations.yaml"))
		command.Dir = dir // the configuration says where in it
		command.Stderr = os.Stderr
		if err := command.Run(); err != nil {
			return fmt.Errorf("cannot generate what api/%s describes, gen/ is unchanged: %w", config, err)
		}
	}
	old := filepath.Join(dir, "old")
	if err := os.Rename("gen", old); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Rename(filepath.Join(dir, "gen"), "gen"); err != nil {
		return errors.Join(err, os.Rename(old, "gen"))
	}
	return nil
}
