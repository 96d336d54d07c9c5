package exported

import (
	"fmt"
	"go/types"
	"strconv"
)

// writer writes the names of one package.
type writer struct {
	of    *types.Package
	lines []string
}

func (w *writer) add(format string, args ...any) {
	w.lines = append(w.lines, fmt.Sprintf(format, args...))
}

// name of another package's things includes the package.
func (w *writer) name(t types.Type) string {
	return types.TypeString(t, types.RelativeTo(w.of))
}

func (w *writer) object(object types.Object) {
	switch o := object.(type) {
	case *types.Const:
		w.add("const %s %s = %s", o.Name(), w.name(o.Type()), o.Val().ExactString())
	case *types.TypeName:
		w.typeName(o)
	default: // a variable or a function
		w.add("%s", types.ObjectString(o, types.RelativeTo(w.of)))
	}
}

func (w *writer) typeName(o *types.TypeName) {
	if o.IsAlias() {
		w.add("%s", types.ObjectString(o, types.RelativeTo(w.of)))
		return
	}
	named, ok := o.Type().(*types.Named)
	if !ok {
		return
	}
	switch u := named.Underlying().(type) {
	case *types.Struct:
		w.add("type %s struct%s", w.name(named), comparability(named))
		w.fields(u)
	case *types.Interface:
		w.add("type %s interface", w.name(named))
		w.interfaceMethods(u)
	default:
		w.add("type %s %s", w.name(named), w.name(u))
	}
	w.methods(named)
}

// comparability is part of the promise: what was == once must stay so.
func comparability(t types.Type) string {
	if types.Comparable(t) {
		return " (comparable)"
	}
	return ""
}

func (w *writer) fields(s *types.Struct) {
	hidden := false
	for i := range s.NumFields() {
		field := s.Field(i)
		if !field.Exported() {
			hidden = true
			continue
		}
		embedded, tag := "", ""
		if field.Embedded() {
			embedded = "embedded "
		}
		if s.Tag(i) != "" {
			tag = " " + strconv.Quote(s.Tag(i))
		}
		w.add("    field %s%s %s%s", embedded, field.Name(), w.name(field.Type()), tag)
	}
	if hidden {
		w.add("    and unexported fields")
	}
}

func (w *writer) interfaceMethods(i *types.Interface) {
	hidden := false
	for method := range i.Methods() {
		if !method.Exported() {
			hidden = true
			continue
		}
		w.add("    method %s%s", method.Name(), w.name(method.Type())[len("func"):])
	}
	if hidden {
		w.add("    and unexported methods")
	}
}

// methods are those of the pointer, promoted ones included.
func (w *writer) methods(named *types.Named) {
	if types.IsInterface(named) {
		return
	}
	byValue := types.NewMethodSet(named)
	for selection := range types.NewMethodSet(types.NewPointer(named)).Methods() {
		method := selection.Obj()
		if !method.Exported() {
			continue
		}
		receiver := "*" + named.Obj().Name()
		if byValue.Lookup(method.Pkg(), method.Name()) != nil {
			receiver = named.Obj().Name()
		}
		w.add("    method (%s) %s%s", receiver, method.Name(), w.name(selection.Type())[len("func"):])
	}
}
