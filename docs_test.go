package golgi_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The packages that docs/jaxley.md names, and where they are.
var documented = map[string]string{
	"golgi": ".", "topology": "topology", "ioswc": "ioswc", "vis": "vis", "mech": "mech", "library": "mech/library",
	"systems": "systems", "plan": "plan", "grad": "grad", "checkpoint": "grad/checkpoint", "dynamics": "grad/dynamics",
	"transform": "grad/transform", "optimise": "grad/optimise", "loss": "grad/loss", "fit": "grad/fit",
}

var (
	quotedText = regexp.MustCompile("`([^`]+)`")
	goForm     = regexp.MustCompile(`^[A-Za-z]+(\.[A-Z]\w*)+$`)
	testName   = regexp.MustCompile(`^([\w/]+_test\.go): (\w+)$`)
)

// sources parses the Go files of a folder: its tests, or all others.
func sources(t *testing.T, dir string, tests bool) []*ast.File {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") == tests {
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			files = append(files, file)
		}
	}
	require.NotEmpty(t, files, dir)
	return files
}

// exported lists the exported names of files: "Name", and of types "Name.Member" for methods and fields.
func exported(files []*ast.File) map[string]bool {
	names := map[string]bool{}
	add := func(parts ...string) {
		for _, part := range parts {
			if !ast.IsExported(part) {
				return
			}
		}
		names[strings.Join(parts, ".")] = true
	}
	for _, file := range files {
		for _, declaration := range file.Decls {
			switch d := declaration.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil {
					add(d.Name.Name)
				} else {
					add(typeName(d.Recv.List[0].Type), d.Name.Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					switch s := spec.(type) {
					case *ast.ValueSpec:
						for _, name := range s.Names {
							add(name.Name)
						}
					case *ast.TypeSpec:
						add(s.Name.Name)
						for _, member := range members(s.Type) {
							add(s.Name.Name, member)
						}
					}
				}
			}
		}
	}
	return names
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// members lists the fields of a struct and the methods of an interface.
func members(e ast.Expr) []string {
	var list *ast.FieldList
	switch e := e.(type) {
	case *ast.StructType:
		list = e.Fields
	case *ast.InterfaceType:
		list = e.Methods
	default:
		return nil
	}
	var names []string
	for _, field := range list.List {
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
		if len(field.Names) == 0 {
			names = append(names, typeName(field.Type))
		}
	}
	return names
}

// used holds, for each function and variable of test files, the names in it.
type used map[string]map[string]bool

func uses(files []*ast.File) used {
	all := used{}
	add := func(name string, node ast.Node) {
		if all[name] == nil {
			all[name] = map[string]bool{}
		}
		ast.Inspect(node, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				all[name][id.Name] = true
			}
			return true
		})
	}
	for _, file := range files {
		for _, declaration := range file.Decls {
			switch d := declaration.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil { // a method has the name of what it tests, and would stand for it
					add(d.Name.Name, d.Body)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if s, ok := spec.(*ast.ValueSpec); ok {
						for _, name := range s.Names {
							add(name.Name, s)
						}
					}
				}
			}
		}
	}
	return all
}

// reached lists what a function names, and what the functions of the tests that it names do.
func (u used) reached(function string, names map[string]bool) {
	for name := range u[function] {
		if !names[name] {
			names[name] = true
			u.reached(name, names)
		}
	}
}

// row is a row of a table of docs/jaxley.md.
type row struct {
	theirs, ours string
	tests        []string
}

func jaxleyTable(t *testing.T) (text string, rows []row) {
	t.Helper()
	data, err := os.ReadFile("docs/jaxley.md")
	require.NoError(t, err)
	for line := range strings.Lines(string(data)) {
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|---") || strings.HasPrefix(line, "| Jaxley") {
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		require.Len(t, cells, 3, line)
		r := row{theirs: strings.TrimSpace(cells[0]), ours: strings.TrimSpace(cells[1])}
		for _, test := range quotedText.FindAllStringSubmatch(cells[2], -1) {
			r.tests = append(r.tests, test[1])
		}
		rows = append(rows, r)
	}
	return string(data), rows
}

// goForms are the names of our packages and types in a text.
func goForms(text string) []string {
	var forms []string
	for _, quoted := range quotedText.FindAllStringSubmatch(text, -1) {
		if goForm.MatchString(quoted[1]) {
			forms = append(forms, quoted[1])
		}
	}
	return forms
}

// TestEveryGoFormExists: what docs/jaxley.md names is there, and the tests it
// names use it, themselves or through the functions they call.
func TestEveryGoFormExists(t *testing.T) {
	text, rows := jaxleyTable(t)
	require.Greater(t, len(rows), 100)
	names := map[string]map[string]bool{}
	for name, dir := range documented {
		names[name] = exported(sources(t, dir, false))
	}
	for _, form := range goForms(text) {
		first, rest, _ := strings.Cut(form, ".")
		if first == "Picture" {
			first, rest = "vis", form
		}
		if names[first] == nil {
			first, rest = "golgi", form
		}
		require.True(t, names[first][rest], "there is no %s in package %s", rest, first)
	}

	tests := map[string]used{}
	for _, r := range rows {
		forms := goForms(r.ours)
		require.NotEmpty(t, r.tests, "%s has no test", r.theirs)
		exercised := map[string]bool{}
		for _, test := range r.tests {
			match := testName.FindStringSubmatch(test)
			require.NotNil(t, match, "%q is not \"file: TestName\"", test)
			file, name := match[1], match[2]
			source, err := os.ReadFile(file)
			require.NoError(t, err)
			require.True(t, strings.Contains(string(source), "\nfunc "+name+"("), "there is no %s in %s", name, file)
			dir := filepath.Dir(file)
			if tests[dir] == nil {
				tests[dir] = uses(sources(t, dir, true))
			}
			names := map[string]bool{}
			tests[dir].reached(name, names)
			maps.Copy(exercised, names)
		}
		for _, form := range forms {
			last := form[strings.LastIndex(form, ".")+1:]
			assert.True(t, exercised[last] || slices.Contains([]string{"Network", "Cell", "Branch", "Compartment"}, last),
				"%s: the tests %v do not use %s", r.theirs, r.tests, form)
		}
	}
}

// seed is a page of the reference, where it lies beside the repository.
func seed(t *testing.T, number string) string {
	t.Helper()
	pages, err := filepath.Glob(filepath.Join("..", "shared", "seeds", number+"_*.txt"))
	require.NoError(t, err)
	if len(pages) == 0 {
		t.Skip("the pages of the reference (../shared/seeds) are not beside this checkout")
	}
	page, err := os.ReadFile(pages[0])
	require.NoError(t, err)
	return string(page)
}

// firsts are the first groups of the matches, more than least of them.
func firsts(t *testing.T, least int, expression, text string) []string {
	t.Helper()
	var found []string
	for _, match := range regexp.MustCompile(expression).FindAllStringSubmatch(text, -1) {
		found = append(found, match[1])
	}
	require.Greater(t, len(found), least, expression)
	return found
}

const (
	documentedMember   = `(?m)^(?:property )?([a-z_]+)(?:\(.*\)|: [\w\[\], ]+(?: = \{\})?)?(?:\[source\])?#$`
	documentedFunction = `(?m)^([a-z_]+)\([^()]*(?:\([^()]*\)[^()]*)?\)$`
	calledFunction     = `[.=(] ?([A-Za-z]\w*)\(`
	importedNames      = `(?m)^from .* import (.*)$`
)

// TestEveryNameOfTheReferenceIsInTheTable compares the table with the pages
// it is about, where they lie beside the repository.
func TestEveryNameOfTheReferenceIsInTheTable(t *testing.T) {
	_, rows := jaxleyTable(t)
	table := map[string]bool{}
	var theirs strings.Builder
	for _, r := range rows {
		theirs.WriteString(r.theirs + "\n")
		for _, quoted := range quotedText.FindAllStringSubmatch(r.theirs, -1) {
			name, _, _ := strings.Cut(quoted[1], "(")
			table[name] = true
		}
	}
	require.True(t, table["integrate"])
	functions := append(firsts(t, 20, documentedMember, seed(t, "000")), firsts(t, 20, documentedFunction, seed(t, "004"))...)
	functions = append(functions, firsts(t, 4, documentedFunction, seed(t, "002"))...)
	for _, name := range functions {
		require.True(t, table[name], "%s is missing in docs/jaxley.md", name)
	}

	// Every argument of integrate, of its signature and of its description, has a row.
	simulation := seed(t, "002")
	signature, rest, _ := strings.Cut(simulation, "\n) -> jnp.ndarray:")
	_, signature, _ = strings.Cut(signature, "\ndef integrate(\n")
	described, _, _ := strings.Cut(rest, "exponential_euler(")
	_, described, _ = strings.Cut(described, "    Args:\n")
	described, _, _ = strings.Cut(described, `"""`)
	arguments := append(firsts(t, 9, `(?m)^    (\w+):`, signature), firsts(t, 8, `(?m)^        (\w+): `, described)...)
	for _, name := range arguments {
		require.Contains(t, theirs.String(), "`integrate("+name+")`")
	}

	// The tutorial is code: each function called in it stands in some row. So are the
	// examples of the page on dynamic states, whose functions are named in its text.
	dynamics := seed(t, "003")
	_, examples, _ := strings.Cut(dynamics, "Example usage")
	examples, _, _ = strings.Cut(examples, `"""`)
	calls := append(firsts(t, 15, calledFunction, seed(t, "001")), firsts(t, 40, calledFunction, examples)...)
	calls = append(calls, firsts(t, 3, "\\* ``(\\w+)\\(", dynamics)...)
	for _, names := range append(firsts(t, 5, importedNames, seed(t, "001")), firsts(t, 5, importedNames, examples)...) {
		calls = append(calls, strings.Split(names, ", ")...)
	}
	for _, call := range calls {
		if !slices.Contains([]string{
			"concat", "simulate", // pandas, in a warning it prints; the tutorial's own function
			"append", "int", "range", "keys", "mean", "stack", "to_numpy", // of lists and arrays
		}, call) {
			require.True(t, strings.Contains(theirs.String(), call), "%s is called", call)
		}
	}
	t.Logf("%d functions, %d arguments, %d calls", len(functions), len(arguments), len(calls))
}
