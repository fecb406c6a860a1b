package asf

import (
	"encoding/hex"
	"strconv"
)

// Content is the Content Description Object ([ASF] 3.10).
type Content struct {
	Title, Author, Copyright, Description, Rating string
}

func (p *parser) content(c *cursor) {
	if p.h.Content != nil {
		p.violation(ViolationRepeated, c.offset(), "Content Description")
		return
	}
	var t Content
	var lengths [5]int
	for i := range lengths {
		lengths[i] = int(c.u16())
	}
	for i, s := range []*string{&t.Title, &t.Author, &t.Copyright, &t.Description, &t.Rating} {
		*s = p.text(c, lengths[i], "Content Description")
	}
	p.checkLength(c, "Content Description")
	p.h.Content = &t
}

// Descriptor is one entry of the Extended Content Description Object ([ASF] 3.11).
type Descriptor struct {
	Name  string
	Type  string // "text", "bytes", "bool", "uint32", "uint64", "uint16", or "unknown"
	Value string // a number in decimal, "true" or "false", text, or the first 64 bytes in hexadecimal
}

func (p *parser) descriptors(c *cursor) {
	const in = "Extended Content Description"
	for range c.u16() {
		if len(p.h.Descriptors) >= maxDescriptors {
			p.violation(ViolationTooMany, c.offset(), in)
			return
		}
		d := Descriptor{Name: p.text(c, int(c.u16()), in)}
		kind, n := c.u16(), c.u16()
		if c.short {
			if d.Name != "" {
				p.h.Descriptors = append(p.h.Descriptors, d)
			}
			break
		}
		at := c.offset()
		b := c.bytes(uint64(n))
		if c.short {
			b = c.bytes(uint64(c.left()))
		}
		p.describe(&d, kind, b, at)
		p.h.Descriptors = append(p.h.Descriptors, d)
		if c.short {
			break
		}
	}
	p.checkLength(c, in)
}

func (p *parser) describe(d *Descriptor, kind uint16, b []byte, at int) {
	v := cursor{b: b, base: at}
	switch kind {
	case 0:
		d.Type, d.Value = "text", p.text(&v, len(b), "Extended Content Description")
		return
	case 2:
		d.Type, d.Value = "bool", strconv.FormatBool(v.u32() != 0)
	case 3:
		d.Type, d.Value = "uint32", strconv.FormatUint(uint64(v.u32()), 10)
	case 4:
		d.Type, d.Value = "uint64", strconv.FormatUint(v.u64(), 10)
	case 5:
		d.Type, d.Value = "uint16", strconv.FormatUint(uint64(v.u16()), 10)
	default:
		d.Type, d.Value = "unknown", hex.EncodeToString(b[:min(len(b), 64)])
		if kind == 1 {
			d.Type = "bytes"
		}
		return
	}
	if v.short {
		d.Value = hex.EncodeToString(b)
		p.checkLength(&v, "Extended Content Description")
	}
}
