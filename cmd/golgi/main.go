package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

// commands is the command line.
type commands struct {
	Run      runCommand      `cmd:"" help:"Run a model file and write what it records."`
	Nodes    nodesCommand    `cmd:"" help:"Write the compartments of a model as a table, nodes.csv."`
	Grad     gradCommand     `cmd:"" help:"Write the derivatives of the loss with respect to the trainables, gradient.json; or audit them."`
	Fit      fitCommand      `cmd:"" help:"Fit the trainables of a model file to its targets, and write the file with the best values."`
	Jacobian jacobianCommand `cmd:"" help:"Write the Jacobian of one step from the initial state, jacobian.csv."`
	SWC      swcCommand      `cmd:"" name:"swc" help:"Look an SWC file over: what it holds, what was assumed to read it, what is odd."`
	Mech     mechCommand     `cmd:"" help:"List, show and draw mechanisms: channels, pumps, points, synapses, junctions."`
	Bench    benchCommand    `cmd:"" help:"Time standard workloads: ns a compartment-step, memory, gradients beside the run alone."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

// terminal is where a command writes.
type terminal struct {
	stdout, stderr io.Writer
	// keeps is set by a command that will write what there is when it is interrupted.
	keeps atomic.Bool
}

// logger reports what is being done, if that is asked for.
func (t *terminal) logger(verbose bool) *slog.Logger {
	if !verbose {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(t.stderr, nil))
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// exited carries the exit status of the command line parser up to run.
type exited int

// grace is how long a command that is interrupted may take to put things away. One that waits for its input does
// not notice at all: then the program ends without it.
const grace = 2 * time.Second

// run carries out one command line and gives the exit status: 0, or 1 after one line on stderr.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	done := make(chan int, 1)
	to := &terminal{stdout: stdout, stderr: stderr}
	go func() { done <- carryOut(ctx, args, to) }()
	select {
	case status := <-done:
		return status
	case <-ctx.Done():
		stop() // a second signal ends the program at once
	}
	select {
	case status := <-done:
		return status
	case <-time.After(grace):
		if to.keeps.Load() {
			fmt.Fprintln(stderr, "golgi: interrupted; writing what there is (a second time ends at once)")
			return <-done
		}
		fmt.Fprintln(stderr, "golgi: interrupted; nothing was written")
		return 1
	}
}

func carryOut(ctx context.Context, args []string, to *terminal) (status int) {
	defer func() {
		switch cause := recover().(type) {
		case nil:
		case exited:
			status = int(cause)
		default:
			panic(cause)
		}
	}()
	if err := execute(ctx, args, to); err != nil {
		fmt.Fprintln(to.stderr, "golgi: "+strings.ReplaceAll(err.Error(), "\n", "; "))
		return 1
	}
	return 0
}

// execute parses the command line and runs the command it names.
func execute(ctx context.Context, args []string, to *terminal) error {
	var line commands
	parser, err := kong.New(&line,
		kong.Name("golgi"),
		kong.Description("Simulate morphologically detailed neurons from a model file."),
		kong.Writers(to.stdout, to.stderr),
		kong.Exit(func(status int) { panic(exited(status)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.WithHyphenPrefixedParameters(true), // --from -120
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(to),
	)
	if err != nil {
		return err
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		return usageError(err)
	}
	return chosen.Run()
}

// usageError says of an error of the command line which commands there are where one was to be named, and whose help to ask for.
func usageError(err error) error {
	parse, ok := errors.AsType[*kong.ParseError](err)
	if !ok || parse.Context == nil {
		return fmt.Errorf("%w (golgi --help shows what there is)", err)
	}
	node := parse.Context.Selected()
	if node == nil {
		node = parse.Context.Model.Node
	}
	path := node.FullPath()
	var names []string
	for _, child := range node.Children {
		if child.Type == kong.CommandNode && !child.Hidden {
			names = append(names, child.Name)
		}
	}
	switch message := err.Error(); {
	case len(names) == 0 || strings.HasPrefix(message, "unknown flag"):
		return fmt.Errorf("%w (%s --help shows what there is)", err, path)
	case strings.HasPrefix(message, "expected one of"): // which names the first five alone
		return fmt.Errorf("expected one of %s (%s --help explains them)", strings.Join(names, ", "), path)
	}
	return fmt.Errorf("%w (%s has %s; %[2]s --help explains them)", err, path, strings.Join(names, ", "))
}
