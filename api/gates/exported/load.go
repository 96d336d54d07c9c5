// Package exported looks at what the library exports.
package exported

import (
	"errors"
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// promised are the packages whose exported names are kept stable, with all below them. gen/ and api/
// can be imported too, but nobody is promised anything about them.
const promised = "./invitations/..."

// Load type-checks the packages of the module at root that are promised to users, by import path.
func Load(root string) (map[string]*types.Package, error) {
	found, err := packages.Load(&packages.Config{
		Dir:  root,
		Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports,
	}, promised)
	if err != nil {
		return nil, err
	}
	all := map[string]*types.Package{}
	for _, pkg := range found {
		if len(pkg.Errors) > 0 {
			return nil, fmt.Errorf("%s: %w", pkg.PkgPath, pkg.Errors[0])
		}
		if pkg.Name == "main" || strings.Contains(pkg.PkgPath+"/", "/internal/") {
			continue
		}
		all[pkg.PkgPath] = pkg.Types
	}
	if len(all) == 0 {
		return nil, errors.New("no package was found")
	}
	return all, nil
}

// textOf writes the exported names down, one a line, in an order that does not depend on the files.
func textOf(all map[string]*types.Package) string {
	var text strings.Builder
	for _, path := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&text, "package %s\n", path)
		w := &writer{of: all[path]}
		scope := w.of.Scope()
		for _, name := range scope.Names() {
			if object := scope.Lookup(name); object.Exported() {
				w.object(object)
			}
		}
		text.WriteString("\n" + strings.Join(w.lines, "\n") + "\n\n")
	}
	return strings.TrimSuffix(text.String(), "\n")
}
