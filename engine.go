package golgi

import (
	"fmt"

	"golgi/mech"
	"golgi/mech/interp"
	"golgi/mech/native"
)

// The engines that run the mechanisms, as Options.Engine names them.
const (
	interpreter = "interp"
	machineCode = "native"
)

// FastestEngine names the engine that Options.Engine "" stands for: "native", machine code for this processor, or "interp", which
// runs everywhere and gives the same bits, and then why it has to be that one.
func FastestEngine() (name string, why error) {
	if _, err := native.New(); err != nil {
		return interpreter, err
	}
	return machineCode, nil
}

// newEngine returns the engine of a name; "" means the fastest there is. The interpreter, if it is asked for, means Go throughout;
// if it is there for want of machine code, the loops of systems use the vectors that there are.
func newEngine(name string) (mech.Engine, error) {
	switch name {
	case "", machineCode:
		engine, err := native.New()
		switch {
		case err == nil:
			return engine, nil
		case name != "":
			return nil, fmt.Errorf("no engine %q here: %w; there is %q, which gives the same results", name, err, interpreter)
		}
		return interp.New(), nil
	case interpreter:
		return mech.Portable(interp.New()), nil
	}
	return nil, fmt.Errorf("no engine %q; there are %q and %q", name, machineCode, interpreter)
}
