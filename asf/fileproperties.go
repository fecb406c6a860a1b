package asf

import "time"

// FileProperties is the File Properties Object ([ASF] 3.2). In a broadcast the file size, creation
// time, packet count and durations mean nothing.
type FileProperties struct {
	FileID       GUID
	FileSize     uint64
	Created      time.Time // UTC; zero: not given
	Packets      uint64    // data packets
	PlayDuration time.Duration
	SendDuration time.Duration
	Preroll      time.Duration // added to every presentation time; the play duration holds it too
	Broadcast    bool
	Seekable     bool
	// The sizes of data packets, in bytes; equal in a valid file. Sent over RTP, data packets lack
	// their padding and are smaller than both.
	MinPacketSize, MaxPacketSize uint32
	MaxBitrate                   uint32 // bits per second
}

func (p *parser) fileProperties(c *cursor) {
	if p.h.File != nil {
		p.fault(FaultRepeated, c.offset(), "File Properties")
		return
	}
	f := FileProperties{FileID: c.guid(), FileSize: c.u64(), Created: fileTime(c.u64()), Packets: c.u64()}
	f.PlayDuration = ticks(c.u64())
	f.SendDuration = ticks(c.u64())
	f.Preroll = milliseconds(c.u64())
	flags := c.u32()
	f.Broadcast, f.Seekable = flags&1 != 0, flags&2 != 0
	f.MinPacketSize, f.MaxPacketSize, f.MaxBitrate = c.u32(), c.u32(), c.u32()
	p.short(c, "File Properties")
	p.h.File = &f
}

// ticks makes a duration of units of 100 ns; the longest where it does not fit.
func ticks(n uint64) time.Duration {
	if n > uint64(1<<63-1)/100 {
		return 1<<63 - 1
	}
	return time.Duration(n) * 100
}

func milliseconds(n uint64) time.Duration {
	if n > uint64(1<<63-1)/uint64(time.Millisecond) {
		return 1<<63 - 1
	}
	return time.Duration(n) * time.Millisecond
}

// fileTime makes a time of units of 100 ns since 1601; zero for 0 and for what lies past the year 9999.
func fileTime(n uint64) time.Time {
	const (
		toUnix   = 11644473600           // seconds from 1601 to 1970
		farthest = 253402300800 + toUnix // the year 10000
	)
	seconds := n / 10_000_000
	if n == 0 || seconds >= farthest {
		return time.Time{}
	}
	return time.Unix(int64(seconds)-toUnix, int64(n%10_000_000)*100).UTC()
}
