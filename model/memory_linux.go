package model

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// machineBytes is the memory of the machine, or what its control group leaves of it; 0 if that is unknown.
func machineBytes() uint64 {
	var info syscall.Sysinfo_t
	if err := syscall.Sysinfo(&info); err != nil {
		return 0
	}
	all := uint64(info.Totalram) * uint64(info.Unit)
	if text, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		if limit, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64); err == nil {
			all = min(all, limit)
		}
	}
	return all
}
