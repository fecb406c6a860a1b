package sdpview

// Static returns the format that RFC 3551 gives a static payload type (tables 4 and 5).
func Static(pt uint8) (Format, bool) {
	if int(pt) >= len(static) || static[pt].Encoding == "" {
		return Format{}, false
	}
	f := static[pt]
	f.PayloadType, f.Static = pt, true
	return f, true
}

var static = [...]Format{
	0:  {Encoding: "PCMU", ClockRate: 8000, Channels: 1},
	3:  {Encoding: "GSM", ClockRate: 8000, Channels: 1},
	4:  {Encoding: "G723", ClockRate: 8000, Channels: 1},
	5:  {Encoding: "DVI4", ClockRate: 8000, Channels: 1},
	6:  {Encoding: "DVI4", ClockRate: 16000, Channels: 1},
	7:  {Encoding: "LPC", ClockRate: 8000, Channels: 1},
	8:  {Encoding: "PCMA", ClockRate: 8000, Channels: 1},
	9:  {Encoding: "G722", ClockRate: 8000, Channels: 1}, // sampled at 16 kHz; the clock is an old mistake (4.5.2)
	10: {Encoding: "L16", ClockRate: 44100, Channels: 2},
	11: {Encoding: "L16", ClockRate: 44100, Channels: 1},
	12: {Encoding: "QCELP", ClockRate: 8000, Channels: 1},
	13: {Encoding: "CN", ClockRate: 8000, Channels: 1},
	14: {Encoding: "MPA", ClockRate: 90000},
	15: {Encoding: "G728", ClockRate: 8000, Channels: 1},
	16: {Encoding: "DVI4", ClockRate: 11025, Channels: 1},
	17: {Encoding: "DVI4", ClockRate: 22050, Channels: 1},
	18: {Encoding: "G729", ClockRate: 8000, Channels: 1},
	25: {Encoding: "CELB", ClockRate: 90000},
	26: {Encoding: "JPEG", ClockRate: 90000},
	28: {Encoding: "NV", ClockRate: 90000},
	31: {Encoding: "H261", ClockRate: 90000},
	32: {Encoding: "MPV", ClockRate: 90000},
	33: {Encoding: "MP2T", ClockRate: 90000},
	34: {Encoding: "H263", ClockRate: 90000},
}
