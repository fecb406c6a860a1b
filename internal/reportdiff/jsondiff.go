package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// wordingPaths are the values that are prose, in reports and in manifests. They may differ.
var wordingPaths = map[kind][]string{
	reportJSON: {
		"**.findings[].summary", "**.timeline[].detail", "captures[].damage[].detail", "**.malformed_reason", "**.voice.assumptions[]",
	},
	manifestJSON: {"program", "**.why", "**.reason", "**.notes[]"},
}

// jsonDiff compares two JSON values.
type jsonDiff struct {
	wording []string        // paths of prose
	allowed []string        // paths that may differ
	new     []string        // paths that may be added
	known   map[string]bool // the paths of the old schema, nil if there is none
	r       *result
	run     string // the name of the run, for messages
}

func decodeJSON(b []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("more than one JSON value")
	}
	return v, nil
}

func (d *jsonDiff) bytes(before, after []byte) {
	if bytes.Equal(before, after) {
		return
	}
	if len(before) == 0 || len(after) == 0 {
		d.r.differ("%s: %d bytes became %d", d.run, len(before), len(after))
		return
	}
	a, err := decodeJSON(before)
	if err != nil {
		d.r.differ("%s: old output: %v", d.run, err)
		return
	}
	b, err := decodeJSON(after)
	if err != nil {
		d.r.differ("%s: new output: %v", d.run, err)
		return
	}
	d.values(a, b, nil, nil)
}

// values compares two values. path is the pattern of both (sessions[].url as a list of keys and []), place the path
// with indexes.
func (d *jsonDiff) values(before, after any, path, place []string) {
	switch a := before.(type) {
	case map[string]any:
		if b, ok := after.(map[string]any); ok {
			d.objects(a, b, path, place)
			return
		}
	case []any:
		if b, ok := after.([]any); ok {
			d.arrays(a, b, path, place)
			return
		}
	}
	if before == after {
		return
	}
	switch {
	case d.matches(d.wording, path):
		d.r.prose(fmt.Sprint(before), fmt.Sprint(after))
	case d.matches(d.allowed, path):
		d.r.allowed++
	default:
		d.r.differ("%s: %s: %s became %s", d.run, join(place), short(before), short(after))
	}
}

func (d *jsonDiff) objects(before, after map[string]any, path, place []string) {
	keys := maps.Clone(before)
	maps.Copy(keys, after)
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		path, place := append(slices.Clip(path), k), append(slices.Clip(place), k)
		a, inOld := before[k]
		b, inNew := after[k]
		switch {
		case inOld && inNew:
			d.values(a, b, path, place)
		case d.matches(d.allowed, path):
			d.r.allowed++
		case inOld:
			d.r.differ("%s: %s is gone (%s)", d.run, join(place), short(a))
		case d.isNew(path):
			d.r.fields[join(path)]++
		default:
			d.r.differ("%s: %s appeared (%s)", d.run, join(place), short(b))
		}
	}
}

// isNew reports whether a field that appeared is one that the old schema does not have.
func (d *jsonDiff) isNew(path []string) bool {
	if d.matches(d.new, path) {
		return true
	}
	return d.known != nil && !slices.ContainsFunc(variants(path), func(p string) bool { return d.known[p] })
}

// variants are the paths under which a schema may have a field: objects with arbitrary keys have * in place of a key.
func variants(path []string) []string {
	list := []string{join(path)}
	for i := len(path) - 1; i >= max(0, len(path)-2); i-- {
		p := slices.Clone(path)
		p[i] = "*"
		list = append(list, join(p))
	}
	return list
}

// arrays compares elements in order. If some were added or removed, elements that are equal but for prose are paired
// first, so that one finding more is shown as that.
func (d *jsonDiff) arrays(before, after []any, path, place []string) {
	path = append(slices.Clip(path), "[]")
	at := func(i int) []string { return append(slices.Clip(place), fmt.Sprintf("[%d]", i)) }
	if len(before) == len(after) && !d.permuted(before, after, path) {
		for i := range before {
			d.values(before[i], after[i], path, at(i))
		}
		return
	}
	if d.matches(d.allowed, path) {
		d.r.allowed++
		return
	}
	if d.matches(d.wording, path) {
		d.r.prose(fmt.Sprint(before), fmt.Sprint(after))
		return
	}
	if len(before) == len(after) {
		d.r.differ("%s: %s: the same %d elements in another order", d.run, join(place), len(before))
		return
	}
	gone := counts(d.prints(before, path))
	var added []int
	for i, p := range d.prints(after, path) {
		if gone[p]--; gone[p] < 0 {
			added = append(added, i)
		}
	}
	d.r.differ("%s: %s: %d elements became %d", d.run, join(place), len(before), len(after))
	for i, p := range d.prints(before, path) {
		if gone[p] > 0 {
			gone[p]--
			d.r.differ("%s: %s is gone: %s", d.run, join(at(i)), short(before[i]))
		}
	}
	for _, i := range added {
		d.r.differ("%s: %s is new: %s", d.run, join(at(i)), short(after[i]))
	}
}

// permuted reports whether two arrays have the same elements in another order.
func (d *jsonDiff) permuted(before, after []any, path []string) bool {
	a, b := d.prints(before, path), d.prints(after, path)
	return !slices.Equal(a, b) && maps.Equal(counts(a), counts(b))
}

func counts(list []string) map[string]int {
	m := map[string]int{}
	for _, s := range list {
		m[s]++
	}
	return m
}

// prints are the elements as text, without prose, without what may differ and without fields that are new.
func (d *jsonDiff) prints(list []any, path []string) []string {
	prints := make([]string, len(list))
	for i, v := range list {
		b, _ := json.Marshal(d.plain(v, path))
		prints[i] = string(b)
	}
	return prints
}

func (d *jsonDiff) plain(v any, path []string) any {
	if d.matches(d.wording, path) || d.matches(d.allowed, path) {
		return nil
	}
	switch v := v.(type) {
	case map[string]any:
		m := map[string]any{}
		for k, x := range v {
			if path := append(slices.Clip(path), k); !d.isNew(path) {
				m[k] = d.plain(x, path)
			}
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = d.plain(x, append(slices.Clip(path), "[]"))
		}
		return list
	}
	return v
}

func (d *jsonDiff) matches(patterns []string, path []string) bool {
	p := join(path)
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		if tail, ok := strings.CutPrefix(pattern, "**."); ok {
			return p == tail || strings.HasSuffix(p, "."+tail)
		}
		return p == pattern
	})
}

// join writes a path: sessions[].media[].streams.
func join(path []string) string {
	var b strings.Builder
	for i, p := range path {
		if i > 0 && p[0] != '[' {
			b.WriteByte('.')
		}
		b.WriteString(p)
	}
	return b.String()
}

func short(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	if s := string(b); len(s) <= 160 {
		return s
	}
	return string(b[:157]) + "..."
}
