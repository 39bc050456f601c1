package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"golgi/model"
)

type versionCommand struct{}

// Run prints one line: the version, the commit if it is known, the compiler and the machine.
func (versionCommand) Run(to *terminal) error {
	_, err := fmt.Fprintf(to.stdout, "golgi %s%s %s %s/%s\n", model.Version, commit(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// commit is what the Go tool noted of the source that the binary was built from; "" if it noted nothing.
func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	revision, changed := "", ""
	for _, setting := range info.Settings {
		switch {
		case setting.Key == "vcs.revision":
			revision = setting.Value[:min(12, len(setting.Value))]
		case setting.Key == "vcs.modified" && setting.Value == "true":
			changed = ", changed"
		}
	}
	if revision == "" {
		return ""
	}
	return " (" + revision + changed + ")"
}
