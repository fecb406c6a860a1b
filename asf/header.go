package asf

import "bytes"

// The caps of a header, far above what encoders write.
const (
	maxObjects     = 1024 // objects walked in all
	maxStreams     = 127  // a stream number has seven bits
	maxDescriptors = 512
	maxLanguages   = 128
	maxCodecs      = 64
	maxNames       = 32 // of one stream
)

// Header is an ASF Header Object ([ASF] 3.1).
type Header struct {
	Size          uint64 // of the object, in bytes, as it says
	File          *FileProperties
	Streams       []Stream
	Extended      []ExtendedStream
	Content       *Content
	Descriptors   []Descriptor
	Bitrates      []StreamBitrate
	Languages     []string // tags such as "en-us"; ExtendedStream and names refer to them by index
	Codecs        []Codec
	Encrypted     bool // an object that describes content encryption is there
	Data          *DataObject
	Objects       []Object // every object met, in order
	Faults        []Fault
	FaultsNotKept int
}

// Object is one object as the header lists it.
type Object struct {
	ID     GUID
	Name   string // empty: not known
	Offset int
	Size   uint64 // with its 24 bytes of head
}

// DataObject is the beginning of the Data Object ([ASF] 5.1), which Windows Media servers send after
// the header.
type DataObject struct {
	FileID  GUID
	Packets uint64 // meaningless in a broadcast
}

// parser is the state of one reading of a header.
type parser struct {
	h      *Header
	f      faults
	object int // objects met
}

func (p *parser) fault(code string, offset int, in string) { p.f.add(code, offset, in) }

// short notes that an object ended before its fields did.
func (p *parser) short(c *cursor, in string) {
	if c.short {
		p.fault(FaultTruncated, c.offset(), in)
	}
}

const (
	objectHead = 24 // GUID and size
	headerHead = 30 // with the number of objects and two reserved bytes
)

// ParseHeader reads a Header Object and, after it, the beginning of a Data Object. It returns a value
// whatever the bytes are: what cannot be read is among its Faults. Nothing of b is kept.
func ParseHeader(b []byte) *Header {
	p := parser{h: &Header{}}
	h := p.h
	c := cursor{b: b}
	if id := c.guid(); c.short || id != guidHeader {
		p.fault(FaultNotASF, 0, "Header")
		h.Faults = p.f.list
		return h
	}
	h.Size = c.u64()
	count := c.u32()
	c.bytes(2)
	p.short(&c, "Header")
	end := len(b)
	switch {
	case h.Size < headerHead:
		p.fault(FaultObjectLength, 16, "Header")
	case h.Size > uint64(len(b)):
		p.fault(FaultTruncated, len(b), "Header")
	default:
		end = int(h.Size)
	}
	if !c.short {
		inside := cursor{b: b[:end], at: c.at}
		if n, whole := p.objects(&inside, 0); whole && n != uint64(count) {
			p.fault(FaultCount, 24, "Header")
		}
		if bytes.HasPrefix(b[inside.at:end], guidData[:]) {
			end = inside.at
		}
		p.dataObject(cursor{b: b, at: end})
	}
	h.Faults, h.FaultsNotKept = p.f.list, p.f.more
	return h
}

// objects walks the objects up to the end of c and returns how many there were; whole is false where
// it had to stop before.
func (p *parser) objects(c *cursor, depth int) (n uint64, whole bool) {
	for c.left() > 0 {
		at := c.offset()
		id, size := c.guid(), c.u64()
		switch {
		case c.short:
			p.fault(FaultTruncated, at, "object")
			return n, false
		case depth == 0 && id == guidData: // the header says that it is longer than it is
			c.at = at
			return n, true
		case size < objectHead:
			p.fault(FaultObjectLength, at+16, objectNames[id])
			return n, false
		case p.object >= maxObjects:
			p.fault(FaultTooMany, at, "objects")
			return n, false
		}
		p.object++
		n++
		p.h.Objects = append(p.h.Objects, Object{id, objectNames[id], at, size})
		body := c.bytes(size - objectHead)
		if body == nil && size > objectHead {
			p.fault(FaultTruncated, at, objectNames[id])
			c.short = false
			p.read(id, cursor{b: c.b[c.at:], base: c.offset()}, depth)
			return n, false
		}
		p.read(id, cursor{b: body, base: at + objectHead}, depth)
	}
	return n, true
}

// read reads the body of one object.
func (p *parser) read(id GUID, c cursor, depth int) {
	switch id {
	case guidFileProperties:
		p.fileProperties(&c)
	case guidStream:
		p.stream(&c)
	case guidContent:
		p.content(&c)
	case guidExtContent:
		p.descriptors(&c)
	case guidStreamBitrate:
		p.bitrates(&c)
	case guidCodecList:
		p.codecs(&c)
	case guidHeaderExtension:
		p.headerExtension(&c, depth)
	case guidExtStream:
		p.extendedStream(&c, depth)
	case guidLanguageList:
		p.languages(&c)
	case guidEncryption, guidExtEncryption:
		p.h.Encrypted = true
	}
}

// dataObject reads the head of the Data Object, where there is one.
func (p *parser) dataObject(c cursor) {
	if c.left() == 0 {
		return
	}
	at := c.offset()
	if id := c.guid(); c.short || id != guidData {
		return // bytes after the header are no part of it
	}
	c.u64() // its size: of a file, not of these bytes
	d := DataObject{FileID: c.guid(), Packets: c.u64()}
	if c.short {
		p.fault(FaultTruncated, at, "Data")
		return
	}
	p.h.Data = &d
}

// Stream returns the properties of a stream; nil where the header has none.
func (h *Header) Stream(number int) *Stream {
	for i := range h.Streams {
		if h.Streams[i].Number == number {
			return &h.Streams[i]
		}
	}
	return nil
}
