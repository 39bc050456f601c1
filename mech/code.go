package mech

// CodeMaker is a kernel that makes machine code for each way in which it is bound: which inputs are the same in all rows, what becomes
// of the outputs. It makes what is missing when it runs; Make makes it before that. It may be used from several goroutines.
type CodeMaker interface {
	Make(b *Binding)
	// Code says for how many ways there is code, and of how many bytes.
	Code() (ways, bytes int)
}
