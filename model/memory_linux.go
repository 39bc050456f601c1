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

// freeBytes is the memory that programs can have without others losing theirs, or what the control group leaves; 0 if that is unknown.
func freeBytes() uint64 {
	free, known := systemField("/proc/meminfo", "MemAvailable:")
	if !known {
		return 0
	}
	free *= 1024
	limit, limited := systemField("/sys/fs/cgroup/memory.max", "")
	used, counted := systemField("/sys/fs/cgroup/memory.current", "")
	if limited && counted {
		files, _ := systemField("/sys/fs/cgroup/memory.stat", "inactive_file") // given back when memory runs short
		free = min(free, limit-min(limit, used-min(used, files)))
	}
	return free
}

// systemField is the number behind a name in a file of the system, or at its beginning.
func systemField(file, name string) (n uint64, known bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(text)) {
		if rest, found := strings.CutPrefix(line, name); found {
			if words := strings.Fields(rest); len(words) > 0 {
				n, err := strconv.ParseUint(words[0], 10, 64)
				return n, err == nil
			}
		}
	}
	return 0, false
}
