package plan

import "golgi/internal/nearest"

// suggestColumn offers the nearest column name.
func (p *Plan) suggestColumn(c Column) string {
	names := make([]string, len(p.columns))
	for i, info := range p.columns {
		names[i] = string(info.Name)
	}
	return nearest.Suggestion(string(c), names)
}
