package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// schemaPaths lists the paths of a JSON Schema: sessions[].media[].index. A key that may be anything is *.
func schemaPaths(schema []byte) (map[string]bool, error) {
	var root map[string]any
	if err := json.Unmarshal(schema, &root); err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	w := &schemaWalk{root: root, paths: map[string]bool{}}
	w.walk(root, nil)
	if len(w.paths) == 0 {
		return nil, fmt.Errorf("schema: no properties")
	}
	return w.paths, nil
}

type schemaWalk struct {
	root  map[string]any
	paths map[string]bool
}

// maxDepth bounds schemas that refer to themselves.
const maxDepth = 24

func (w *schemaWalk) walk(node map[string]any, path []string) {
	if len(path) > maxDepth {
		return
	}
	if len(path) > 0 {
		w.paths[join(path)] = true
	}
	if ref, ok := node["$ref"].(string); ok {
		if target := w.resolve(ref); target != nil {
			w.walk(target, path)
		}
	}
	if properties, ok := node["properties"].(map[string]any); ok {
		for k, v := range properties {
			w.child(v, path, k)
		}
	}
	w.child(node["additionalProperties"], path, "*")
	w.child(node["items"], path, "[]")
	for _, k := range []string{"anyOf", "oneOf", "allOf"} {
		alternatives, _ := node[k].([]any)
		for _, v := range alternatives {
			if m, ok := v.(map[string]any); ok {
				w.walk(m, path)
			}
		}
	}
}

func (w *schemaWalk) child(v any, path []string, key string) {
	if m, ok := v.(map[string]any); ok {
		w.walk(m, append(slices.Clip(path), key))
	}
}

func (w *schemaWalk) resolve(ref string) map[string]any {
	node := w.root
	for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		next, ok := node[part].(map[string]any)
		if !ok {
			return nil
		}
		node = next
	}
	return node
}
