package frames

import (
	"encoding/binary"
	"slices"
	"testing"
)

// tsBytes makes a transport packet; adaptation is what follows adaptation_field_length, nil for no such field.
func tsBytes(pid int, counter byte, start bool, adaptation []byte, payload []byte) []byte {
	b := make([]byte, tsPacket)
	b[0] = tsSync
	binary.BigEndian.PutUint16(b[1:], uint16(pid))
	if start {
		b[1] |= 0x40
	}
	b[3] = counter & 15
	at := 4
	if adaptation != nil {
		b[3] |= 0x20
		b[4] = byte(len(adaptation))
		copy(b[5:], adaptation)
		at += 1 + len(adaptation)
	}
	if payload != nil {
		b[3] |= 0x10
		copy(b[at:], payload)
	}
	return b
}

// pcrField is an adaptation field with a clock reference of so many ms.
func pcrField(ms int64) []byte {
	base, b := uint64(ms*90), make([]byte, 7)
	b[0] = 0x10
	binary.BigEndian.PutUint32(b[1:], uint32(base>>1))
	b[5] = byte(base<<7) | 0x7e
	return b
}

var (
	pat = []byte{0, 0x00, 0xb0, 0x0d, 0, 1, 0xc1, 0, 0, 0, 1, 0xe1, 0x00, 1, 2, 3, 4}
	pmt = []byte{0, 0x02, 0xb0, 0x17, 0, 1, 0xc1, 0, 0, 0xe1, 0x01, 0xf0, 0, 0x1b, 0xe1, 0x01, 0xf0, 0, 0x0f, 0xe1, 0x02, 0xf0, 0, 1, 2, 3, 4}
)

func TestTransport(t *testing.T) {
	f := newFeed(t, "MP2T", 90000)
	data := []byte{1}
	send := func(seq uint16, at int64, packets ...[]byte) {
		f.packet(seq, uint32(at*90), false, at, slices.Concat(packets...))
	}
	send(1, 0, tsBytes(0, 0, true, nil, pat), tsBytes(0x100, 7, true, nil, pmt), tsBytes(0x101, 0, true, pcrField(0), data), tsBytes(tsNull, 3, false, nil, data))
	send(2, 40, tsBytes(0x101, 1, false, pcrField(40), data), tsBytes(0x101, 1, false, nil, data), // a duplicate, as is allowed
		tsBytes(0x101, 1, false, []byte{0}, nil), tsBytes(0x102, 14, false, nil, data)) // no payload: the counter stands
	send(3, 160, tsBytes(0x101, 3, false, pcrField(170), data), tsBytes(0x102, 15, false, nil, data))                           // 2 is missing
	send(4, 200, tsBytes(0x101, 9, false, append([]byte{0x80}, make([]byte, 6)...), data), tsBytes(0x102, 0, false, nil, data)) // announced
	send(6, 240, tsBytes(0x101, 11, false, nil, data), tsBytes(0x102, 1, false, nil, data))                                     // RTP packet 5 is lost
	scrambled := tsBytes(0x102, 2, false, nil, data)
	scrambled[3] |= 0x80
	broken := tsBytes(0x102, 9, false, nil, data)
	broken[1] |= 0x80
	send(7, 280, scrambled, broken, tsBytes(0x102, 3, false, nil, data))
	send(8, 320, tsBytes(0x101, 11, false, nil, data), tsBytes(0x101, 11, false, nil, data)) // twice again: more than allowed
	found := f.units.Finish()
	s := found[0].TS
	if s.Packets != 19 || s.Null != 1 || s.Scrambled != 1 || s.TransportErrors != 1 || s.SyncErrors != 0 {
		t.Errorf("%d packets, %d null, %d scrambled, %d in error, %d without sync", s.Packets, s.Null, s.Scrambled, s.TransportErrors, s.SyncErrors)
	}
	if s.ContinuityErrors != 2 || s.ContinuityByLoss != 1 || !slices.Equal(s.ContinuityFrames, []int64{3, 7}) {
		t.Errorf("%d continuity errors and %d by loss, in %v", s.ContinuityErrors, s.ContinuityByLoss, s.ContinuityFrames)
	}
	if len(s.Programs) != 1 || s.Programs[0] != (Program{1, 0x100, 0x101}) {
		t.Errorf("%+v", s.Programs)
	}
	if len(s.PIDs) != 4 {
		t.Fatalf("%+v", s.PIDs)
	}
	if x := s.PIDs[0]; x.PID != 0 || x.Text() != "PAT" || s.PIDs[1].Text() != "PMT" || s.PIDs[3].Text() != "AAC (ADTS)" {
		t.Errorf("%+v", s.PIDs)
	}
	x := s.PIDs[2]
	if x.Text() != "H.264" || x.Packets != 9 || x.Duplicates != 2 || x.Discontinuities != 1 || x.PCRs != 3 {
		t.Errorf("%+v", x)
	}
	// 40 and 130 ms apart, arrived 40 and 120 ms apart.
	if x.PCRMeanInterval != 85e6 || x.PCRMaxInterval != 130e6 || x.PCRLate != 1 || x.PCRMaxFrame != 3 || x.PCRMeanJitter != 5e6 || x.PCRMaxJitter != 10e6 {
		t.Errorf("%+v", x)
	}
}

// A loss that was none, because the packet came late, breaks no continuity.
func TestTransportLate(t *testing.T) {
	f := newFeed(t, "MP2T", 90000)
	for _, i := range []int{0, 1, 2, 4, 3, 5, 6} {
		f.packet(uint16(i), 0, false, int64(i), tsBytes(0x44, byte(i), false, nil, []byte{1}))
	}
	if s := f.units.Finish()[0].TS; s.Packets != 7 || s.ContinuityErrors != 0 || s.ContinuityByLoss != 0 {
		t.Errorf("%+v", s)
	}
}

// Payloads that are no whole packets.
func TestTransportSync(t *testing.T) {
	f := newFeed(t, "MP2T", 90000)
	f.packet(1, 0, false, 0, append(tsBytes(0x44, 0, false, nil, []byte{1}), 1, 2, 3))
	f.packet(2, 0, false, 0, append([]byte{0}, tsBytes(0x44, 1, false, nil, []byte{1})...))
	if s := f.units.Finish()[0].TS; s.Packets != 1 || s.SyncErrors != 2 {
		t.Errorf("%+v", s)
	}
}

// Transport packets whose headers were not captured break no continuity.
func TestTransportNotCaptured(t *testing.T) {
	f := newFeed(t, "MP2T", 90000)
	for i := range 4 {
		f.cut = 0
		if i == 1 {
			f.cut = 188 + 100
		}
		f.packet(uint16(i), 0, false, int64(i), slices.Concat(tsBytes(0x44, byte(2*i), false, nil, []byte{1}), tsBytes(0x44, byte(2*i+1), false, nil, []byte{1})))
	}
	if s := f.units.Finish()[0].TS; s.Packets != 7 || s.NotCaptured != 1 || s.ContinuityErrors != 0 {
		t.Errorf("%+v", s)
	}
}
