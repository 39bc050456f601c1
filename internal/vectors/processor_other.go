//go:build !amd64

package vectors

// Processor is None: there is no code for this processor.
func Processor() Set { return None }
