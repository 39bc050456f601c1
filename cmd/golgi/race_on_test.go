//go:build race

package main

// raced: the race detector takes memory of its own.
const raced = true
