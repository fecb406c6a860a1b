package container

import "encoding/binary"

// table writes a section in a separate packet.
func (m *TS) table(out Output, pid int, section []byte) {
	p := m.start(pid, true, m.tables)
	p = append(p, 0) // pointer
	p = append(p, section...)
	for len(p) < tsSize {
		p = append(p, 0xff)
	}
	out.Write(p)
}

// programTables makes the program association and the program map (ISO/IEC 13818-1, 2.4.4).
func (m *TS) programTables() (pat, pmt []byte) {
	pat = section(0, []byte{0, 1, 0xe0 | tsPMT>>8, tsPMT & 0xff})
	pid := tsFirst + m.clock
	b := []byte{0xe0 | byte(pid>>8), byte(pid), 0xf0, 0}
	for i := range m.Tracks {
		typ, info := tsStreamType(&m.Tracks[i])
		pid := tsFirst + i
		b = append(b, typ, 0xe0|byte(pid>>8), byte(pid), 0xf0, byte(len(info)))
		b = append(b, info...)
	}
	return pat, section(2, b)
}

// section makes a section of a table.
func section(table byte, content []byte) []byte {
	n := 5 + len(content) + 4
	b := []byte{table, 0xb0 | byte(n>>8), byte(n), 0, 1, 0xc1, 0, 0}
	b = append(b, content...)
	return binary.BigEndian.AppendUint32(b, crcMPEG(b))
}

// crcMPEG is the checksum of sections (annex A).
func crcMPEG(b []byte) uint32 {
	crc := ^uint32(0)
	for _, x := range b {
		crc ^= uint32(x) << 24
		for range 8 {
			if crc&(1<<31) != 0 {
				crc = crc<<1 ^ 0x04c11db7
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}

// tsStreamType is the stream type (table 2-34; for AC-3 ATSC A/53 part 3) with its descriptors.
func tsStreamType(t *Track) (typ byte, descriptors []byte) {
	if id := t.TS.Registration; id != "" {
		descriptors = append([]byte{5, 4}, id...)
	}
	if t.TS.OpusControl { // 0x80: the number of channels
		descriptors = append(descriptors, 0x7f, 2, 0x80, byte(t.Channels))
	}
	return t.byRate(t.TS.Type, t.TS.LowRate), descriptors
}
