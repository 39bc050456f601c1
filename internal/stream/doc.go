// Package stream copies numbers past the caches: into memory that is not read again for long, as a tape is. It may
// import internal/vectors.
package stream
